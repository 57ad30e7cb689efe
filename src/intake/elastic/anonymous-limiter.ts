import { type Clock, MICROS_PER_SECOND, type Micros } from "../../kernel/index.ts";

interface Bucket {
  tokens: number;
  at: Micros;
}

/**
 * Token buckets by client address for senders without a key (1.4): `perSecond` events, three times that at once.
 * Only so many addresses are remembered; beyond that a new one inherits the bucket of the one unseen longest, so
 * that a flood of addresses wins nothing.
 */
export class AnonymousLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #perSecond: number;
  readonly #addresses: number;
  readonly #clock: Clock;

  constructor(perSecond: number, addresses: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#addresses = addresses;
    this.#clock = clock;
  }

  /** Takes one token now, or answers false. */
  takeOne(address: string): boolean {
    const bucket = this.#bucket(address);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Takes `count` tokens, waiting up to a second for them; false when that is not enough. */
  async take(address: string, count: number): Promise<boolean> {
    const bucket = this.#bucket(address);
    const missing = count - bucket.tokens;
    const waitMillis = (missing / this.#perSecond) * 1000;
    if (count > this.#perSecond * 3 || waitMillis > 1000) return false;
    bucket.tokens -= count;
    if (waitMillis > 0) await new Promise((resolve) => setTimeout(resolve, waitMillis).unref());
    return true;
  }

  #bucket(address: string): Bucket {
    const now = this.#clock.monotonic();
    let bucket = this.#buckets.get(address);
    if (bucket === undefined) {
      bucket = this.#inherited() ?? { tokens: this.#perSecond * 3, at: now };
    } else {
      this.#buckets.delete(address);
    }
    this.#buckets.set(address, bucket);
    const refill = ((now - bucket.at) / MICROS_PER_SECOND) * this.#perSecond;
    bucket.tokens = Math.min(this.#perSecond * 3, bucket.tokens + refill);
    bucket.at = now;
    return bucket;
  }

  #inherited(): Bucket | undefined {
    if (this.#buckets.size < this.#addresses) return undefined;
    const oldest = this.#buckets.entries().next();
    if (oldest.done) return undefined;
    this.#buckets.delete(oldest.value[0]);
    return oldest.value[1];
  }
}
