import { type Clock, Fault, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { BoundedMap } from "../arrival/index.ts";

/** Wrong addresses that cost nothing, and how many of them a second forgives: a hall behind one address mistypes little. */
const FREE = 60;
const FORGIVEN_A_SECOND = 1;
const MOST_ADDRESSES = 5_000;

interface Debt {
  readonly wrong: number;
  readonly at: number;
}

/** Makes looking for short addresses by trying hopeless. Only those that do not exist count. */
export class MissLimiter {
  readonly #clock: Clock;
  readonly #debts = new BoundedMap<string, Debt>(MOST_ADDRESSES);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes a wrong address. Faults: `ticket.too-many-guesses` beyond the free ones. */
  miss(address: string): void {
    const wrong = this.#wrongOf(address);
    this.#debts.set(address, { wrong: Math.min(wrong + 1, FREE + 1), at: this.#clock.monotonic() });
    if (wrong >= FREE) throw new Fault("ticket.too-many-guesses");
  }

  #wrongOf(address: string): number {
    const debt = this.#debts.get(address);
    if (debt === undefined) return 0;
    const passed = (this.#clock.monotonic() - debt.at) / MICROS_PER_SECOND;
    return Math.max(0, debt.wrong - passed * FORGIVEN_A_SECOND);
  }
}
