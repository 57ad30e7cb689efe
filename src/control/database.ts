import type { Kysely, Transaction } from "kysely";
import type { Log } from "../self/index.ts";
import { openPostgresql } from "./postgresql.ts";
import { openSqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

export type DatabaseKind = "sqlite" | "postgresql";

/** One open database of either kind. Kysely's errors pass through; `reporting` turns them into faults. */
export interface Database {
  readonly kind: DatabaseKind;
  /** For reading; what changes rows goes through `write`, which alone waits for other processes. */
  readonly tables: Kysely<Tables>;
  /** Runs `work` in one transaction that already holds (SQLite) or will take (PostgreSQL) its write locks. */
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openDatabase(options: {
  dataDir: string;
  url?: string | undefined;
  log: Log;
}): Promise<Database> {
  const kind: DatabaseKind = options.url === undefined ? "sqlite" : "postgresql";
  const tables =
    options.url === undefined ? await openSqlite(options.dataDir) : openPostgresql(options.url, options.log);
  return {
    kind,
    tables,
    write: (work) => tables.transaction().execute(work),
    close: () => tables.destroy(),
  };
}
