import { toJamo, toKeys } from "../names/index.ts";
import { type Folded, foldForWords, foldWord, readable, squeezed } from "./folded-name.ts";
import { HELD_WORDS, HONEST_WORDS } from "./held-words.ts";

type Place = keyof typeof HELD_WORDS;

interface Word {
  readonly text: string;
  readonly place: Place;
}

/** Why a name waits: found in our list or in the host's. */
export const BY_WORD = "word";

const asWords = (texts: readonly string[], place: Place): readonly Word[] =>
  texts.map((text) => ({ text: foldWord(text), place })).filter(({ text }) => text !== "");

const OURS: readonly Word[] = [
  ...asWords(HELD_WORDS.whole, "whole"),
  ...asWords(HELD_WORDS.begins, "begins"),
  ...asWords(HELD_WORDS.within, "within"),
  // A Korean word typed with the keyboard in Latin mode: `tlqkf`. Shorter ones may be anything.
  ...asWords(Object.values(HELD_WORDS).flat().map(toKeys).filter(isLongInLatin), "whole"),
];
const HONEST: readonly string[] = HONEST_WORDS.map(foldWord);

/**
 * Whether a name must be looked at by somebody before it is shown: it contains a word of our list or of the host's
 * `more`, however it is spelled (case, width, accents, look-alikes, digits for letters, separators, stretched letters,
 * Hangul taken apart). Linear in the name.
 */
export function isHeldName(name: string, more: readonly string[] = []): boolean {
  return nameJudge(more)(name);
}

/** `isHeldName` for many names and one list of the host's. */
export function nameJudge(more: readonly string[]): (name: string) => boolean {
  const words = [...OURS, ...asHostWords(more)];
  return (name) => readings(name).some((reading) => words.some((word) => isIn(word, reading)));
}

/** A host's word of some length is meant wherever it stands; a short one would be found in everything. */
function asHostWords(words: readonly string[]): readonly Word[] {
  return words.flatMap((word) => {
    const text = foldWord(word);
    if (text === "") return [];
    const isLong = text.length >= (/\p{Script=Hangul}/u.test(text) ? 2 : 4);
    return [{ text, place: isLong ? "within" : "whole" } satisfies Word];
  });
}

function readings(name: string): readonly Folded[] {
  const found = new Map<string, Folded>();
  for (const text of new Set([name, recomposed(name)])) {
    for (const leet of [false, true]) {
      const folded = foldForWords(text, leet);
      for (const each of [folded, squeezed(folded, 1), squeezed(folded, 2)]) {
        found.set(`${each.text} ${[...each.starts].join()} ${[...each.ends].join()}`, each);
      }
    }
  }
  return [...found.values()];
}

function isIn({ text: word, place }: Word, { text, starts, ends }: Folded): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (place !== "within" && !starts.has(at)) continue;
    if (place === "whole" && !ends.has(at + word.length)) continue;
    if (place === "whole" && !isOneWord(starts, at, word.length)) continue;
    if (!isHonest(text, at, word.length)) return true;
  }
  return false;
}

/** Spaced out letter by letter it is still one word; two parts of some length, as in "go-ok", are two. */
function isOneWord(starts: ReadonlySet<number>, at: number, length: number): boolean {
  const cuts = [...starts].filter((start) => start > at && start < at + length).sort((a, b) => a - b);
  const edges = [at, ...cuts, at + length];
  return (
    cuts.length === 0 ||
    cuts.some((cut, index) => cut - (edges[index] ?? cut) === 1) ||
    length - (cuts.at(-1) ?? at) + at === 1
  );
}

const isHonest = (text: string, at: number, length: number): boolean =>
  HONEST.some((honest) => {
    const from = Math.max(0, at + length - honest.length);
    const found = text.slice(from, at + honest.length).indexOf(honest);
    return found >= 0 && from + found <= at && from + found + honest.length >= at + length;
  });

function isLongInLatin(keys: string): boolean {
  return /^[a-z]{5,}$/i.test(keys);
}

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
const SYLLABLE = new RegExp(`([${INITIALS}])([${VOWELS}])([${FINALS.trim()}](?![${VOWELS}]))?`, "gu");

/** `ㅅㅣㅂㅏㄹ` and `시ㅂㅏㄹ` written as syllables again. Names of whole syllables stay as they are. */
function recomposed(name: string): string {
  const text = readable(name);
  return text.replace(/[\p{Script=Hangul}\s._-]*[ㄱ-ㅣ\u1100-\u11ff][\p{Script=Hangul}\s._-]*/gu, (run) => {
    const jamo = toJamo(run.replace(/[\s._-]/g, ""));
    return jamo.replace(SYLLABLE, (_whole, initial: string, vowel: string, final: string | undefined) => {
      const index = INITIALS.indexOf(initial) * 588 + VOWELS.indexOf(vowel) * 28;
      return String.fromCharCode(0xac00 + index + (final === undefined ? 0 : FINALS.indexOf(final)));
    });
  });
}
