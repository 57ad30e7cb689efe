/** What agents may send at most (intake specification), and so the longest an app can be called. */
export const LONGEST_NAME = 1_024;

/** Beyond this nothing is looked at: a name that needs more is none. */
const READ_AT_MOST = 8_192;

/**
 * Zero-width characters, direction marks and overrides, soft hyphens, variation selectors, fillers and control
 * characters: what chats and word processors add to a copied name without anybody seeing it. White space stays.
 */
const INVISIBLE = /(?![\t-\r])(?:[\p{Cc}\p{Cf}\p{Variation_Selector}\u115f\u1160\u3164\uffa0]|\u034f)/gu;

/**
 * The identity of a name: composed (NFC), nothing invisible, no white space around it. Two names are exactly the same
 * when these are. Longer than `LONGEST_NAME` is cut one beyond it, and so is like no app's.
 */
export function cleanName(text: string): string {
  const cleaned = text.slice(0, READ_AT_MOST).toWellFormed().replace(INVISIBLE, "").normalize("NFC").trim();
  return cleaned.length > LONGEST_NAME ? cleaned.slice(0, LONGEST_NAME + 1).toWellFormed() : cleaned;
}

const QUOTES = /["'`´‘’‚‛“”„‟‹›«»「」『』]/g;
const SEPARATORS = /[\s_\-.:/‐-―−]+/g;

/**
 * What is left of a name when only its spelling differs: compatibility forms, case, quotes and the choice of separator
 * are taken out. A name of nothing but separators keeps them.
 */
export function foldName(text: string): string {
  const plain = cleanName(text).normalize("NFKC").toUpperCase().toLowerCase().replace(QUOTES, "").normalize("NFC");
  const parts = plain.split(SEPARATORS).filter((part) => part !== "");
  return parts.length === 0 ? plain : parts.join("-");
}
