import { hash, randomInt } from "node:crypto";

/** Without 0 and O, 1 and I, which look alike on a screen across the table. 32 characters, five bits each. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 6;

export const newCode = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");

/** `K7Q-2MX`. */
export const showCode = (code: string): string => `${code.slice(0, 3)}-${code.slice(3)}`;

/** The code in what was typed or pasted; undefined when it cannot be one. */
export function readCode(text: string): string | undefined {
  const code = text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\-–—−]/gu, "");
  return /^[A-HJ-NP-Z2-9]{6}$/.test(code) ? code : undefined;
}

export const codeHash = (code: string): string => hash("sha256", `pairing:${code}`, "hex");
