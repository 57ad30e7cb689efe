/**
 * A name with its letters alone, for comparing with words: what tells writings of one word apart is taken out, and
 * where a part of the name began or ended is remembered, so that "push-it" is not read as one word.
 */
export interface Folded {
  readonly text: string;
  readonly starts: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
}

/** Names are outsiders' words: what comes after this many characters nobody reads on a wall. */
const READ_AT_MOST = 400;

/** Letters of other alphabets that look like Latin ones. */
const LOOK_ALIKES = new Map(
  Object.entries({
    а: "a",
    в: "b",
    с: "c",
    е: "e",
    ё: "e",
    һ: "h",
    і: "i",
    ї: "i",
    ј: "j",
    к: "k",
    м: "m",
    н: "h",
    о: "o",
    р: "p",
    г: "r",
    ѕ: "s",
    т: "t",
    у: "y",
    х: "x",
    α: "a",
    β: "b",
    ε: "e",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
    ł: "l",
    ø: "o",
    ı: "i",
  }),
);

const LEET = new Map(
  Object.entries({ "0": "o", "1": "i", "!": "i", "|": "i", "3": "e", "4": "a", "@": "a", "5": "s", $: "s", "7": "t" }),
);

/** One letter: i and l are one, for a 1 may stand for either. */
const sameAs = (letter: string): string => (letter === "l" ? "i" : letter);

/** Marks, joiners and everything that has no width. Vowels of Hangul are letters, not marks. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** What of a name can be read on a screen, in its plain forms. */
export const readable = (name: string): string =>
  name.slice(0, READ_AT_MOST).normalize("NFKC").slice(0, READ_AT_MOST).replace(INVISIBLE, "");

/**
 * Folds `name`. With `leet`, digits and signs are read as the letters they stand for, otherwise they part words.
 */
export function foldForWords(name: string, leet: boolean): Folded {
  const plain = readable(name);
  const starts = new Set<number>();
  const ends = new Set<number>();
  let text = "";
  let parted = true;
  let before = "";
  for (const char of plain) {
    const letter = letterOf(char, leet);
    if (letter === undefined) {
      if (!/\p{M}/u.test(char)) parted = true;
      continue;
    }
    const humps = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(char);
    const script = before !== "" && isHangul(before) !== isHangul(char);
    if (parted || humps || script) {
      starts.add(text.length);
      ends.add(text.length);
    }
    text += letter;
    before = char;
    parted = false;
  }
  ends.add(text.length);
  return { text, starts, ends };
}

/** What a word of a list is compared as. */
export const foldWord = (word: string): string => foldForWords(word, false).text;

const isHangul = (char: string): boolean => /\p{Script=Hangul}/u.test(char);

function letterOf(char: string, leet: boolean): string | undefined {
  const stands = leet ? LEET.get(char) : undefined;
  if (stands !== undefined) return sameAs(stands);
  // Hangul stays composed; Latin letters lose their accents.
  const bare = isHangul(char) ? char : char.normalize("NFD").replace(/\p{M}/gu, "");
  const lower = bare.toLowerCase();
  if (!/^\p{L}+$/u.test(lower)) return undefined;
  return sameAs(LOOK_ALIKES.get(lower) ?? lower);
}

/** "fuuuuck" and "niggger": letters that come three times or more come once, or twice. */
export function squeezed(folded: Folded, times: 1 | 2): Folded {
  const starts = new Set<number>();
  const ends = new Set<number>();
  let text = "";
  for (const { 0: run, 1: letter = "", index } of folded.text.matchAll(/(.)\1*/gsu)) {
    const isLong = run.length >= 3 * letter.length;
    for (let at = 0; at < (isLong ? 1 : run.length); at++)
      if (folded.starts.has(index + at)) starts.add(text.length + at);
    for (let at = 1; at < run.length && !isLong; at++) if (folded.ends.has(index + at)) ends.add(text.length + at);
    text += isLong ? letter.repeat(times) : run;
    if (folded.ends.has(index + run.length)) ends.add(text.length);
  }
  return { text, starts, ends };
}
