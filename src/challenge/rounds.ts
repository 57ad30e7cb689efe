export interface RoundsOptions {
  /** Does what is due, and tells in how many milliseconds something may be due again. */
  readonly look: () => Promise<number>;
  /** Hears of a look that failed. */
  readonly failed: (error: unknown) => void;
  /** How long after a failed look the next one comes. */
  readonly againAfterMillis: number;
}

/**
 * Looks after what is due at a time: when woken, and again after as long as the last look said. Looks never overlap, one that
 * fails ends nothing, and closing waits for the one under way. It keeps no process alive.
 */
export class Rounds implements AsyncDisposable {
  readonly #options: RoundsOptions;
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();
  #over = false;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Looks as soon as the look under way is over. */
  wake(): void {
    if (this.#over) return;
    clearTimeout(this.#timer);
    this.#last = this.#last.then(() => this.#look());
  }

  /** Wakes, and waits until that look is done. */
  async look(): Promise<void> {
    this.wake();
    await this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    clearTimeout(this.#timer);
    await this.#last;
  }

  async #look(): Promise<void> {
    if (this.#over) return;
    clearTimeout(this.#timer);
    const sleep = await this.#options.look().catch((error: unknown) => {
      this.#options.failed(error);
      return this.#options.againAfterMillis;
    });
    if (!this.#over) this.#timer = setTimeout(() => this.wake(), sleep).unref();
  }
}
