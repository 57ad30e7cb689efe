import { hash } from "node:crypto";
import type { Changing, Reading } from "../../control/index.ts";
import type { EpochMicros, SpaceId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";

/**
 * Names our list of words holds that a host looked at and found fit, for walls of a space without a challenge. Kept as
 * hashes: a name may be somebody's, and nothing but comparing is done with it.
 */
export interface ReleasedNames {
  has(service: string): boolean;
  readonly size: number;
}

interface Row {
  readonly space: SpaceId;
  readonly name_hash: string;
  readonly released_at: EpochMicros;
}

const nameHash = (space: SpaceId, service: string): string => hash("sha256", `${space}|${service}`, "hex");

export async function readReleased(tables: Reading, space: SpaceId): Promise<ReleasedNames> {
  const rows = await tables.selectFrom("released_name").select("name_hash").where("space", "=", space).execute();
  const hashes = new Set(rows.map(({ name_hash }) => name_hash));
  return { size: hashes.size, has: (service) => hashes.size > 0 && hashes.has(nameHash(space, service)) };
}

/** Lets a name onto the walls of its space, or holds it again. Doing it twice changes nothing. */
export async function releaseName(
  { records, clock }: Kit,
  space: SpaceId,
  { service, shown }: { readonly service: string; readonly shown: boolean },
  actor: Actor,
): Promise<void> {
  const row = { space, name_hash: nameHash(space, service), released_at: clock.now() };
  await records.write(async (transaction) => {
    const changed = shown ? await insert(transaction, row) : await remove(transaction, row);
    if (!changed) return;
    // Named by its hash, for the name may be what had to go.
    const data = { name: row.name_hash.slice(0, 16), shown: shown ? "shown" : "held" };
    await appendAudit(transaction, `space:${space}`, row.released_at, { actor, type: "space.name-shown", data });
  });
}

async function insert(transaction: Changing, row: Row): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("released_name")
    .values(row)
    .onConflict((conflict) => conflict.columns(["space", "name_hash"]).doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

async function remove(transaction: Changing, { space, name_hash }: Row): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom("released_name")
    .where("space", "=", space)
    .where("name_hash", "=", name_hash)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
