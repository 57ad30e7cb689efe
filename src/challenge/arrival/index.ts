/**
 * Whose app has just arrived: from what the doors tell to the rows of a challenge and the pages of a participant.
 * What we saw of somebody's sending that did not work is remembered here too, in memory only.
 */
export { ArrivalBook } from "./arrival-book.ts";
export { BoundedMap } from "./bounded-map.ts";
export { diagnose, toMyApp } from "./diagnosis.ts";
