/** The questions of the APM pages, one file each with its statement beside it. */
export { type Apm, createApm } from "./apm.ts";
export type { EventDetailQuery } from "./event-detail.ts";
export type { Origin } from "./origins.ts";
export { parseRange } from "./range.ts";
export type { Received, ReceivedRange } from "./received.ts";
export type { TracesQuery } from "./traces.ts";
export type { TransactionsQuery } from "./transactions.ts";
