import { setTimeout as sleep } from "node:timers/promises";
import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  type KeyId,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  type SpaceId,
} from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { servicesOfOthers } from "./withdraw.ts";

/**
 * Removes all events of services of a space, or those that arrived within a range, from the store and its disk.
 * Faults: `store.unavailable`.
 */
export type ForgetTelemetry = (
  space: SpaceId,
  services: readonly string[],
  range?: { readonly from: EpochMicros; readonly until: EpochMicros },
) => Promise<void>;

/** Every node has noticed by then that the keys stopped, and what it had taken has reached the spool. */
const SETTLED_US = 3_000_000;
/** Removing is the same work for one service and for many, but names go along with it. */
const AT_ONCE = 500;

export interface Erased {
  readonly removed: number;
  /** Of services that others sent before under the same name. */
  readonly kept: number;
}

/**
 * Removes the events of listed services from the store, where they are nobody else's: a name is all that the store
 * knows, and whoever leaves must not take another's data with them.
 */
export class StoreEraser {
  readonly #kit: Kit;
  readonly #forget: ForgetTelemetry;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(kit: Kit, forget: ForgetTelemetry) {
    this.#kit = kit;
    this.#forget = forget;
  }

  /** What people asked to have removed, of all challenges. True when nothing is left to do for now. */
  async eraseAsked(): Promise<boolean> {
    const { records, clock } = this.#kit;
    const due = epochMicros(clock.now() - SETTLED_US);
    const rows = await records.read((tables) =>
      tables
        .selectFrom("stray_service")
        .select(["challenge", "forget_since"])
        .where("forget_since", "is not", null)
        .execute(),
    );
    for (const challenge of new Set(
      rows.filter(({ forget_since: at }) => at !== null && at <= due).map((row) => row.challenge),
    )) {
      const { removed } = await this.eraseOf(challenge, "leave");
      if (removed > 0) await this.#tell(challenge, removed);
    }
    return rows.every(({ forget_since: at }) => at !== null && at <= due);
  }

  /**
   * The listed services of one challenge. What others keep is left for later, or given up for good (`drop`) when the
   * challenge itself is purged. Faults: `store.unavailable`.
   */
  eraseOf(challenge: ChallengeId, others: "leave" | "drop"): Promise<Erased> {
    const mine = this.#queue.then(() => this.#erase(challenge, others));
    this.#queue = mine.catch(() => {});
    return mine;
  }

  /** Waits until what came by keys that have just stopped is where it can be removed. */
  async settle(since: EpochMicros): Promise<void> {
    const left = (since + SETTLED_US - this.#kit.clock.now()) / MICROS_PER_MILLI;
    if (left > 0) await sleep(Math.min(left, SETTLED_US / MICROS_PER_MILLI));
  }

  async #erase(challenge: ChallengeId, others: "leave" | "drop"): Promise<Erased> {
    const { space, listed } = await this.#listed(challenge);
    if (space === undefined) return { removed: 0, kept: 0 };
    const shared = await this.#kit.records.read((tables) => servicesOfOthers(tables, space, [...listed.keys()]));
    const own = await this.#keysOf(challenge);
    const older = new Set<string>();
    for (const [service, since] of listed) {
      if (!shared.has(service) && (await this.#isOlder(space, service, since, own))) older.add(service);
    }
    const mine = [...listed.keys()].filter((service) => !shared.has(service) && !older.has(service));
    for (let from = 0; from < mine.length; from += AT_ONCE) {
      const services = mine.slice(from, from + AT_ONCE);
      await this.#forget(space, services);
      await this.#strike(challenge, services);
    }
    if (others === "drop") await this.#strike(challenge, [...shared, ...older]);
    else await this.#postpone(challenge, [...older]);
    if (mine.length > 0) await this.#kit.records.emptyJournal();
    return { removed: mine.length, kept: shared.size + older.size };
  }

  async hasListed(challenge: ChallengeId): Promise<boolean> {
    return (await this.#listed(challenge)).listed.size > 0;
  }

  /** Names with the time each first came by the challenge's keys. */
  async #listed(challenge: ChallengeId) {
    const rows = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("stray_service")
        .innerJoin("challenge", "challenge.id", "stray_service.challenge")
        .select(["stray_service.service", "stray_service.at", "challenge.space"])
        .where("stray_service.challenge", "=", challenge)
        .where("stray_service.forget_since", "is not", null)
        .orderBy("stray_service.at", "desc")
        .execute(),
    );
    return { space: rows[0]?.space, listed: new Map(rows.map(({ service, at }) => [service, at])) };
  }

  /** Whether somebody sent under this name before it came by the challenge's keys: then it is not theirs to remove. */
  async #isOlder(space: SpaceId, service: string, since: EpochMicros, own: ReadonlySet<KeyId>): Promise<boolean> {
    const until = epochMicros(since - MICROS_PER_MINUTE);
    const before = await this.#kit.apm.received(space, { from: epochMicros(0), until, service });
    return before.some(({ key }) => key === undefined || !own.has(key));
  }

  async #keysOf(challenge: ChallengeId): Promise<ReadonlySet<KeyId>> {
    const rows = await this.#kit.records.read((tables) =>
      tables.selectFrom("agent_key").select("id").where("challenge", "=", challenge).execute(),
    );
    return new Set(rows.map(({ id }) => id));
  }

  async #strike(challenge: ChallengeId, services: readonly string[]): Promise<void> {
    if (services.length === 0) return;
    await this.#kit.records.write((transaction) =>
      transaction
        .deleteFrom("stray_service")
        .where("challenge", "=", challenge)
        .where("service", "in", services)
        .where("forget_since", "is not", null)
        .execute(),
    );
  }

  /** Until the purge, which says what stays. */
  async #postpone(challenge: ChallengeId, services: readonly string[]): Promise<void> {
    if (services.length === 0) return;
    await this.#kit.records.write((transaction) =>
      transaction
        .updateTable("stray_service")
        .set({ forget_since: null })
        .where("challenge", "=", challenge)
        .where("service", "in", services)
        .execute(),
    );
  }

  async #tell(challenge: ChallengeId, services: number): Promise<void> {
    const { records, clock } = this.#kit;
    await records.write((transaction) =>
      appendAudit(transaction, challenge, clock.now(), {
        actor: "system",
        type: "privacy.destroy",
        data: { telemetry_services: services },
      }),
    );
  }
}
