import { Fault, MICROS_PER_MILLI } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { Rounds } from "../rounds.ts";
import type { BeaconSource } from "./beacon-source.ts";
import type { Holding } from "./hold.ts";
import { type Draw, toDraw } from "./rows.ts";
import { dueAt, usesBeacon } from "./times.ts";

/** What became of asking for a draw's public number. */
export interface BeaconTries {
  readonly tries: number;
  readonly lastError: string;
  readonly triedAt: number | null;
}

export const NOT_TRIED: BeaconTries = { tries: 0, lastError: "", triedAt: null };

/** The longest sleep: another node's freeze, or a clock set right, costs no more than this. */
const LONGEST_SLEEP_MS = 5_000;
const AGAIN_MS = 3_000;

/**
 * Holds each frozen draw when its moment has come. Its round stands in its row, so whoever starts again after an outage waits
 * for the same one; several nodes may try together, the draw itself is held once.
 */
export class DrawKeeper implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #source: BeaconSource;
  readonly #hold: (draw: Draw, holding: Holding) => Promise<void>;
  readonly #tries = new Map<string, BeaconTries>();
  readonly #rounds: Rounds;

  constructor(kit: Kit, source: BeaconSource, hold: (draw: Draw, holding: Holding) => Promise<void>) {
    this.#kit = kit;
    this.#source = source;
    this.#hold = hold;
    this.#rounds = new Rounds({
      look: () => this.#holdDue(),
      failed: (err) => kit.log.warn({ err }, "the times of draws could not be kept; trying again"),
      againAfterMillis: AGAIN_MS,
    });
  }

  triesOf(draw: string): BeaconTries {
    return this.#tries.get(draw) ?? NOT_TRIED;
  }

  /** Looks at once, and again whenever something is due. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Milliseconds until the next is due. Due is what was so when the look began, however long the database takes. */
  async #holdDue(): Promise<number> {
    const { records, clock } = this.#kit;
    const now = clock.now();
    const rows = await records.read((tables) =>
      tables.selectFrom("draw").selectAll().where("state", "=", "frozen").execute(),
    );
    let next = LONGEST_SLEEP_MS;
    for (const draw of rows.map(toDraw)) {
      const left = Math.ceil((dueAt(draw) - now) / MICROS_PER_MILLI);
      if (left > 0) next = Math.min(next, left);
      else if (!(await this.#try(draw))) next = Math.min(next, AGAIN_MS);
    }
    return next;
  }

  async #try(draw: Draw): Promise<boolean> {
    const { log, clock, bus } = this.#kit;
    try {
      const needs = usesBeacon(draw.mode) && draw.round !== undefined;
      const beacon = needs ? await this.#source.read(draw.round ?? 0) : undefined;
      await this.#hold(draw, { actor: "system", beacon, via: needs ? "mirror" : "nothing" });
      this.#tries.delete(draw.id);
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === "draw.already-drawn" || error.code === "challenge.changed-meanwhile") return true;
      const { tries } = this.triesOf(draw.id);
      this.#tries.set(draw.id, { tries: tries + 1, lastError: error.message, triedAt: clock.now() });
      if (tries % 20 === 0) log.warn({ draw: draw.id, err: error }, "a draw waits for what it needs; trying again");
      if (tries === 0) bus.challengeChanged(draw.challenge);
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rounds[Symbol.asyncDispose]();
  }
}
