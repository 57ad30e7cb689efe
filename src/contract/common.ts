import { z } from "zod";

/** Microseconds since 1970-01-01T00:00:00Z. */
export const EpochMicros = z.number().int().describe("microseconds since 1970-01-01T00:00:00Z");
/** A length of time in microseconds. */
export const DurationMicros = z.number().describe("microseconds");
/** 0…1, null where nothing was counted. */
export const Rate = z.number().min(0).max(1).nullable();

export const Outcome = z.enum(["success", "failure", "unknown"]);

/**
 * Which time the figures of an answer follow: `event`, what the agents' clocks say, or `received`, ours.
 * The latter is chosen where an app's clock is so wrong that its own times would hide it.
 */
export const TimeBasis = z.enum(["event", "received"]);
export type TimeBasis = z.infer<typeof TimeBasis>;

/**
 * `from` and `to` take ISO 8601, microseconds since 1970, `now`, or `now-15m` (units s m h d); defaults `now-15m` and
 * `now`.
 */
export const RangeQuery = z.object({
  from: z.string().default("now-15m"),
  to: z.string().default("now"),
});
export type RangeQuery = z.infer<typeof RangeQuery>;

export const Range = z.object({ from: EpochMicros, to: EpochMicros });
export type Range = z.infer<typeof Range>;

export const FaultAnswer = z.object({
  error: z.string().describe("what went wrong"),
  code: z.string().describe("an entry of docs/faults.md"),
  fix: z.string().describe("what to do about it"),
});
export type FaultAnswer = z.infer<typeof FaultAnswer>;
