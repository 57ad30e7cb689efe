import { hash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type EpochMicros, Fault, type SpaceId } from "../kernel/index.ts";
import type { ClickHouseNode } from "./clickhouse/index.ts";
import { localName } from "./migrate.ts";
import type { Store } from "./store.ts";
import { TABLE_NAMES, type TableName } from "./tables.ts";

/** An idle table looks for files to remove every five minutes at least. */
const PATIENCE_MS = 6 * 60_000;
const LOOK_MS = 1_000;
const HASHES_AT_ONCE = 2_000;
const EVENT_TABLES = TABLE_NAMES.filter((table) => table !== "contents");
/** The engine keeps the text of a mutation for long, so it must not hold the names that are to be forgotten. */
const OF_HASHED_SERVICES =
  "WHERE space = {space:String} AND hex(SHA256(concat({salt:String}, service))) IN {services:Array(String)}";
const OF_SERVICES = "WHERE space = {space:String} AND service IN {services:Array(String)}";

/** What rows of events point at by hash; `{{which}}` says whose rows. */
const POINTED_AT = `SELECT DISTINCT hex(hash) AS hash FROM (
${["transactions", "spans", "errors", "metricsets", "logs"].map((table) => `SELECT resource AS hash FROM ${table} {{which}}`).join("\nUNION ALL ")}
UNION ALL SELECT stack AS hash FROM spans {{which}}
UNION ALL SELECT arrayJoin(stacks) AS hash FROM errors {{which}})`;
const INACTIVE = `SELECT count() AS parts FROM system.parts
WHERE NOT active AND database = {database:String} AND table IN {tables:Array(String)}`;

/** What arrived from one moment to another; `until` is not included. */
export interface ForgetRange {
  readonly from: EpochMicros;
  readonly until: EpochMicros;
}

/** Which columns say when a row's events arrived. */
const ARRIVED: Readonly<Partial<Record<TableName, readonly [first: string, last: string]>>> = {
  trace_services: ["first_time", "last_time"],
  service_minutes: ["first_received", "last_received"],
};
const inRange = (table: TableName): string => {
  const [first, last] = ARRIVED[table] ?? ["received_at", "received_at"];
  return ` AND ${first} >= fromUnixTimestamp64Micro({from:Int64}) AND ${last} < fromUnixTimestamp64Micro({until:Int64})`;
};

/**
 * Removes every event of these services of a space from all nodes, or those that arrived within a range, and waits until
 * the files that held them are gone from the disk. What the events pointed at (stack traces, resources) goes too, unless
 * others point at it. Parts without such events stay as they are. Faults: `store.unavailable`.
 */
export async function forgetServices(
  store: Store,
  space: SpaceId,
  services: readonly string[],
  range?: ForgetRange,
): Promise<void> {
  const { migrators, nodes } = store.connection;
  const [any] = migrators;
  if (any === undefined || services.length === 0) return;
  const params = { space, services: [...services] };
  const name = (table: string): string => localName(table, nodes.cluster);
  const tables = TABLE_NAMES.map(name);
  const candidates = hashesOf(await any.rows(POINTED_AT.replaceAll("{{which}}", OF_SERVICES), { params }));
  const salt = randomBytes(16).toString("hex");
  const hashed = services.map((service) => hash("sha256", salt + service, "hex").toUpperCase());
  // A replaced part would lie on the disk for minutes, for the case that the new one is not written yet.
  await onEach(migrators, tables, (node, table) =>
    node.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 1`),
  );
  try {
    await onEach(migrators, EVENT_TABLES, (node, table) => {
      const which = `${OF_HASHED_SERVICES}${range === undefined ? "" : inRange(table)}`;
      return node.command(`ALTER TABLE ${name(table)} DELETE ${which} SETTINGS mutations_sync = 2`, {
        params: { space, salt, services: hashed, ...range },
      });
    });
    for (let from = 0; from < candidates.length; from += HASHES_AT_ONCE) {
      const hashes = candidates.slice(from, from + HASHES_AT_ONCE);
      await forgetContents(migrators, any, name("contents"), space, hashes);
    }
    for (const node of migrators) await untilGone(node, nodes.database, tables);
  } finally {
    await onEach(migrators, tables, (node, table) =>
      node.command(`ALTER TABLE ${table} RESET SETTING old_parts_lifetime`),
    );
  }
}

async function forgetContents(
  nodes: readonly ClickHouseNode[],
  any: ClickHouseNode,
  table: string,
  space: SpaceId,
  candidates: readonly string[],
): Promise<void> {
  const which = "WHERE space = {space:String}";
  const sql = `SELECT hash FROM (${POINTED_AT.replaceAll("{{which}}", which)}) WHERE hash IN {hashes:Array(String)}`;
  const kept = new Set(hashesOf(await any.rows(sql, { params: { space, hashes: [...candidates] } })));
  const hashes = candidates.filter((hash) => !kept.has(hash));
  if (hashes.length === 0) return;
  for (const node of nodes) {
    await node.command(
      `ALTER TABLE ${table} DELETE WHERE space = {space:String} AND hex(hash) IN {hashes:Array(String)} SETTINGS mutations_sync = 2`,
      { params: { space, hashes } },
    );
  }
}

const hashesOf = (rows: readonly unknown[]): readonly string[] =>
  rows.flatMap((row) => (typeof row === "object" && row !== null && "hash" in row ? [String(row.hash)] : []));

async function onEach<T extends string>(
  nodes: readonly ClickHouseNode[],
  tables: readonly T[],
  work: (node: ClickHouseNode, table: T) => Promise<void>,
): Promise<void> {
  for (const node of nodes) for (const table of tables) await work(node, table);
}

async function untilGone(node: ClickHouseNode, database: string, tables: readonly string[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const [row] = await node.rows(INACTIVE, { params: { database, tables: [...tables] } });
    if (typeof row === "object" && row !== null && "parts" in row && Number(row.parts) === 0) return;
    await sleep(LOOK_MS);
  }
  throw new Fault("store.unavailable", { detail: "it still keeps files of what was to be forgotten" });
}
