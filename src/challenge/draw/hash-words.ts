import { HASH_WORDS } from "./hash-word-table.ts";

/** A hash as people compare it: the same four words on the wall, on each phone and in the printed recap. */
export interface HashWords {
  readonly ko: string;
  readonly en: string;
  /** The same 32 bits as 8 hex digits. */
  readonly hex: string;
}

/** The first four bytes of a hash in hex, a word each (§9). Words help the eye; only the whole hash proves anything. */
export function hashWords(hash: string): HashWords {
  const hex = hash.slice(0, 8);
  const words = (hex.match(/../g) ?? []).flatMap((byte) => HASH_WORDS[Number.parseInt(byte, 16)] ?? []);
  return { ko: words.map(({ ko }) => ko).join(" "), en: words.map(({ en }) => en).join(" "), hex };
}
