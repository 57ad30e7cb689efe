/**
 * The inserter: brings what is spooled to the event store, each batch with its own token and unchanged bytes
 * until the store has it. A store that is away costs time, a row it refuses for ever goes to a file.
 */
export type { DeadLetter } from "./dead-letters.ts";
export { type Inserter, type InserterFigures, type InserterLimits, startInserter } from "./inserter.ts";
