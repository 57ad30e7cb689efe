import {
  type ChallengeId,
  epochMicros,
  Fault,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
} from "../../kernel/index.ts";
import { Gauge } from "../../self/index.ts";
import type { Kit } from "../kit.ts";
import { PURGEABLE } from "../lifecycle/index.ts";
import { Rounds } from "../rounds.ts";
import type { Purger } from "./purge.ts";
import type { StoreEraser } from "./store-eraser.ts";

/** The longest sleep: another node's change and a clock that was set right cost no more than this. */
const LONGEST_SLEEP_MS = 60_000;
const SOON_MS = 3_000;
const FIRST_PAUSE_US = 5 * MICROS_PER_SECOND;
const LONGEST_PAUSE_US = 10 * MICROS_PER_MINUTE;

/**
 * Purges challenges at their time, also when it came while nobody ran; goes on with purges that were cut short; and
 * removes from the store what people asked to have removed.
 */
export class PurgeKeeper implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #purger: Purger;
  readonly #eraser: StoreEraser;
  readonly #failing: Gauge;
  readonly #rounds: Rounds;

  constructor(kit: Kit, purger: Purger, eraser: StoreEraser) {
    this.#kit = kit;
    this.#purger = purger;
    this.#eraser = eraser;
    this.#failing = new Gauge({
      name: "sadari_challenge_purges_failing",
      help: "Challenges whose personal data is due to be destroyed and could not be yet",
      registers: [kit.metrics],
    });
    this.#rounds = new Rounds({
      look: () => this.#destroyDue(),
      failed: (error) => {
        const told = error instanceof Fault ? { detail: error.message } : { err: error };
        kit.log.warn(told, "what is to be destroyed could not be looked after; trying again");
      },
      againAfterMillis: LONGEST_SLEEP_MS,
    });
  }

  /** Looks at once, and again whenever something is due. */
  wake(): void {
    this.#rounds.wake();
  }

  /** One look, for whoever cannot wait. */
  async look(): Promise<void> {
    await this.#rounds.look();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rounds[Symbol.asyncDispose]();
    await this.#purger.settled();
  }

  /** Milliseconds until the next look is needed. */
  async #destroyDue(): Promise<number> {
    await this.#beginDue();
    const sleep = await this.#goOn();
    return (await this.#eraser.eraseAsked()) ? sleep : Math.min(sleep, SOON_MS);
  }

  async #beginDue(): Promise<void> {
    const { records, clock } = this.#kit;
    const due = await records.read((tables) =>
      tables
        .selectFrom("challenge")
        .leftJoin("purge", "purge.challenge", "challenge.id")
        .select("challenge.id")
        .where("challenge.state", "in", [...PURGEABLE])
        .where("challenge.purge_at", "<=", clock.now())
        .where("purge.challenge", "is", null)
        .execute(),
    );
    for (const { id } of due) await this.#purger.begin(id, "system");
  }

  /** Milliseconds until the next attempt of one that failed. */
  async #goOn(): Promise<number> {
    const { records, clock } = this.#kit;
    const unfinished = await records.read((tables) =>
      tables.selectFrom("purge").select(["challenge", "failures", "failed_at"]).where("at", "is", null).execute(),
    );
    let failing = 0;
    let sleep = LONGEST_SLEEP_MS;
    for (const { challenge, failures, failed_at } of unfinished) {
      const next = failed_at === null ? clock.now() : epochMicros(failed_at + pauseAfter(failures));
      if (next <= clock.now()) await this.#purger.goOn(challenge);
      const left = await this.#failuresOf(challenge);
      if (left === 0) continue;
      failing += 1;
      sleep = Math.min(sleep, Math.max(1_000, pauseAfter(left) / MICROS_PER_MILLI));
    }
    this.#failing.set(failing);
    return sleep;
  }

  async #failuresOf(id: ChallengeId): Promise<number> {
    const row = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("purge")
        .select("failures")
        .where("challenge", "=", id)
        .where("at", "is", null)
        .executeTakeFirst(),
    );
    return row?.failures ?? 0;
  }
}

const pauseAfter = (failures: number): number =>
  Math.min(FIRST_PAUSE_US * 2 ** Math.min(Math.max(failures - 1, 0), 10), LONGEST_PAUSE_US);
