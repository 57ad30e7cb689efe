import { createHmac } from "node:crypto";
import {
  type Clock,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_MINUTE,
  type TicketId,
} from "../../kernel/index.ts";

const minuteOf = (at: EpochMicros): number => Math.floor(at / MICROS_PER_MINUTE);

/** The four digits of the booth's screen in a minute: nobody who is not there knows them. */
export function codeAt(key: string, minute: number): string {
  const digest = createHmac("sha256", Buffer.from(key, "hex")).update(`presence ${minute}`).digest();
  return String(digest.readUIntBE(0, 6) % 10_000).padStart(4, "0");
}

export const codeNow = (key: string, now: EpochMicros): { readonly code: string; readonly until: EpochMicros } => ({
  code: codeAt(key, minuteOf(now)),
  until: epochMicros((minuteOf(now) + 1) * MICROS_PER_MINUTE),
});

/** This minute's digits, and those of the one before for who types slowly. */
export function isPresent(key: string, typed: string, now: EpochMicros): boolean {
  const digits = typed.replace(/\s/g, "");
  return digits === codeAt(key, minuteOf(now)) || digits === codeAt(key, minuteOf(now) - 1);
}

/** With two codes of 10,000 alive a ticket that never stops guesses for some 17 days until one in two has hit. */
const WRONG_GUESSES = 6;
const FORGIVEN_AFTER = 5 * MICROS_PER_MINUTE;
const MOST_TICKETS = 20_000;

/** Counts wrong digits a ticket; never an address, for a hall has one. */
export class PresenceGuesses {
  readonly #clock: Clock;
  readonly #wrong = new Map<TicketId, { count: number; since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Faults: `swag.code-wait` after too many, `swag.code-wrong`. */
  check(ticket: TicketId, key: string, typed: string): void {
    const now = this.#clock.monotonic();
    const known = this.#wrong.get(ticket);
    const own = known === undefined || now - known.since > FORGIVEN_AFTER ? { count: 0, since: now } : known;
    if (own.count >= WRONG_GUESSES) throw new Fault("swag.code-wait");
    if (isPresent(key, typed, this.#clock.now())) {
      this.#wrong.delete(ticket);
      return;
    }
    this.#wrong.delete(ticket);
    this.#wrong.set(ticket, { count: own.count + 1, since: own.since });
    const [oldest] = this.#wrong.keys();
    if (this.#wrong.size > MOST_TICKETS && oldest !== undefined) this.#wrong.delete(oldest);
    throw new Fault("swag.code-wrong");
  }
}
