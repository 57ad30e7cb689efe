/**
 * The SWAG raffle with its rows: days with a sealed seed, rolls in one transaction each, stock that cannot be given out
 * twice, releases, the table where things are handed over, and shares for devices without network.
 */
export type { Hands } from "./hand-over.ts";
export { createSwag, type Swag } from "./raffles.ts";
