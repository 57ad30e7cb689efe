/**
 * The recap of a challenge: Markdown for a blog whose numbers are all computed from rows, the same bytes on every run.
 * It holds counts, names of apps that may be shown and names of prizes, and so nobody's data.
 */
export { createRecaps, type Recaps } from "./recaps.ts";
