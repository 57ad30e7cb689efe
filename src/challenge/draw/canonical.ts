import { Fault } from "../../kernel/index.ts";
import { sha256Hex, utf8 } from "./digest.ts";

/** What can be written canonically: no fractions, no dates, no `undefined`. */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical };

/**
 * The one way to write a value (§4): RFC 8785 for ASCII keys, NFC strings and whole numbers that a double holds exactly.
 * Faults with `draw.not-canonical` for anything else: bytes that two programs could write differently prove nothing.
 */
export function canonicalText(value: Canonical): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return wholeNumber(value);
  if (typeof value === "string") return quoted(value);
  if (isList(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object") return refuse(`a ${typeof value}`);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${asciiKey(key)}:${canonicalText(member)}`).join(",")}}`;
}

/** `canonicalText` as UTF-8. */
export const canonicalBytes = (value: Canonical): Uint8Array => utf8(canonicalText(value));

/** SHA-256 of the canonical bytes, in hex. */
export const canonicalHash = (value: Canonical): string => sha256Hex(canonicalText(value));

/** Whether a text is the same in every program: valid Unicode. Composition is no matter, it is written as NFC. */
const quoted = (text: string): string =>
  text.isWellFormed() ? JSON.stringify(text.normalize("NFC")) : refuse("a broken surrogate pair");

const wholeNumber = (value: number): string =>
  Number.isSafeInteger(value) ? String(value) : refuse("a number that is not whole or beyond ±2⁵³");

const asciiKey = (key: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
  /^[\x00-\x7f]*$/.test(key) ? JSON.stringify(key) : refuse("a key that is not ASCII");

const isList = (value: Canonical): value is readonly Canonical[] => Array.isArray(value);

function refuse(what: string): never {
  throw new Fault("draw.not-canonical", { what });
}
