import type { Brand } from "./brand.ts";

/** Microseconds since 1970-01-01T00:00:00Z. Fits a double exactly until the year 2255. */
export type EpochMicros = Brand<number, "EpochMicros">;

/** A length of time in microseconds. */
export type Micros = Brand<number, "Micros">;

export const epochMicros = (value: number): EpochMicros => value as EpochMicros;
export const micros = (value: number): Micros => value as Micros;

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
export const MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
export const MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

/** The two clocks: wall time for what is stored and shown, monotonic time for every timeout and age. */
export interface Clock {
  now(): EpochMicros;
  /** Microseconds from an arbitrary start; never steps back. */
  monotonic(): Micros;
}

export const systemClock: Clock = {
  now: () => epochMicros(Date.now() * MICROS_PER_MILLI),
  monotonic: () => micros(Math.floor(performance.now() * MICROS_PER_MILLI)),
};

/** ISO 8601 in UTC with milliseconds, for answers and logs. */
export const toIso = (at: EpochMicros): string => new Date(at / MICROS_PER_MILLI).toISOString();
