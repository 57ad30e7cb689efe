import { readdir, readFile } from "node:fs/promises";
import { ClickHouseError } from "@clickhouse/client";
import { Fault } from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import { ClickHouseNode, type Connection, failureReason } from "./clickhouse/index.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** How the statements of a migration are worded for the store at hand. */
export interface Dialect {
  readonly database: string;
  /** Tables are local to a shard and reached through a Distributed one of the plain name. */
  readonly cluster: string | undefined;
  /** A Keeper and the macros {shard} and {replica} are configured. */
  readonly replicated: boolean;
}

const FOLDER = new URL("./migrations/", import.meta.url);

/** In order of their numbers. A file that was ever released is never changed. */
export async function loadMigrations(): Promise<readonly Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => ({
      number: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      sql: await readFile(new URL(file, FOLDER), "utf8"),
    })),
  );
}

/** The statements of a migration, placeholders filled in, comments and empty ones left out. */
export function statements(migration: Migration, dialect: Dialect): readonly string[] {
  return migration.sql
    .replace(/^\s*--.*$/gm, "")
    .replace(/\{\{(\w+) ([^}]*)\}\}/g, (_, word: string, rest: string) => fillIn(word, rest, dialect))
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

function fillIn(word: string, rest: string, { database, cluster, replicated }: Dialect): string {
  const [first = "", ...others] = rest.split(" ");
  switch (word) {
    case "local":
      return cluster === undefined ? first : `${first}_local`;
    case "engine":
      return replicated
        ? `Replicated${first}('/clickhouse/tables/{shard}/${database}/${others[0]}', '{replica}')`
        : `${first}()`;
    case "distributed":
      return cluster === undefined
        ? ""
        : `CREATE TABLE IF NOT EXISTS ${first} AS ${first}_local ENGINE = Distributed('${cluster}', '${database}', '${first}_local', ${others.join(" ")})`;
    default:
      throw new Error(`unknown placeholder in a migration: ${word}`);
  }
}

/** The table that holds a table's rows on a node. */
export const localName = (table: string, cluster: string | undefined) =>
  cluster === undefined ? table : `${table}_local`;

/**
 * Brings every node to the newest schema. Each statement may be repeated, and a migration is noted only when
 * all of it ran, so being killed in the middle, or two that run at once, does no harm.
 */
export async function migrate(connection: Connection, log: Log, migrations?: readonly Migration[]): Promise<void> {
  const wanted = migrations ?? (await loadMigrations());
  for (const [index, url] of connection.nodes.urls.entries()) {
    const { database, cluster, migrator } = connection.nodes;
    const node = connection.migrators[index];
    if (node === undefined) continue;
    await using bootstrap = new ClickHouseNode(url, () => migrator, "default");
    await bootstrap.command(`CREATE DATABASE IF NOT EXISTS ${database}`);
    await node.command(
      "CREATE TABLE IF NOT EXISTS schema_migrations (number UInt32, name String, at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY number",
    );
    await migrateNode(node, { database, cluster }, wanted, log);
  }
}

async function migrateNode(
  node: ClickHouseNode,
  where: Omit<Dialect, "replicated">,
  wanted: readonly Migration[],
  log: Log,
): Promise<void> {
  const done = await appliedNumbers(node);
  const newest = Math.max(0, ...wanted.map((migration) => migration.number));
  const beyond = [...done].find((number) => number > newest);
  if (beyond !== undefined) {
    throw new Fault("store.unavailable", {
      detail: `its schema (${beyond}) is of a newer Sadari than this one (${newest})`,
    });
  }
  const missing = wanted.filter((migration) => !done.has(migration.number));
  if (missing.length === 0) return;
  const dialect = { ...where, replicated: await hasKeeper(node) };
  for (const migration of missing) {
    for (const statement of statements(migration, dialect)) await node.command(statement);
    await node.command("INSERT INTO schema_migrations (number, name) SELECT {number:UInt32}, {name:String}", {
      params: { number: migration.number, name: migration.name },
    });
    log.info({ migration: migration.number, name: migration.name, node: node.address }, "schema migrated");
  }
}

async function appliedNumbers(node: ClickHouseNode): Promise<ReadonlySet<number>> {
  const rows = await node.rows("SELECT DISTINCT number FROM schema_migrations");
  const numbers = new Set<number>();
  for (const row of rows) {
    if (typeof row === "object" && row !== null && "number" in row) numbers.add(Number(row.number));
  }
  return numbers;
}

/**
 * Replicated tables need a Keeper and macros that tell shards and replicas apart. A server that knows no Keeper has
 * no such system table; any other failure is a Keeper that is away, and what is made meanwhile would never be
 * replicated: throws `store.unavailable`.
 */
async function hasKeeper(node: ClickHouseNode): Promise<boolean> {
  const macros = await node.rows("SELECT macro FROM system.macros WHERE macro IN ('shard', 'replica')");
  if (macros.length < 2) return false;
  try {
    await node.rows("SELECT name FROM system.zookeeper WHERE path = '/' LIMIT 1");
    return true;
  } catch (error) {
    if (error instanceof ClickHouseError && error.type === "UNKNOWN_TABLE") return false;
    throw new Fault("store.unavailable", {
      detail: `tables are to be replicated, but the Keeper of ${node.address} does not answer: ${failureReason(error)}`,
    });
  }
}
