import type { Transaction } from "kysely";
import {
  type ChallengeId,
  type Clock,
  DEFAULT_SPACE,
  type EpochMicros,
  Fault,
  type KeyId,
  type SpaceId,
  type TicketId,
} from "../kernel/index.ts";
import type { Database } from "./database.ts";
import type { KeyRing } from "./key-ring.ts";
import { reporting } from "./reporting.ts";
import { hashSecret, keyHint, MAX_SECRET_LENGTH, newKeyId, newKeySecret, newPersonalSecret } from "./secrets.ts";
import type { KeyTable, Tables } from "./tables.ts";

/** A key as people may see it: its secret is known only to who was shown it once. */
export interface Key {
  readonly id: KeyId;
  readonly space: SpaceId;
  readonly label: string;
  readonly createdAt: EpochMicros;
  readonly revokedAt: EpochMicros | undefined;
  /** Exact to a minute. */
  readonly lastUsedAt: EpochMicros | undefined;
  /** The participant whose apps it brings; undefined for the host's keys. */
  readonly ticket: TicketId | undefined;
  readonly expiresAt: EpochMicros | undefined;
  /** The first characters behind the prefix, to tell keys apart on a screen. */
  readonly hint: string | undefined;
}

/** What an agent showed: the secret alone, or `ApiKey base64(id:secret)`. */
export type PresentedKey =
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "apikey"; readonly id: string; readonly secret: string };

export type KeyVerdict =
  | { readonly ok: true; readonly space: SpaceId; readonly keyId: KeyId; readonly ticket: TicketId | undefined }
  | { readonly ok: false; readonly reason: "unknown" }
  | {
      readonly ok: false;
      readonly reason: "revoked" | "expired";
      readonly space: SpaceId;
      readonly at: EpochMicros;
      readonly keyId: KeyId;
    }
  /** The database is away and nothing is known of this key. */
  | { readonly ok: false; readonly reason: "unavailable" };

/** Makes a key a participant's own: `sadari_pk_…`, good until `expiresAt`. */
export interface KeyOwner {
  readonly ticket: TicketId;
  readonly challenge: ChallengeId;
  readonly expiresAt: EpochMicros | undefined;
}

export type KeysOf = { readonly tickets: readonly TicketId[] } | { readonly challenge: ChallengeId };

export interface Keys {
  /**
   * Makes a key and returns its secret, which cannot be had again. With a `secret` of the caller's choice it
   * is idempotent: the key of that secret, made when there is none; a revoked one stays revoked.
   * Faults: `control.space-unknown`, `control.secret-taken` (the secret belongs to another space).
   */
  create(input: {
    space: SpaceId;
    label: string;
    secret?: string | undefined;
    owner?: KeyOwner | undefined;
  }): Promise<{ readonly key: Key; readonly secret: string }>;
  /** Newest last; of one space or of all. */
  list(space?: SpaceId): Promise<readonly Key[]>;
  /** The keys of a ticket, newest last. */
  listOf(ticket: TicketId): Promise<readonly Key[]>;
  /** Moves the end of all keys of a challenge, when it is extended or kept. */
  expire(challenge: ChallengeId, at: EpochMicros): Promise<void>;
  /** Turns a key off everywhere within 5 s; a second time changes nothing. Faults: `control.key-unknown`. */
  revoke(id: KeyId): Promise<Key>;
  /**
   * Turns off all keys of tickets or of a challenge within `transaction` and forgets what was kept to show them. Answers
   * how many worked until now. They stop here at `noticeChanges`, elsewhere within 2 s of the commit.
   */
  retire(transaction: Transaction<Tables>, of: KeysOf): Promise<number>;
  /** After a commit that changed keys: the next check reads the database. */
  noticeChanges(): void;
  /** Never throws. Reads from memory; what it knows is at most 2 s old while the database answers. */
  check(presented: PresentedKey): Promise<KeyVerdict>;
}

export function createKeys(database: Database, ring: KeyRing, clock: Clock): Keys {
  return {
    create: (input) =>
      reporting(async () => {
        const secret = input.secret ?? (input.owner ? newPersonalSecret() : newKeySecret());
        refuseUnusable(secret);
        const row = await database.write((transaction) => ensureKey(transaction, { ...input, secret }, clock));
        ring.expire();
        return { key: toKey(row), secret };
      }),
    list: (space) =>
      reporting(async () => {
        let query = database.tables.selectFrom("agent_key").selectAll().orderBy("created_at").orderBy("id");
        if (space !== undefined) query = query.where("space", "=", space);
        return (await query.execute()).map(toKey);
      }),
    listOf: (ticket) =>
      reporting(async () => {
        const keys = database.tables.selectFrom("agent_key").selectAll().where("ticket", "=", ticket);
        return (await keys.orderBy("created_at").orderBy("id").execute()).map(toKey);
      }),
    expire: (challenge, at) =>
      reporting(async () => {
        await database.write(async (transaction) => {
          const version = await nextVersion(transaction);
          await transaction
            .updateTable("agent_key")
            .set({ expires_at: at, changed_version: version })
            .where("challenge", "=", challenge)
            .execute();
        });
        ring.expire();
      }),
    revoke: (id) =>
      reporting(async () => {
        const row = await database.write((transaction) => revokeKey(transaction, id, clock));
        if (row === undefined) throw new Fault("control.key-unknown", { key: id });
        ring.expire();
        return toKey(row);
      }),
    retire: (transaction, of) => retireKeys(transaction, of, clock),
    noticeChanges: () => ring.expire(),
    check: (presented) => ring.check(presented),
  };
}

/**
 * Makes the space `default` and a key in it when no key exists yet, and only then returns the secret. Of two
 * processes that start together one makes the key.
 */
export function ensureFirstKey(
  database: Database,
  clock: Clock,
): Promise<{ readonly key: Key; readonly secret: string } | undefined> {
  return reporting(() =>
    database.write(async (transaction) => {
      // Taken first: on PostgreSQL this row lock is what a second node waits for.
      const version = await nextVersion(transaction);
      await transaction
        .insertInto("space")
        .values({ id: DEFAULT_SPACE, name: "Default", created_at: clock.now() })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
      const some = await transaction.selectFrom("agent_key").select("id").limit(1).executeTakeFirst();
      if (some !== undefined) return undefined;
      const secret = newKeySecret();
      const row = newRow({ space: DEFAULT_SPACE, label: "first key", secret }, version, clock);
      await transaction.insertInto("agent_key").values(row).execute();
      return { key: toKey(row), secret };
    }),
  );
}

async function ensureKey(transaction: Transaction<Tables>, input: NewKey, clock: Clock): Promise<KeyTable> {
  const version = await nextVersion(transaction);
  const existing = await transaction
    .selectFrom("agent_key")
    .selectAll()
    .where("secret_hash", "=", hashSecret(input.secret))
    .executeTakeFirst();
  if (existing !== undefined) {
    if (existing.space !== input.space) throw new Fault("control.secret-taken", {});
    return existing;
  }
  const space = await transaction.selectFrom("space").select("id").where("id", "=", input.space).executeTakeFirst();
  if (space === undefined) throw new Fault("control.space-unknown", { space: input.space });
  const row = newRow(input, version, clock);
  await transaction.insertInto("agent_key").values(row).execute();
  return row;
}

async function revokeKey(transaction: Transaction<Tables>, id: KeyId, clock: Clock): Promise<KeyTable | undefined> {
  const version = await nextVersion(transaction);
  await transaction
    .updateTable("agent_key")
    .set({ revoked_at: clock.now(), changed_version: version })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .execute();
  return transaction.selectFrom("agent_key").selectAll().where("id", "=", id).executeTakeFirst();
}

async function retireKeys(transaction: Transaction<Tables>, of: KeysOf, clock: Clock): Promise<number> {
  const chosen = transaction
    .updateTable("agent_key")
    .$if("tickets" in of, (query) => query.where("ticket", "in", "tickets" in of ? of.tickets : []))
    .$if("challenge" in of, (query) => query.where("challenge", "=", "challenge" in of ? of.challenge : null));
  const version = await nextVersion(transaction);
  const working = await chosen
    .set({ revoked_at: clock.now(), changed_version: version })
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  await chosen.set({ label: "", hint: null, secret_sealed: null, last_used_at: null }).execute();
  return Number(working.numUpdatedRows);
}

/** Changes of keys follow one another: whoever read version n has seen every change up to n. */
async function nextVersion(transaction: Transaction<Tables>): Promise<number> {
  const { version } = await transaction
    .updateTable("change_counter")
    .set((table) => ({ version: table("version", "+", 1) }))
    .where("topic", "=", "key")
    .returning("version")
    .executeTakeFirstOrThrow();
  return version;
}

interface NewKey {
  readonly space: SpaceId;
  readonly label: string;
  readonly secret: string;
  readonly owner?: KeyOwner | undefined;
}

const newRow = (input: NewKey, version: number, clock: Clock): KeyTable => ({
  id: newKeyId(),
  space: input.space,
  label: input.label,
  secret_hash: hashSecret(input.secret),
  created_at: clock.now(),
  revoked_at: null,
  last_used_at: null,
  changed_version: version,
  ticket: input.owner?.ticket ?? null,
  challenge: input.owner?.challenge ?? null,
  expires_at: input.owner?.expiresAt ?? null,
  hint: keyHint(input.secret) ?? null,
  secret_sealed: null,
});

function refuseUnusable(secret: string): void {
  if (secret !== "" && secret.length <= MAX_SECRET_LENGTH && /^[\x21-\x7e]+$/.test(secret)) return;
  throw new Fault("request.invalid", {
    detail: `a secret has 1 to ${MAX_SECRET_LENGTH} visible ASCII characters, for it travels in an HTTP header`,
  });
}

const toKey = (row: KeyTable): Key => ({
  id: row.id,
  space: row.space,
  label: row.label,
  createdAt: row.created_at,
  revokedAt: row.revoked_at ?? undefined,
  lastUsedAt: row.last_used_at ?? undefined,
  ticket: row.ticket ?? undefined,
  expiresAt: row.expires_at ?? undefined,
  hint: row.hint ?? undefined,
});
