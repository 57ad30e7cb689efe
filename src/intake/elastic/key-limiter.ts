import { type Clock, type KeyId, MICROS_PER_SECOND, type Micros } from "../../kernel/index.ts";

export interface KeyLimits {
  readonly eventsPerSecond: number;
  readonly eventsAtOnce: number;
  readonly bytesPerSecond: number;
  readonly bytesAtOnce: number;
}

interface Buckets {
  events: number;
  bytes: number;
  at: Micros;
}

/** More participants than any booth has; the one that sent nothing for longest starts full again. */
const MOST_KEYS = 20_000;

/**
 * Token buckets of participants' own keys: far above what a toy project sends, far below what would be felt by the
 * others. By key and never by address, for a hall has one address.
 */
export class KeyLimiter {
  readonly #clock: Clock;
  readonly #limits: KeyLimits;
  readonly #buckets = new Map<KeyId, Buckets>();

  constructor(limits: KeyLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Takes it all or, answering which limit it is, nothing. */
  take(key: KeyId, events: number, bytes: number): "events" | "bytes" | undefined {
    const bucket = this.#refilled(key);
    if (events > bucket.events) return "events";
    if (bytes > bucket.bytes) return "bytes";
    bucket.events -= events;
    bucket.bytes -= bytes;
    return undefined;
  }

  #refilled(key: KeyId): Buckets {
    const now = this.#clock.monotonic();
    const { eventsPerSecond, eventsAtOnce, bytesPerSecond, bytesAtOnce } = this.#limits;
    const bucket = this.#buckets.get(key) ?? { events: eventsAtOnce, bytes: bytesAtOnce, at: now };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MOST_KEYS) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    const seconds = (now - bucket.at) / MICROS_PER_SECOND;
    bucket.events = Math.min(eventsAtOnce, bucket.events + seconds * eventsPerSecond);
    bucket.bytes = Math.min(bytesAtOnce, bucket.bytes + seconds * bytesPerSecond);
    bucket.at = now;
    return bucket;
  }
}
