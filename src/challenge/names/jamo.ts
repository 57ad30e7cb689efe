const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const VOWELS = [..."ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"];
const FINALS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];

/** Jamo that are typed as two keys. The doubled consonants are not among them: each has a key, with shift. */
const COMPOUND = new Map<string, string>([
  ["ㅘ", "ㅗㅏ"],
  ["ㅙ", "ㅗㅐ"],
  ["ㅚ", "ㅗㅣ"],
  ["ㅝ", "ㅜㅓ"],
  ["ㅞ", "ㅜㅔ"],
  ["ㅟ", "ㅜㅣ"],
  ["ㅢ", "ㅡㅣ"],
  ["ㄳ", "ㄱㅅ"],
  ["ㄵ", "ㄴㅈ"],
  ["ㄶ", "ㄴㅎ"],
  ["ㄺ", "ㄹㄱ"],
  ["ㄻ", "ㄹㅁ"],
  ["ㄼ", "ㄹㅂ"],
  ["ㄽ", "ㄹㅅ"],
  ["ㄾ", "ㄹㅌ"],
  ["ㄿ", "ㄹㅍ"],
  ["ㅀ", "ㄹㅎ"],
  ["ㅄ", "ㅂㅅ"],
]);

/** The keys of the Korean standard keyboard (두벌식), a capital for shift. */
const KEYS = new Map<string, string>(
  [..."ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ"].map((jamo, index) => [
    jamo,
    "qwertyuiopasdfghjklzxcvbnmQWERTOP".charAt(index),
  ]),
);

const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 11_172;

/** Hangul taken apart into the single jamo it is typed with; everything else as it is. */
export function toJamo(text: string): string {
  let jamo = "";
  for (const char of text) jamo += split(char);
  return jamo;
}

/** What the same keys would have written in Latin mode: `ㅔㅛ채ㅜ` is `pycon`. Everything but Hangul stays as it is. */
export function toKeys(text: string): string {
  let keys = "";
  for (const jamo of toJamo(text)) keys += KEYS.get(jamo) ?? jamo;
  return keys;
}

function split(char: string): string {
  const code = char.charCodeAt(0);
  const syllable = code - FIRST_SYLLABLE;
  if (syllable >= 0 && syllable < SYLLABLES) {
    const vowel = VOWELS[Math.floor(syllable / 28) % 21];
    return `${INITIALS[Math.floor(syllable / 588)]}${apart(vowel)}${apart(FINALS[syllable % 28])}`;
  }
  return apart(standingAlone(code) ?? char);
}

const apart = (jamo = ""): string => COMPOUND.get(jamo) ?? jamo;

/** The jamo blocks of decomposed text, which NFKC also makes of the everyday ones. */
function standingAlone(code: number): string | undefined {
  if (code >= 0x1100 && code <= 0x1112) return INITIALS[code - 0x1100];
  if (code >= 0x1161 && code <= 0x1175) return VOWELS[code - 0x1161];
  if (code >= 0x11a8 && code <= 0x11c2) return FINALS[code - 0x11a7];
  return undefined;
}
