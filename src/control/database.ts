import { setTimeout as delay } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import pg from "pg";
import type { Log } from "../self/index.ts";
import { compactPostgresql, openPostgresql } from "./postgresql.ts";
import { compactSqlite, emptySqliteJournal, openSqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

export type DatabaseKind = "sqlite" | "postgresql";

/** One open database of either kind. Kysely's errors pass through; `reporting` turns them into faults. */
export interface Database {
  readonly kind: DatabaseKind;
  /** For reading; what changes rows goes through `write`, which alone waits for other processes. */
  readonly tables: Kysely<Tables>;
  /**
   * Runs `work` in one transaction that already holds (SQLite) or will take (PostgreSQL) its write locks. PostgreSQL gives
   * up one of two that wait for each other; then `work` runs anew, so it must change nothing but rows.
   */
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Writes the files anew without what was deleted, of PostgreSQL those of `tables`, and empties the journal. May take
   * seconds; waits for readers. Faults with `control.unavailable` when others keep what was deleted in use.
   */
  compact(tables: readonly (keyof Tables)[]): Promise<void>;
  /** The journal of SQLite; PostgreSQL's is the business of whoever runs it. */
  emptyJournal(): Promise<void>;
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
    write: (work) => untilThrough(() => tables.transaction().execute(work)),
    compact: (names) => (options.url === undefined ? compactSqlite(tables) : compactPostgresql(options.url, names)),
    emptyJournal: async () => {
      if (options.url === undefined) await emptySqliteJournal(tables);
    },
    close: () => tables.destroy(),
  };
}

const MOST_ATTEMPTS = 6;

/** Repeats a transaction that was given up for another's sake (serialisation failure, deadlock). */
async function untilThrough<T>(attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      const givenUp = error instanceof pg.DatabaseError && (error.code === "40001" || error.code === "40P01");
      if (!givenUp || n === MOST_ATTEMPTS) throw error;
      await delay(2 ** n * (0.5 + Math.random()));
    }
  }
}
