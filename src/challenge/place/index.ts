/** Short addresses, one for each place a poster hangs at, what came of each, and the posters themselves. */
export { createPlaces, type Places, type PlaceView } from "./places.ts";
export { drawPoster } from "./poster.ts";
export { toPdf } from "./poster-pdf.ts";
export { toSvg } from "./poster-svg.ts";
export { isByPerson } from "./scans.ts";
