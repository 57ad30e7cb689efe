import { PostgresAdapter, sql } from "kysely";
import type { Changing, Reading } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  MICROS_PER_MILLI,
  type PersonId,
  type SpaceId,
  type TicketId,
  toIso,
} from "../../kernel/index.ts";
import { type Canonical, canonicalHash } from "../draw/index.ts";
import { withoutContacts } from "./free-text.ts";

/** Who did it, as a pseudonym that means nothing outside: `host:p_…`, `staff:p_…`, `participant:<ticket>`. */
export type Actor =
  | "system"
  | `host:${PersonId | "token"}`
  | `staff:${PersonId}`
  | `participant:${TicketId}`
  | "anyone";

export interface AuditEntry {
  readonly actor: Actor;
  /** As in the specification of the draw, 9: `event.state`, `entry.override`, `swag.draw`, … */
  readonly type: string;
  /** Never anything personal; whole numbers only, so that every program writes the same bytes. */
  readonly data: { readonly [key: string]: Canonical };
}

/** One record as it is hashed, with its hash. */
export interface AuditRecord extends AuditEntry {
  readonly i: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly t: string;
  readonly prev: string;
  readonly hash: string;
}

export type Chain = ChallengeId | `space:${SpaceId}`;

export const FIRST_PREV = "0".repeat(64);

/**
 * Appends a record in the transaction of the change it tells of, so that neither can be without the other. Those who
 * append to one chain follow one another, from here to the end of their transactions: append last.
 */
export async function appendAudit(
  transaction: Changing,
  chain: Chain,
  at: EpochMicros,
  entry: AuditEntry,
): Promise<AuditRecord> {
  await holdChain(transaction, chain);
  const last = await transaction
    .selectFrom("audit_record")
    .select(["i", "hash"])
    .where("chain", "=", chain)
    .orderBy("i", "desc")
    .limit(1)
    .executeTakeFirst();
  const t = epochMicros(Math.floor(at / MICROS_PER_MILLI) * MICROS_PER_MILLI);
  const data = withoutContacts(entry.data);
  const record = {
    i: last === undefined ? 0 : last.i + 1,
    t: toIso(t),
    ...entry,
    data,
    prev: last?.hash ?? FIRST_PREV,
  };
  const hash = hashOf(record);
  await transaction
    .insertInto("audit_record")
    .values({ ...record, chain, t, data: JSON.stringify(data), hash })
    .execute();
  return { ...record, hash };
}

/** A transaction of SQLite is alone anyway; on PostgreSQL two that read the same last record would give one number twice. */
async function holdChain(transaction: Changing, chain: Chain): Promise<void> {
  if (!(transaction.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${chain}`}, 0))`.execute(transaction);
}

/** SHA-256 of the record's canonical bytes (specification of the draw, 4 and 9). */
export function hashOf({ i, t, actor, type, data, prev }: Omit<AuditRecord, "hash">): string {
  return canonicalHash({ i, t, actor, type, data, prev });
}

/** The records of a chain in their order, from number `from` on. */
export async function readAudit(
  tables: Reading,
  chain: Chain,
  from = 0,
  most = 1_000_000,
): Promise<readonly AuditRecord[]> {
  const rows = await tables
    .selectFrom("audit_record")
    .selectAll()
    .where("chain", "=", chain)
    .where("i", ">=", from)
    .orderBy("i")
    .limit(most)
    .execute();
  return rows.map((row) => ({
    i: row.i,
    t: toIso(row.t),
    actor: row.actor as Actor,
    type: row.type,
    data: JSON.parse(row.data) as AuditEntry["data"],
    prev: row.prev,
    hash: row.hash,
  }));
}
