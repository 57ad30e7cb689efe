import type { Canonical } from "../draw/index.ts";

const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** As Korea and the world write them; not a date, a time or an id. */
const PHONE = /\+\d{1,3}[-. ]?\(?\d[\d-. ()]{6,}\d|(?<!\d)0\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)/g;

/**
 * The reasons people give, without addresses and numbers that somebody typed into them all the same: what stands in the
 * log can never be removed again. Everything else is written by programs and stays as it is.
 */
export function withoutContacts(data: { readonly [key: string]: Canonical }): { readonly [key: string]: Canonical } {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === "string" && /^reason/.test(key) ? value.replace(MAIL, "…").replace(PHONE, "…") : value,
    ]),
  );
}
