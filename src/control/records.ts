import type { Kysely, Transaction } from "kysely";
import type { Database, DatabaseKind } from "./database.ts";
import { reporting } from "./reporting.ts";
import type { Tables } from "./tables.ts";

/** A transaction under way: pass it on to whatever must stand or fall with it. */
export type Changing = Transaction<Tables>;
/** What reads: the database itself, or a transaction. */
export type Reading = Kysely<Tables>;

/**
 * The rows of control data, for rooms that keep theirs here. Both ways turn a database that cannot serve into
 * `control.unavailable`.
 */
export interface Records {
  readonly kind: DatabaseKind;
  read<T>(work: (tables: Reading) => Promise<T>): Promise<T>;
  /**
   * Runs `work` as one transaction, on disk when the promise resolves. On SQLite writers follow one another; on
   * PostgreSQL lock what you decide by (`lockChallenge`, a row's `for update`), for two nodes may run it together.
   */
  write<T>(work: (transaction: Changing) => Promise<T>): Promise<T>;
  /**
   * Removes what was deleted from the files too: SQLite's whole file is written anew and its journal emptied, of
   * PostgreSQL the files of `tables`. Faults: `control.unavailable`, also when others keep them in use.
   */
  compact(tables: readonly (keyof Tables)[]): Promise<void>;
  /** Quick: empties SQLite's journal, which still holds what was deleted; what lies in the file was overwritten. */
  emptyJournal(): Promise<void>;
}

export const createRecords = (database: Database): Records => ({
  kind: database.kind,
  read: (work) => reporting(() => work(database.tables)),
  write: (work) => reporting(() => database.write(work)),
  compact: (tables) => reporting(() => database.compact(tables)),
  emptyJournal: () => reporting(() => database.emptyJournal()),
});
