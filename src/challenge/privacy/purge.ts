import type { PurgeCertificate } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_MINUTE,
  randomId,
  toIso,
} from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { canonicalHash } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, type Lifecycle, lockChallenge, PURGEABLE } from "../lifecycle/index.ts";
import {
  addProgress,
  NOTHING_YET,
  type Progress,
  PURGED_TABLES,
  purgeChallengeRows,
  purgeSomeTickets,
  readProgress,
} from "./purge-rows.ts";
import type { StoreEraser } from "./store-eraser.ts";

/** A node that was not heard of for so long is taken for dead, and another goes on. */
const HOLD_US = 2 * MICROS_PER_MINUTE;
const RENEW_MS = 30_000;

interface PurgerParts {
  readonly lifecycle: Pick<Lifecycle, "find" | "step">;
  readonly beforeKeyGoes: (challenge: ChallengeId) => Promise<void>;
}

/**
 * Destroys everything personal of a challenge, in steps that may each be cut short and are each done again without harm:
 * what is sealed and has to be shown, the key of what people wrote, then rows, then events in the store, then what the files still hold, then the
 * certificate with the state, in one transaction. The audit chain and the public ids stay.
 */
export class Purger {
  readonly #kit: Kit;
  readonly #lifecycle: Pick<Lifecycle, "find" | "step">;
  readonly #beforeKeyGoes: (challenge: ChallengeId) => Promise<void>;
  readonly #eraser: StoreEraser;
  readonly #node = randomId(8);
  readonly #running = new Map<ChallengeId, Promise<void>>();

  constructor(kit: Kit, parts: PurgerParts, eraser: StoreEraser) {
    this.#kit = kit;
    this.#lifecycle = parts.lifecycle;
    this.#beforeKeyGoes = parts.beforeKeyGoes;
    this.#eraser = eraser;
  }

  /** Notes durably that it has begun: from here it goes on by itself, over restarts. Faults: `privacy.purge-refused`. */
  async begin(id: ChallengeId, actor: Actor): Promise<void> {
    const { records, clock } = this.#kit;
    await records.write(async (transaction) => {
      const { state } = await lockChallenge(records.kind, transaction, id);
      if (state === "purged") return;
      if (!PURGEABLE.includes(state)) throw new Fault("privacy.purge-refused", { state });
      const fresh = { challenge: id, begun_at: clock.now(), actor, progress: JSON.stringify(NOTHING_YET), failures: 0 };
      const empty = { holder: null, holder_until: null, failed_at: null, failure: null, at: null, certificate: null };
      await transaction
        .insertInto("purge")
        .values({ ...fresh, ...empty })
        .onConflict((conflict) => conflict.column("challenge").doNothing())
        .execute();
      // What is being destroyed cannot be opened again.
      await transaction
        .updateTable("challenge")
        .set({ state_before: null, undo_until: null })
        .where("id", "=", id)
        .execute();
    });
    this.#kit.bus.challengeChanged(id);
  }

  /** Goes on with a purge that has begun, unless another node does; resolves when it is done or was given up for now. */
  goOn(id: ChallengeId): Promise<void> {
    const running = this.#running.get(id) ?? this.#run(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  /** Waits for what runs here. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #run(id: ChallengeId): Promise<void> {
    if (!(await this.#hold(id))) return;
    const renewing = setInterval(() => void this.#hold(id).catch(() => undefined), RENEW_MS).unref();
    try {
      await this.#destroy(id);
      this.#kit.log.info({ challenge: id }, "everything personal of a challenge was destroyed");
    } catch (error) {
      await this.#failed(id, error);
    } finally {
      clearInterval(renewing);
    }
    this.#kit.bus.challengeChanged(id);
  }

  async #destroy(id: ChallengeId): Promise<void> {
    const { records, vault, keys, clock } = this.#kit;
    await this.#beforeKeyGoes(id);
    await vault.destroy(id);
    await this.#step(id, (transaction) => purgeChallengeRows(this.#kit, transaction, id, clock.now()));
    keys.noticeChanges();
    const stopped = clock.now();
    while (await this.#step(id, (transaction) => purgeSomeTickets(this.#kit, transaction, id)));
    await this.#forgetEvents(id, stopped);
    await records.compact(PURGED_TABLES);
    const left = await this.#finish(id);
    if (left) await records.compact(PURGED_TABLES);
    else await records.emptyJournal();
  }

  async #forgetEvents(id: ChallengeId, stopped: EpochMicros): Promise<void> {
    if (!(await this.#eraser.hasListed(id))) return;
    await this.#eraser.settle(stopped);
    const telemetry = await this.#eraser.eraseOf(id, "drop");
    await this.#step(id, async () => ({ telemetry }));
  }

  /** One transaction with what it destroyed; false when it found nothing. */
  #step(id: ChallengeId, work: (transaction: Changing) => Promise<Partial<Progress> | undefined>): Promise<boolean> {
    return this.#kit.records.write(async (transaction) => {
      await lockChallenge(this.#kit.records.kind, transaction, id);
      const done = await work(transaction);
      if (done === undefined) return false;
      await note(transaction, id, done);
      return true;
    });
  }

  /** The certificate, its audit record and the state in one transaction, with whatever came in meanwhile. */
  async #finish(id: ChallengeId): Promise<boolean> {
    const row = await this.#kit.records.read((tables) =>
      tables.selectFrom("purge").select("actor").where("challenge", "=", id).executeTakeFirst(),
    );
    const challenge = await this.#lifecycle.find(id);
    if (row === undefined || challenge === undefined || challenge.state === "purged") return false;
    const actor = row.actor as Actor;
    let left = false;
    await this.#lifecycle.step(id, {
      to: "purged",
      actor,
      reason: "",
      version: undefined,
      within: async (transaction, current, now) => {
        left = await this.#sweep(transaction, id, now);
        await certify(transaction, current, actor, now);
      },
    });
    return left;
  }

  async #sweep(transaction: Changing, id: ChallengeId, now: EpochMicros): Promise<boolean> {
    let found = false;
    for (;;) {
      const done = await purgeSomeTickets(this.#kit, transaction, id);
      if (done === undefined) break;
      found = true;
      await note(transaction, id, done);
    }
    const rest = await purgeChallengeRows(this.#kit, transaction, id, now);
    await note(transaction, id, rest);
    return found || Object.values(rest.rows ?? {}).some((n) => n > 0);
  }

  /** Of two nodes one works; what a killed process of this database held is free at once where nobody else has it. */
  async #hold(id: ChallengeId): Promise<boolean> {
    const { records, clock } = this.#kit;
    const now = clock.now();
    const { numUpdatedRows } = await records.write((transaction) =>
      transaction
        .updateTable("purge")
        .set({ holder: this.#node, holder_until: epochMicros(now + HOLD_US) })
        .where("challenge", "=", id)
        .where("at", "is", null)
        .$if(records.kind === "postgresql", (query) =>
          query.where(({ eb, or }) =>
            or([eb("holder", "is", null), eb("holder", "=", this.#node), eb("holder_until", "<", now)]),
          ),
        )
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  /** Alarms: the log, the metric and the host's page say so until it is done. */
  async #failed(id: ChallengeId, error: unknown): Promise<void> {
    const { records, clock, log } = this.#kit;
    log.error({ err: error, challenge: id }, "a purge was cut short and will be tried again");
    const failure = error instanceof Fault ? error.message : "an unexpected fault; see the log";
    const note = records.write((transaction) =>
      transaction
        .updateTable("purge")
        .set(({ eb }) => ({ failures: eb("failures", "+", 1), failed_at: clock.now(), failure, holder: null }))
        .where("challenge", "=", id)
        .where("at", "is", null)
        .execute(),
    );
    await note.catch((unsaid: unknown) => log.error({ err: unsaid, challenge: id }, "a failed purge was not noted"));
  }
}

async function note(transaction: Changing, id: ChallengeId, done: Partial<Progress>): Promise<void> {
  const { progress } = await transaction
    .selectFrom("purge")
    .select("progress")
    .where("challenge", "=", id)
    .executeTakeFirstOrThrow();
  const sum = addProgress(readProgress(progress), done);
  await transaction
    .updateTable("purge")
    .set({ progress: JSON.stringify(sum) })
    .where("challenge", "=", id)
    .execute();
}

async function certify(transaction: Changing, challenge: Challenge, actor: Actor, now: EpochMicros): Promise<void> {
  const { begun_at, progress } = await transaction
    .selectFrom("purge")
    .select(["begun_at", "progress"])
    .where("challenge", "=", challenge.id)
    .executeTakeFirstOrThrow();
  const { rows, frameworks, consents, telemetry } = readProgress(progress);
  const body: Omit<PurgeCertificate, "hash"> = {
    challenge: challenge.id,
    slug: challenge.slug,
    begun: toIso(begun_at),
    at: toIso(now),
    actor,
    rows,
    frameworks,
    consents: Object.entries(consents).map(([name, counts]) => {
      const [kind = "", notice = ""] = name.split(" ");
      return { kind, notice, ...counts };
    }),
    telemetry,
    key: "destroyed",
  };
  const hash = canonicalHash(body);
  await transaction
    .updateTable("purge")
    .set({ at: now, certificate: JSON.stringify({ ...body, hash }), holder: null, failure: null })
    .where("challenge", "=", challenge.id)
    .execute();
  const data = { rows, telemetry_services: telemetry.removed, certificate: hash };
  await appendAudit(transaction, challenge.id, now, { actor, type: "privacy.destroy", data });
}
