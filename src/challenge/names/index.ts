/**
 * The names of apps as people type them: whether a typed name is an app's very name, and if not, which app was probably
 * meant and why it differs. Pure, and linear in what strangers send.
 */
export { cleanName, foldName } from "./clean.ts";
export { differences } from "./differences.ts";
export { toJamo, toKeys } from "./jamo.ts";
export { type MatchStatus, matchName, type NameMatch, type PreparedNames, prepareNames } from "./match.ts";
export { isPlaceholder } from "./placeholder.ts";
