import type { SwagRaffleTable } from "../../control/index.ts";
import { type ChallengeId, epochMicros, Fault, MICROS_PER_HOUR, MICROS_PER_MILLI } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "../lifecycle/index.ts";
import { Rounds } from "../rounds.ts";
import { close, reveal, revealOne } from "./day-steps.ts";
import { giveBack } from "./device-share.ts";
import { settle } from "./releases.ts";
import { changeRaffle, dayAt, readReleases } from "./rows.ts";

/** The longest sleep: another node's change and a clock that was set right cost no more than this. */
const LONGEST_SLEEP_MS = 30_000;
const AFTER_FAILURE_MS = 10_000;
/** A party goes on after midnight; by then it does not. */
const DAY_ENDS_AFTER = 4 * MICROS_PER_HOUR;

/**
 * Brings releases out at their time though nobody looks, and ends days: one that is over closes by itself, and its seed is
 * shown, so that everybody can check their roll without the host having to remember.
 */
export class DayKeeper implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #rounds: Rounds;

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#rounds = new Rounds({
      look: () => this.#look(),
      failed: (err) => kit.log.warn({ err }, "the raffle days could not be looked after; trying again"),
      againAfterMillis: AFTER_FAILURE_MS,
    });
  }

  wake(): void {
    this.#rounds.wake();
  }

  /** One look, for whoever cannot wait. */
  look(): Promise<void> {
    return this.#rounds.look();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #look(): Promise<number> {
    let sleep = LONGEST_SLEEP_MS;
    for (const { challenge, day } of await readRunning(this.#kit)) {
      if (isOver(this.#kit, challenge, day)) await endDay(this.#kit, challenge, day);
      else if (day.state === "open") sleep = Math.min(sleep, await this.#release(challenge, day));
    }
    return sleep;
  }

  /** Milliseconds until the next release. */
  async #release(challenge: Challenge, day: SwagRaffleTable): Promise<number> {
    await settle(this.#kit, challenge, day);
    const { records, clock } = this.#kit;
    const releases = await records.read((tables) => readReleases(tables, day.id));
    const next = releases.find(({ released_at }) => released_at === null);
    return next === undefined ? LONGEST_SLEEP_MS : Math.max(0, (next.due_at - clock.now()) / MICROS_PER_MILLI);
  }
}

const isOver = ({ clock }: Kit, { setup }: Challenge, { day }: SwagRaffleTable): boolean =>
  day < dayAt(setup.timeZone, epochMicros(clock.now() - DAY_ENDS_AFTER));

async function readRunning({ records }: Kit) {
  const { days, challenges } = await records.read(async (tables) => {
    const rows = await tables
      .selectFrom("swag_raffle")
      .selectAll()
      .where("state", "in", ["open", "closed"])
      .where("parent", "is", null)
      .execute();
    const ids = [...new Set(rows.map(({ challenge }) => challenge))];
    const found =
      ids.length === 0 ? [] : await tables.selectFrom("challenge").selectAll().where("id", "in", ids).execute();
    return { days: rows, challenges: new Map(found.map((row) => [row.id, toChallenge(row)])) };
  });
  return days.flatMap((day) => {
    const challenge = challenges.get(day.challenge);
    return challenge === undefined ? [] : [{ challenge, day }];
  });
}

/** Another node, or the host in this moment, may have done a step of it already. */
async function endDay(kit: Kit, challenge: Challenge, { day, state }: SwagRaffleTable): Promise<void> {
  const step = (done: Promise<void>): Promise<void> =>
    done.catch((error: unknown) => {
      if (!(error instanceof Fault && error.code === "swag.refused")) throw error;
    });
  if (state === "open") await step(close(kit, challenge, day, "system"));
  await step(reveal(kit, challenge, day, "system"));
}

/**
 * Shows every seed that is still sealed, before the key that seals them is destroyed: a blank of the last day can be
 * checked for ever too. Days that run are closed; devices that are out get nothing back any more.
 */
export async function revealAll(kit: Kit, challenge: ChallengeId): Promise<void> {
  const rows = await kit.records.read((tables) =>
    tables
      .selectFrom("swag_raffle")
      .select("id")
      .where("challenge", "=", challenge)
      .where("parent", "is", null)
      .where("state", "<>", "planned")
      .execute(),
  );
  for (const { id } of rows) {
    await changeRaffle(kit, id, ["open", "closed", "revealed"], async (transaction, day) => {
      const shares = await transaction.selectFrom("swag_raffle").selectAll().where("parent", "=", id).execute();
      for (const share of shares) {
        if (share.state === "open") await giveBack(kit, transaction, share, { ...day, state: "closed" }, "system");
        await revealOne(kit, transaction, share, "system");
      }
      await revealOne(kit, transaction, day, "system");
    });
  }
}
