import {
  type ChallengeId,
  epochMicros,
  Fault,
  type KeyId,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  type SpaceId,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { ForgetTelemetry } from "../privacy/index.ts";
import { Rounds } from "../rounds.ts";

/** How long what is sent to a kept guide stays. */
const KEPT_US = MICROS_PER_DAY;
/** Removing rewrites what lies beside it, so it is done for many at once. */
const EVERY_MS = 60 * 60_000;
const AFTER_FAILURE_MS = 5 * 60_000;

interface Kept {
  readonly id: ChallengeId;
  readonly space: SpaceId;
  readonly since: number;
}

interface PlaygroundParts {
  readonly forgetTelemetry: ForgetTelemetry;
  /** Apps nobody plays with any more leave the list of what is live. */
  readonly takeDown: (space: SpaceId, services: readonly string[]) => void;
}

/**
 * Once an event is over, its guide goes on as a playground: what is sent with its keys from then on is removed from the
 * store when it is a day old, to the hour. What arrived while the event ran stays until its purge.
 */
export class Playground implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #parts: PlaygroundParts;
  readonly #rounds: Rounds;

  constructor(kit: Kit, parts: PlaygroundParts) {
    this.#kit = kit;
    this.#parts = parts;
    this.#rounds = new Rounds({
      look: async () => {
        await this.#sweep();
        return EVERY_MS;
      },
      failed: (error) => {
        const told = error instanceof Fault ? { detail: error.message } : { err: error };
        kit.log.warn(told, "old data of the playground could not be removed yet; trying again");
      },
      againAfterMillis: AFTER_FAILURE_MS,
    });
  }

  wake(): void {
    this.#rounds.wake();
  }

  /** One look, for whoever cannot wait. */
  async look(): Promise<void> {
    await this.#rounds.look();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #sweep(): Promise<void> {
    const rows = await this.#kit.records.read((tables) =>
      tables.selectFrom("challenge").select(["id", "space", "state_changed_at"]).where("state", "=", "kept").execute(),
    );
    for (const { id, space, state_changed_at: since } of rows) await this.#sweepOne({ id, space, since });
  }

  async #sweepOne({ id, space, since }: Kept): Promise<void> {
    const { apm, clock, log } = this.#kit;
    const now = clock.now();
    // Whole seconds, so that a query for the same time finds the same.
    const until = epochMicros(Math.floor((now - KEPT_US) / MICROS_PER_SECOND) * MICROS_PER_SECOND);
    const range = { from: epochMicros(since), until };
    if (until <= range.from) return;
    const own = await this.#keysOf(id);
    const old = await apm.received(space, range);
    const others = new Set(old.filter(({ key }) => key === undefined || !own.has(key)).map(({ name }) => name));
    // Events do not say which key brought them: of a name that others send too, nothing is taken.
    const names = [...new Set(old.map(({ name }) => name))].filter((name) => !others.has(name));
    if (names.length === 0) return;
    await this.#parts.forgetTelemetry(space, names, range);
    const playing = new Set(
      (await apm.received(space, { from: until, until: epochMicros(now + 1) })).map(({ name }) => name),
    );
    this.#parts.takeDown(
      space,
      names.filter((name) => !playing.has(name)),
    );
    log.info({ challenge: id, services: names.length }, "data of the playground that is a day old was removed");
  }

  async #keysOf(challenge: ChallengeId): Promise<ReadonlySet<KeyId>> {
    const rows = await this.#kit.records.read((tables) =>
      tables.selectFrom("agent_key").select("id").where("challenge", "=", challenge).execute(),
    );
    return new Set(rows.map(({ id }) => id));
  }
}
