import { type Clock, type EpochMicros, epochMicros, micros } from "../src/kernel/index.ts";

/** A time of day in September 2026. */
const BEGIN = 1_790_000_000_000_000;

/** Stands until a test moves it or lets it run. */
export class TestClock implements Clock {
  #begin: number;
  #elapsed = 0;
  #runningSince: number | undefined;

  constructor(begin: number = BEGIN) {
    this.#begin = begin;
  }

  readonly now = (): EpochMicros => epochMicros(this.#begin + this.#passed());
  readonly monotonic = () => micros(this.#passed());

  pass(time: number): void {
    this.#elapsed += time;
  }

  /** Sets the time of day, as a host who mends the machine's clock: what has passed stays what it was. */
  goTo(at: number): void {
    this.#begin = at - this.#passed();
  }

  run(): void {
    this.#runningSince = performance.now();
  }

  #passed(): number {
    const ran = this.#runningSince === undefined ? 0 : performance.now() - this.#runningSince;
    return this.#elapsed + Math.floor(ran * 1_000);
  }
}
