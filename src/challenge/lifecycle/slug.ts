import { randomId } from "../../kernel/index.ts";

const INITIALS = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ");
const MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" ");
const FINALS = [
  ...["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l"],
  ...["m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"],
];
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const LONGEST = 40;

/**
 * An address from a name: Latin letters and digits stay, Hangul is romanised syllable by syllable, the rest separates.
 * Made up where nothing is left.
 */
export function slugOf(name: string): string {
  const latin = [...name.normalize("NFC").toLowerCase()].map(romanised).join("");
  const plain = latin.normalize("NFKD").replace(/\p{M}/gu, "");
  const words = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return words.slice(0, LONGEST).replace(/-+$/, "") || `event-${randomId(5)}`;
}

/** `name`, `name-2`, `name-3`, …: the first that is free. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let n = 2; ; n++) if (!taken.has(`${wanted}-${n}`)) return `${wanted}-${n}`;
}

function romanised(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return character;
  const syllable = code - FIRST_SYLLABLE;
  const initial = INITIALS[Math.floor(syllable / 588)] ?? "";
  const medial = MEDIALS[Math.floor(syllable / 28) % 21] ?? "";
  return initial + medial + (FINALS[syllable % 28] ?? "");
}
