const FIRST_MS = 1_000;
const LAST_MS = 30_000;

/**
 * Calls `attempt` until it says that nothing is left, waiting longer after each failure and beginning anew whenever the
 * network is back. Two hundred phones that lost the same network must not come back in the same second.
 */
export class Retry {
  readonly #attempt: () => Promise<"done" | "again">;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isAskedAgain = false;

  constructor(attempt: () => Promise<"done" | "again">) {
    this.#attempt = attempt;
  }

  /** Tries at once; a try under way is followed by another. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isRunning) this.#isAskedAgain = true;
    else void this.#run();
  }

  /** Tries in so many milliseconds; a later call moves that. */
  in(millis: number): void {
    clearTimeout(this.#timer);
    if (millis === 0) this.now();
    else this.#timer = setTimeout(() => this.now(), millis);
  }

  /** The network is back: what failed before says nothing about now. */
  afresh(): void {
    this.#failures = 0;
    this.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const outcome = await this.#attempt();
    this.#isRunning = false;
    this.#failures = outcome === "done" ? 0 : this.#failures + 1;
    if (this.#isAskedAgain && outcome === "done") {
      this.#isAskedAgain = false;
      this.now();
    } else if (outcome === "again") {
      this.#isAskedAgain = false;
      const wait = Math.min(LAST_MS, FIRST_MS * 2 ** (this.#failures - 1)) * (0.5 + Math.random());
      this.#timer = setTimeout(() => this.now(), wait);
    }
  }
}
