import { type ChallengeId, Fault, MICROS_PER_MILLI } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { Rounds } from "../rounds.ts";
import type { FactSources } from "./facts.ts";
import { takeStep } from "./take-step.ts";

/** The longest sleep: a clock that was set right, another node's change and a missed wake-up cost no more than this. */
const LONGEST_SLEEP_MS = 10_000;
const AFTER_FAILURE_MS = 2_000;

/**
 * Opens announced challenges and closes open ones at their times, also those that came while nobody ran. Several nodes
 * may keep time together: the step itself is taken once.
 */
export class TimeKeeper implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #sources: FactSources;
  /** Openings that were refused: tried again only when the challenge has changed. */
  readonly #refused = new Map<ChallengeId, number>();
  readonly #rounds: Rounds;

  constructor(kit: Kit, sources: FactSources) {
    this.#kit = kit;
    this.#sources = sources;
    this.#rounds = new Rounds({
      look: () => this.#takeDueSteps(),
      failed: (err) => kit.log.warn({ err }, "the times of challenges could not be kept; trying again"),
      againAfterMillis: AFTER_FAILURE_MS,
    });
  }

  /** Looks at once, and again whenever something is due. Call it after every change of times or states too. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Milliseconds until the next is due. Due is what was so when the look began, however long the database takes. */
  async #takeDueSteps(): Promise<number> {
    const { records, clock } = this.#kit;
    const now = clock.now();
    const rows = await records.read((tables) =>
      tables
        .selectFrom("challenge")
        .select(["id", "state", "opens_at", "closes_at", "version"])
        .where("state", "in", ["announced", "open"])
        .execute(),
    );
    let next = LONGEST_SLEEP_MS;
    for (const { id, state, version, opens_at, closes_at } of rows) {
      const due = state === "open" ? closes_at : opens_at;
      if (due === null || this.#refused.get(id) === version) continue;
      const left = Math.ceil((due - now) / MICROS_PER_MILLI);
      if (left > 0) next = Math.min(next, left);
      else await this.#take(id, version, state === "open" ? "closed" : "open");
    }
    return next;
  }

  async #take(id: ChallengeId, version: number, to: "open" | "closed"): Promise<void> {
    try {
      await takeStep(this.#kit, this.#sources, id, { to, actor: "system", reason: "", version });
      this.#kit.log.info({ challenge: id, to }, "a challenge moved on at its time");
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === "challenge.step-refused") {
        this.#refused.set(id, version);
        this.#kit.log.warn({ challenge: id, to, err: error }, "a challenge could not move on at its time");
      } else if (error.code !== "challenge.changed-meanwhile") throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rounds[Symbol.asyncDispose]();
  }
}
