interface Waiter {
  readonly amount: number;
  readonly admit: () => void;
}

/**
 * A shared allowance (bytes in flight, or decoder slots). `take` waits, first come first served, until the
 * amount is free; something larger than the whole allowance gets all of it.
 */
export class Budget {
  readonly #capacity: number;
  readonly #waiting = new Set<Waiter>();
  #taken = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Takes the amount if it is free now and nobody waits; pair each true with a `give`. */
  takeNow(amount: number): boolean {
    if (this.#waiting.size > 0 || !this.#fits(amount)) return false;
    this.#taken += amount;
    return true;
  }

  /** Resolves true once taken, false when `timeoutMillis` passed first. Pair each true with a `give`. */
  take(amount: number, timeoutMillis: number): Promise<boolean> | true {
    if (this.takeNow(amount)) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        amount,
        admit: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        resolve(false);
        this.#admit();
      }, timeoutMillis);
      timer.unref();
      this.#waiting.add(waiter);
    });
  }

  /** Takes without waiting, for what turned out larger than was foreseen. */
  charge(amount: number): void {
    this.#taken += amount;
  }

  give(amount: number): void {
    this.#taken -= amount;
    this.#admit();
  }

  #admit(): void {
    for (const waiter of this.#waiting) {
      if (!this.#fits(waiter.amount)) return;
      this.#waiting.delete(waiter);
      this.#taken += waiter.amount;
      waiter.admit();
    }
  }

  #fits(amount: number): boolean {
    return this.#taken === 0 || this.#taken + amount <= this.#capacity;
  }
}
