/** Short addresses, one for each place a poster hangs at, what came of each, and the posters themselves. */
export type { PlaceView } from "./place-rows.ts";
export { createPlaces, type Places } from "./places.ts";
export { drawPoster, type Poster } from "./poster.ts";
export { canWrite, glyphsOf, posterUnits, widthOf } from "./poster-font.ts";
export { toPdf } from "./poster-pdf.ts";
export { toSvg } from "./poster-svg.ts";
export { isByPerson } from "./scans.ts";
