import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Log } from "../self/index.ts";
import { reporting } from "./reporting.ts";
import type { Tables } from "./tables.ts";

/** Writes fail fast and can be repeated, rather than keep a person or an agent waiting. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;

export function openPostgresql(url: string, log: Log): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "sadari",
    max: 8,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A server that vanished without closing the connection answers no statement and no timeout of its own.
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on("error", (error) => log.warn({ code: errorCode(error) }, "an idle PostgreSQL connection broke"));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** It waits for a moment in which nobody uses a table, and makes nobody wait long for that. */
const COMPACT_LOCK_TIMEOUT_MS = 5_000;
const COMPACT_TIMEOUT_MS = 10 * 60_000;

/** Writes the files of `tables` anew without dead rows, by a connection of its own that may take its time. */
export async function compactPostgresql(url: string, tables: readonly string[]): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "sadari",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: COMPACT_TIMEOUT_MS,
    lock_timeout: COMPACT_LOCK_TIMEOUT_MS,
    keepAlive: true,
  });
  // Without a listener a connection that breaks would end the process; the statement reports it.
  client.on("error", () => {});
  try {
    await client.connect();
    for (const table of tables) await client.query(`vacuum (full) ${client.escapeIdentifier(table)}`);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The version of the server at `url`, after signing in. Changes nothing. Faults: `control.unavailable`. */
export function probePostgresql(url: string): Promise<string> {
  return reporting(async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    // Without a listener a connection that breaks would end the process; the query below reports it.
    client.on("error", () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ server_version: string }>("show server_version");
      return rows[0]?.server_version ?? "unknown";
    } finally {
      await client.end().catch(() => {});
    }
  });
}

/** `bigint` arrives as text; all of ours are times or versions and fit a double exactly. */
function getTypeParser(oid: number, format?: "text" | "binary"): (text: string) => unknown {
  if (oid === pg.types.builtins.INT8) return parseBigint;
  return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
}

function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("a bigint of the control database is beyond 2^53");
  return value;
}

const errorCode = (error: Error): string => ("code" in error ? String(error.code) : error.name);
