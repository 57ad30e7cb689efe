import type { Transaction } from "kysely";
import { type Clock, type EpochMicros, MICROS_PER_DAY, MICROS_PER_MINUTE, MICROS_PER_SECOND } from "../kernel/index.ts";
import type { Tables } from "./tables.ts";

const FREE_FAILURES = 5;
const LONGEST_WAIT_US = 15 * MICROS_PER_MINUTE;
const ADDRESS_A_MINUTE = 20;
const ALL_A_SECOND = 50;
const MOST_ADDRESSES = 10_000;

/** How long after its last failure a name has to wait: nothing for the first five, then 1 s, 2 s, 4 s … 15 min. */
export function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(2 ** (failures - FREE_FAILURES) * MICROS_PER_SECOND, LONGEST_WAIT_US);
}

/** Microseconds the name has to wait still. Slows guessing down and never locks: a lock would be a weapon. */
export async function nameMustWait(transaction: Transaction<Tables>, name: string, now: EpochMicros): Promise<number> {
  const row = await transaction.selectFrom("login_failure").selectAll().where("subject", "=", name).executeTakeFirst();
  if (row === undefined || now - row.last_at > MICROS_PER_DAY) return 0;
  return Math.max(0, row.last_at + waitAfter(row.failures) - now);
}

export async function noteFailure(transaction: Transaction<Tables>, name: string, now: EpochMicros): Promise<void> {
  await transaction
    .deleteFrom("login_failure")
    .where("last_at", "<", (now - MICROS_PER_DAY) as EpochMicros)
    .execute();
  await transaction
    .insertInto("login_failure")
    .values({ subject: name, failures: 1, last_at: now })
    .onConflict((conflict) =>
      conflict
        .column("subject")
        .doUpdateSet((row) => ({ failures: row("login_failure.failures", "+", 1), last_at: now })),
    )
    .execute();
}

export async function forgetFailures(transaction: Transaction<Tables>, name: string): Promise<void> {
  await transaction.deleteFrom("login_failure").where("subject", "=", name).execute();
}

/** Attempts of one address and of all, in this process. Says how many microseconds to wait; 0 lets it pass. */
export class AttemptGate {
  readonly #clock: Clock;
  readonly #addresses = new Map<string, number[]>();
  #all: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  pass(address: string): number {
    const now = this.#clock.monotonic();
    this.#all = this.#all.filter((at) => now - at < MICROS_PER_SECOND);
    if (this.#all.length >= ALL_A_SECOND) return MICROS_PER_SECOND;
    const own = (this.#addresses.get(address) ?? []).filter((at) => now - at < MICROS_PER_MINUTE);
    const oldest = own[0];
    if (own.length >= ADDRESS_A_MINUTE && oldest !== undefined) return oldest + MICROS_PER_MINUTE - now;
    own.push(now);
    this.#all.push(now);
    this.#addresses.delete(address);
    this.#addresses.set(address, own);
    for (const first of this.#addresses.keys()) {
      if (this.#addresses.size <= MOST_ADDRESSES) break;
      this.#addresses.delete(first);
    }
    return 0;
  }
}
