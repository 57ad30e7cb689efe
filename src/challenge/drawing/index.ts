/**
 * A draw as it happens: announced with its sealed seed, its list frozen, its public number waited for, drawn once and
 * shown. The computing is `draw/`; here are rows, clock and network.
 */
export { BeaconSource, type BeaconSourceOptions } from "./beacon-source.ts";
export { createDrawings, type DrawingOptions, type Drawings } from "./drawings.ts";
export { LEAST_BEFORE_DRAW, leastBeforeDraw, ROOM_WINDOW } from "./times.ts";
