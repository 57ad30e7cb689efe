/**
 * Whose app has just arrived: from what the doors tell to the rows of a challenge and the pages of a participant.
 * What we saw of somebody's sending that did not work is remembered here too, in memory only.
 */
export { type AppSighting, ArrivalBook, type ArrivalHooks, type Screen } from "./arrival-book.ts";
export { BoundedMap } from "./bounded-map.ts";
export { type AppRow, diagnose, toMyApp } from "./diagnosis.ts";
export type { Greeting, Refusal } from "./sightings.ts";
