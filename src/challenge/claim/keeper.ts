import type { ChallengeId, EpochMicros } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";

/** A deadline costs no more than this. */
const LOOK_EVERY_MS = 5_000;

interface Due {
  readonly challenge: ChallengeId;
  readonly code: string;
  readonly reason: string;
}

/** Passes prizes on whose winners said nothing in their time, or left. Several nodes may look together. */
export class ClaimKeeper implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #pass: (due: Due) => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #look: Promise<void> = Promise.resolve();

  constructor(kit: Kit, pass: (due: Due) => Promise<void>) {
    this.#kit = kit;
    this.#pass = pass;
    this.#timer = setInterval(() => {
      this.#look = this.#look.then(() => this.look());
    }, LOOK_EVERY_MS).unref();
  }

  /** Does now what is due. */
  async look(): Promise<void> {
    const { log, clock } = this.#kit;
    try {
      for (const due of await this.#due(clock.now())) await this.#pass(due);
    } catch (error) {
      log.warn({ err: error }, "the times of prizes could not be kept; trying again");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
  }

  async #due(now: EpochMicros): Promise<readonly Due[]> {
    const rows = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("claim")
        .innerJoin("ticket", "ticket.id", "claim.ticket")
        .innerJoin("challenge", "challenge.id", "claim.challenge")
        .select(["claim.challenge", "claim.id", "ticket.withdrawn_at"])
        .where("challenge.state", "=", "handing-over")
        .where("claim.state", "in", ["open", "claimed"])
        .where(({ or, and, eb }) =>
          or([
            eb("ticket.withdrawn_at", "is not", null),
            and([eb("claim.state", "=", "open"), eb("claim.deadline", "<", now)]),
          ]),
        )
        .execute(),
    );
    return rows.map(({ challenge, id, withdrawn_at }) => ({
      challenge,
      code: id,
      reason: withdrawn_at === null ? "deadline" : "withdrawn",
    }));
  }
}
