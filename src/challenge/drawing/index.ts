/**
 * A draw as it happens: announced with its sealed seed, its list frozen, its public number waited for, drawn once and
 * shown. The computing is `draw/`; here are rows, clock and network.
 */
export { createDrawings, type DrawingOptions, type Drawings } from "./drawings.ts";
export { leastBeforeDraw } from "./times.ts";
