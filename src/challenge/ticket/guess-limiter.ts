import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, Fault, MICROS_PER_SECOND, type Micros } from "../../kernel/index.ts";

interface Debt {
  wrong: number;
  at: Micros;
}

export interface GuessLimits {
  /** Wrong guesses of one address that cost nothing, and how many of them a second forgives. */
  readonly freeOfAddress: number;
  readonly forgivenOfAddress: number;
  /** The same of everybody together. */
  readonly freeOfAll: number;
  readonly forgivenOfAll: number;
  readonly firstWaitMillis: number;
  readonly longestWaitMillis: number;
  /** Guesses that may wait at a time. */
  readonly waiting: number;
}

const LIMITS: GuessLimits = {
  freeOfAddress: 30,
  forgivenOfAddress: 0.5,
  freeOfAll: 300,
  forgivenOfAll: 5,
  firstWaitMillis: 100,
  longestWaitMillis: 8_000,
  waiting: 40,
};

/** Addresses told apart; beyond that the one unseen longest is forgotten, which the limit of all makes good. */
const MOST_ADDRESSES = 5_000;

/**
 * Makes guessing slow without locking anybody out: only wrong guesses count, each beyond the free ones doubles the wait
 * of the next, and who guesses right after the wait gets in. A hall behind one address has a mistake forgiven every two
 * seconds. Once all are slowed down, five guesses a second are left: with 200 codes of 30 bits alive, one is hit after
 * some twelve days, and each lives ten minutes.
 */
export class GuessLimiter {
  readonly #clock: Clock;
  readonly #limits: GuessLimits;
  readonly #byAddress = new Map<string, Debt>();
  readonly #ofAll: Debt = { wrong: 0, at: 0 as Micros };
  #waiting = 0;
  readonly #waitingOf = new Map<string, number>();

  constructor(clock: Clock, limits: GuessLimits = LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Runs `look` after the wait; what it finds was no guess. Faults: `ticket.too-many-guesses`. */
  async guess<T>(address: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const own = this.#debtOf(address);
    const { freeOfAddress, forgivenOfAddress, freeOfAll, forgivenOfAll } = this.#limits;
    this.#forgive(own, forgivenOfAddress);
    this.#forgive(this.#ofAll, forgivenOfAll);
    // Counted before it is known, so that many at once do not all see the free ones.
    own.wrong += 1;
    this.#ofAll.wrong += 1;
    const beyond = Math.max(own.wrong - freeOfAddress, this.#ofAll.wrong - freeOfAll);
    const uncount = (): void => {
      own.wrong = Math.max(0, own.wrong - 1);
      this.#ofAll.wrong = Math.max(0, this.#ofAll.wrong - 1);
    };
    try {
      if (beyond > 0) await this.#wait(beyond, address);
    } catch (error) {
      // It was not looked at, so it was no guess: who floods this door must not make everybody else wait for it.
      uncount();
      throw error;
    }
    const found = await look();
    if (found !== undefined) uncount();
    return found;
  }

  async #wait(beyond: number, address: string): Promise<void> {
    const { firstWaitMillis, longestWaitMillis, waiting } = this.#limits;
    const own = this.#waitingOf.get(address) ?? 0;
    // One address takes three quarters of the seats at most: the rest is for those it makes wait.
    if (this.#waiting >= waiting || own >= Math.ceil((waiting * 3) / 4)) throw new Fault("ticket.too-many-guesses");
    this.#waiting += 1;
    this.#waitingOf.set(address, own + 1);
    try {
      await sleep(Math.min(longestWaitMillis, firstWaitMillis * 2 ** Math.min(beyond - 1, 20)), undefined, {
        ref: false,
      });
    } finally {
      this.#waiting -= 1;
      const left = (this.#waitingOf.get(address) ?? 1) - 1;
      if (left === 0) this.#waitingOf.delete(address);
      else this.#waitingOf.set(address, left);
    }
  }

  #debtOf(address: string): Debt {
    const debt = this.#byAddress.get(address) ?? { wrong: 0, at: this.#clock.monotonic() };
    this.#byAddress.delete(address);
    this.#byAddress.set(address, debt);
    if (this.#byAddress.size > MOST_ADDRESSES) {
      const [oldest] = this.#byAddress.keys();
      if (oldest !== undefined) this.#byAddress.delete(oldest);
    }
    return debt;
  }

  #forgive(debt: Debt, aSecond: number): void {
    const now = this.#clock.monotonic();
    debt.wrong = Math.max(0, debt.wrong - ((now - debt.at) / MICROS_PER_SECOND) * aSecond);
    debt.at = now;
    // However long the attack, its address is free again within a minute or two.
    debt.wrong = Math.min(debt.wrong, this.#limits.freeOfAll + 60);
  }
}
