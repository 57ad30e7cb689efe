import { hash, randomInt } from "node:crypto";
import { Fault } from "../../kernel/index.ts";

/** No I, J, O, 0 and 1: what is read aloud or copied by hand arrives. */
const ALPHABET = "ABCDEFGHKLMNPQRSTUVWXYZ23456789";
/** 31^17 is more than 2^84. */
const LETTERS = 17;
const LONGEST = 200;
const MOST_AT_ONCE = 5_000;

export const newCode = (): string =>
  Array.from({ length: LETTERS }, () => ALPHABET[randomInt(ALPHABET.length)] ?? "").join("");

export const codeHash = (challenge: string, code: string): string =>
  hash("sha256", `sadari voucher|${challenge}|${code}`, "hex");

/**
 * The codes of a list as people have it: one a line, or a CSV whose first column they are; a heading `code` and empty
 * lines are passed over. Faults: `voucher.import-invalid`.
 */
export function readCodes(text: string): readonly string[] {
  const invalid = (detail: string): Fault => new Fault("voucher.import-invalid", { detail });
  const codes = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .map(firstColumn)
    .filter((code, at) => code !== "" && !(at === 0 && /^(?:code|codes|voucher|coupon|코드)$/i.test(code)));
  if (codes.length === 0) throw invalid("there is none");
  if (codes.length > MOST_AT_ONCE) throw invalid(`more than ${MOST_AT_ONCE} at once`);
  const odd = codes.findIndex((code) => code.length > LONGEST || /\p{Cc}/u.test(code));
  if (odd >= 0) throw invalid(`line ${odd + 1} is no code`);
  return codes;
}

function firstColumn(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.replaceAll('""', '"').trim();
  return (line.split(/[,;\t]/, 1)[0] ?? "").trim();
}
