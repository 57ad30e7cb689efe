import { totalmem } from "node:os";
import type { KeyLimits } from "./key-limiter.ts";

/** What one door admits. Bytes and milliseconds; defaults are the specification's (1.1) where it has any. */
export interface IntakeLimits {
  /** Longest line, its newline not counted. */
  readonly lineBytes: number;
  /** Streams decoded at the same time; others wait. */
  readonly concurrentStreams: number;
  /** Decoded bytes of all streams that are not on disk yet. */
  readonly bytesInFlight: number;
  /** The same of one stream. */
  readonly streamBytesInFlight: number;
  /** A body may be read for so long, pauses we asked for not counted. */
  readonly readTimeoutMillis: number;
  /** After a stop, running streams may go on for so long. */
  readonly drainMillis: number;
  /** A body may expand to so many times its size, once it gave `ratioFreeBytes`. */
  readonly maxRatio: number;
  readonly ratioFreeBytes: number;
  /** Errors told in one answer. */
  readonly errorsTold: number;
  /** Senders without a key: events a second and address, and how many addresses are told apart. */
  readonly anonymousEventsPerSecond: number;
  readonly anonymousAddresses: number;
  /** A participant's own key: events and decoded bytes a second, and at once. */
  readonly personalKey: KeyLimits;
}

const gigabytes = totalmem() / 2 ** 30;

export const DEFAULT_LIMITS: IntakeLimits = {
  lineBytes: 307_199,
  concurrentStreams: Math.max(200, Math.min(2_048, Math.floor(128 * gigabytes * 0.8))),
  bytesInFlight: 256 * 2 ** 20,
  streamBytesInFlight: 16 * 2 ** 20,
  readTimeoutMillis: 30_000,
  drainMillis: 15_000,
  maxRatio: 200,
  ratioFreeBytes: 2 ** 20,
  errorsTold: 5,
  anonymousEventsPerSecond: 300,
  anonymousAddresses: 1_000,
  personalKey: {
    eventsPerSecond: 300,
    eventsAtOnce: 3_000,
    bytesPerSecond: 2 * 2 ** 20,
    bytesAtOnce: 24 * 2 ** 20,
  },
};
