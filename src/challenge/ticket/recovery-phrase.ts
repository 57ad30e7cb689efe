import { hash, randomInt } from "node:crypto";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js";
import { RECOVERY_WORDS } from "../../contract/index.ts";

const LISTS = { ko: korean, en: english } as const;

/** Decomposed, for keyboards disagree on how they send Hangul. */
const KNOWN = new Set([...korean, ...english].map((word) => word.normalize("NFKD")));

/** Six of 2048 words, 66 bits, composed as screens want them. */
export const newPhrase = (language: "ko" | "en"): string[] =>
  Array.from({ length: RECOVERY_WORDS }, () => (LISTS[language][randomInt(2048)] ?? "").normalize("NFC"));

/**
 * How a phrase is stored and looked up: SHA-256 of its words. Upper case, blanks, commas and numbering do not matter;
 * undefined when these are not six words of our lists, so that it was no phrase at all.
 */
export function phraseHash(text: string): string | undefined {
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .split(/[\s\d.,;·\-–—]+/u)
    .filter((word) => word !== "");
  if (words.length !== RECOVERY_WORDS || !words.every((word) => KNOWN.has(word))) return undefined;
  return hash("sha256", words.join(" "), "hex");
}
