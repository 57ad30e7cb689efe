/**
 * The dress rehearsal: a challenge of its own, cloned from the real one, with made-up visitors who go through the same
 * code as real ones, and a broom. It shares no row with the real challenge, so it cannot get into its counts.
 */
export { createRehearsals, type Rehearsals } from "./rehearsals.ts";
export { CHALLENGE_TABLES, TICKET_TABLES } from "./wipe.ts";
