import { MICROS_PER_SECOND } from "../../kernel/index.ts";

const SECONDS = 60;

/** What one second, or a sum of them, saw of an app's transactions. Counts are weighted by sample rate. */
export interface Activity {
  readonly transactions: number;
  /** Summed weighted duration in microseconds. */
  readonly durationSum: number;
  readonly failures: number;
  readonly successes: number;
}

/** The last minute of an app in slots of one second, so that its figures are ready without asking the store. */
export class AppWindow {
  readonly #seconds = new Float64Array(SECONDS);
  readonly #transactions = new Float64Array(SECONDS);
  readonly #durations = new Float64Array(SECONDS);
  readonly #failures = new Float64Array(SECONDS);
  readonly #successes = new Float64Array(SECONDS);

  /** Adds to the slot of `at` (microseconds since 1970); slots a minute old are overwritten. */
  add(at: number, activity: Activity): void {
    const slot = this.#slotOf(at);
    this.#transactions[slot] = (this.#transactions[slot] ?? 0) + activity.transactions;
    this.#durations[slot] = (this.#durations[slot] ?? 0) + activity.durationSum;
    this.#failures[slot] = (this.#failures[slot] ?? 0) + activity.failures;
    this.#successes[slot] = (this.#successes[slot] ?? 0) + activity.successes;
  }

  /** The sum over the minute that ends at `now` (microseconds since 1970). */
  sum(now: number): Activity {
    const newest = Math.floor(now / MICROS_PER_SECOND);
    let transactions = 0;
    let durationSum = 0;
    let failures = 0;
    let successes = 0;
    for (let slot = 0; slot < SECONDS; slot++) {
      const second = this.#seconds[slot] ?? 0;
      if (second > newest || second <= newest - SECONDS) continue;
      transactions += this.#transactions[slot] ?? 0;
      durationSum += this.#durations[slot] ?? 0;
      failures += this.#failures[slot] ?? 0;
      successes += this.#successes[slot] ?? 0;
    }
    return { transactions, durationSum, failures, successes };
  }

  #slotOf(at: number): number {
    const second = Math.floor(at / MICROS_PER_SECOND);
    const slot = second % SECONDS;
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#transactions[slot] = 0;
      this.#durations[slot] = 0;
      this.#failures[slot] = 0;
      this.#successes[slot] = 0;
    }
    return slot;
  }
}
