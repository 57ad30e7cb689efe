import { timingSafeEqual } from "node:crypto";
import {
  type Clock,
  type EpochMicros,
  epochMicros,
  type KeyId,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type SpaceId,
  type TicketId,
} from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import type { Database } from "./database.ts";
import type { KeyVerdict, PresentedKey } from "./keys.ts";
import { whyUnavailable } from "./reporting.ts";
import { hashSecret, MAX_SECRET_LENGTH } from "./secrets.ts";

/** How old an answer from memory may be while the database answers. */
const FRESH_US = 2 * MICROS_PER_SECOND;
/** The same for a key that is not known: somebody may have made it in another terminal just now. */
const FRESH_FOR_UNKNOWN_US = 250 * MICROS_PER_MILLI;
/** For how long known keys still open the door while it does not. */
const STALE_US = 10 * MICROS_PER_MINUTE;
/** How long a check waits for a slow database before it answers from a stale ring. */
const PATIENCE_MS = 500;
/** Between two attempts at a database that failed. */
const RETRY_US = MICROS_PER_SECOND;
/** Uses are gathered this long before they are written, and a key is written at most once a minute. */
const GATHER_MS = 5_000;

interface RingKey {
  readonly id: KeyId;
  readonly space: SpaceId;
  readonly hash: string;
  readonly revokedAt: EpochMicros | undefined;
  readonly expiresAt: EpochMicros | undefined;
  readonly ticket: TicketId | undefined;
}

/**
 * All keys in memory, and no key that is not ours: a flood of made-up keys costs a hash each, no memory and at
 * most four statements a second. Changes made by other processes arrive by their version number, so the
 * statement is as cheap with 10,000 keys as with one.
 */
export class KeyRing {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #byHash = new Map<string, RingKey>();
  #version = -1;
  /** Counts the calls of `expire`, so that a load that began before one does not pass for fresh. */
  #expired = 0;
  /** Monotonic; undefined until the first load and after `expire`. */
  #loadedAt: number | undefined;
  /** When the ring was last known to be whole, for the ten minutes of grace. */
  #wholeAt: number | undefined;
  #failedAt: number | undefined;
  #loading: Promise<boolean> | undefined;
  readonly #usedAt = new Map<KeyId, EpochMicros>();
  readonly #writtenAt = new Map<KeyId, EpochMicros>();
  #gathering: NodeJS.Timeout | undefined;

  constructor(database: Database, clock: Clock, log: Log) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** The next check reads the database, so that a change made through this process holds at once. */
  expire(): void {
    this.#expired += 1;
    this.#loadedAt = undefined;
    this.#failedAt = undefined;
  }

  async check(presented: PresentedKey): Promise<KeyVerdict> {
    let fresh = this.#isYoungerThan(FRESH_US) || (await this.#refresh());
    if (!fresh && !this.#isWithinGrace()) return { ok: false, reason: "unavailable" };
    let key = this.#find(presented);
    if (key === undefined && fresh && !this.#isYoungerThan(FRESH_FOR_UNKNOWN_US)) {
      fresh = await this.#refresh();
      key = this.#find(presented);
    }
    // While the database is away, a key made just before the outage cannot be told from one never made.
    if (key === undefined) return { ok: false, reason: fresh ? "unknown" : "unavailable" };
    const { id, space, revokedAt, expiresAt, ticket } = key;
    if (revokedAt !== undefined) return { ok: false, reason: "revoked", space, at: revokedAt, keyId: id };
    if (expiresAt !== undefined && expiresAt <= this.#clock.now()) {
      return { ok: false, reason: "expired", space, at: expiresAt, keyId: id };
    }
    this.#noteUse(id);
    return { ok: true, space, keyId: id, ticket };
  }

  /** Writes the uses gathered so far. A failure is logged and left to the next time. */
  async flush(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const uses = [...this.#usedAt];
    this.#usedAt.clear();
    if (uses.length === 0) return;
    for (const [id, at] of uses) this.#writtenAt.set(id, at);
    try {
      await this.#database.write(async (transaction) => {
        for (const [id, at] of uses) {
          await transaction
            .updateTable("agent_key")
            .set({ last_used_at: at })
            .where("id", "=", id)
            .where((row) => row.or([row("last_used_at", "is", null), row("last_used_at", "<", at)]))
            .execute();
        }
      });
    } catch (error) {
      this.#log.warn({ detail: whyUnavailable(error) ?? String(error) }, "the last use of keys could not be written");
    }
  }

  #isYoungerThan(age: number): boolean {
    return this.#loadedAt !== undefined && this.#clock.monotonic() - this.#loadedAt <= age;
  }

  #isWithinGrace(): boolean {
    return this.#wholeAt !== undefined && this.#clock.monotonic() - this.#wholeAt <= STALE_US;
  }

  /** True when the ring is fresh now; false when the database failed, or is slow and the ring will do. */
  async #refresh(): Promise<boolean> {
    if (this.#failedAt !== undefined && this.#clock.monotonic() - this.#failedAt < RETRY_US) return false;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    if (!this.#isWithinGrace()) return this.#loading;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE_MS).unref();
    });
    return Promise.race([this.#loading, patience]).finally(() => clearTimeout(timer));
  }

  async #load(): Promise<boolean> {
    try {
      let expired: number;
      do {
        expired = this.#expired;
        // What is read may be as old as the moment of asking.
        const asked = this.#clock.monotonic();
        await this.#takeChanges();
        this.#loadedAt = asked;
        this.#wholeAt = asked;
      } while (expired !== this.#expired);
      this.#failedAt = undefined;
      return true;
    } catch (error) {
      if (this.#failedAt === undefined) {
        this.#log.warn({ detail: whyUnavailable(error) ?? String(error) }, "keys are answered from memory");
      }
      this.#failedAt = this.#clock.monotonic();
      return false;
    }
  }

  async #takeChanges(): Promise<void> {
    const rows = await this.#database.tables
      .selectFrom("agent_key")
      .select(["id", "space", "secret_hash", "revoked_at", "expires_at", "ticket", "changed_version"])
      .where("changed_version", ">", this.#version)
      .execute();
    for (const row of rows) {
      this.#byHash.set(row.secret_hash, {
        id: row.id,
        space: row.space,
        hash: row.secret_hash,
        revokedAt: row.revoked_at ?? undefined,
        expiresAt: row.expires_at ?? undefined,
        ticket: row.ticket ?? undefined,
      });
      this.#version = Math.max(this.#version, row.changed_version);
    }
  }

  #find(presented: PresentedKey): RingKey | undefined {
    const secret = presented.kind === "bearer" ? presented.token : presented.secret;
    if (secret.length > MAX_SECRET_LENGTH) return undefined;
    const hash = hashSecret(secret);
    const key = this.#byHash.get(hash);
    if (key === undefined || !timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash))) return undefined;
    return presented.kind === "bearer" || presented.id === key.id ? key : undefined;
  }

  #noteUse(id: KeyId): void {
    const now = epochMicros(Math.floor(this.#clock.now() / MICROS_PER_MILLI) * MICROS_PER_MILLI);
    const written = this.#writtenAt.get(id);
    if (written !== undefined && Math.abs(now - written) < MICROS_PER_MINUTE) return;
    this.#usedAt.set(id, now);
    this.#gathering ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }
}
