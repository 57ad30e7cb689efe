/**
 * The spool: what makes a 202 true. Batches are appended to segment files, synced in groups, and stay there
 * until the event store has them. It survives `kill -9`, torn writes, damaged records and a full disk.
 */
export { lockFolder } from "./folder-lock.ts";
export {
  openSpool,
  type Spool,
  type SpoolFigures,
  type SpoolLimits,
  type SpoolOptions,
} from "./spool.ts";
export type { SpooledBatch } from "./spooled-batch.ts";
export { type SpoolReport, verifySpool } from "./verify.ts";
