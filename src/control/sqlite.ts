import { existsSync } from "node:fs";
import { chmod, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { CompiledQuery, type DatabaseConnection, Kysely, SqliteDialect, SqliteDriver, sql } from "kysely";
import { Fault } from "../kernel/index.ts";
import { reporting } from "./reporting.ts";
import { rememberStatements } from "./statement-memory.ts";
import type { Tables } from "./tables.ts";

/** How long a transaction waits for another process (the command line beside the server) to finish writing. */
const LOCK_WAIT_MS = 5_000;
/** SQLite's own waiting blocks the whole process, so it is left only the moments that are over at once. */
const BLOCKING_WAIT_MS = 20;

/**
 * Opens `control/control.sqlite` of the data folder, made with mode 0600 in a folder of mode 0700.
 * Several processes may have it open; every commit is on disk before it returns.
 */
export async function openSqlite(dataDir: string): Promise<Kysely<Tables>> {
  const folder = join(dataDir, "control");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const path = databasePath(dataDir);
  // SQLite gives its -wal and -shm files the mode of the database file, so that must be right before it opens.
  const file = await open(path, "a", 0o600);
  await file.chmod(0o600);
  await file.close();

  const database = new SqliteDatabase(path, { timeout: BLOCKING_WAIT_MS });
  try {
    await switchToWriteAheadLog(database);
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    // What is deleted is overwritten: people were told that it is gone.
    database.pragma("secure_delete = ON");
    return new Kysely<Tables>({ dialect: new ImmediateSqliteDialect({ database: rememberStatements(database) }) });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Writes the file anew without free pages and cuts the journal to nothing. Faults: `control.unavailable`. */
export async function compactSqlite(tables: Kysely<Tables>): Promise<void> {
  await untilUnlocked(async () => void (await sql`vacuum`.execute(tables)));
  await emptySqliteJournal(tables);
}

/** Moves everything into the file and cuts the journal to nothing. Faults: `control.unavailable`. */
export async function emptySqliteJournal(tables: Kysely<Tables>): Promise<void> {
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(tables);
    if (rows[0]?.busy === 0) return;
    // Another process reads what the journal still holds.
    if (performance.now() > deadline) {
      throw new Fault("control.unavailable", { detail: "another process keeps its journal in use" });
    }
    await delay(20 + 30 * Math.random());
  }
}

/**
 * Copies the database to `path`, as it is in one moment, while others read and write it. All in one step: SQLite would begin
 * anew whenever somebody writes between two. False where there is none yet. Faults: `control.unavailable`.
 */
export function copySqlite(dataDir: string, path: string): Promise<boolean> {
  return reporting(async () => {
    if (!existsSync(databasePath(dataDir))) return false;
    const database = new SqliteDatabase(databasePath(dataDir), { readonly: true, timeout: 5_000 });
    try {
      await database.backup(path, { progress: () => 0x7f_ff_ff_ff });
      return true;
    } finally {
      database.close();
    }
  });
}

/** Whether the file is there and whole. Changes nothing. Faults: `control.unavailable`. */
export function probeSqlite(dataDir: string): Promise<"absent" | "sound"> {
  return reporting(async () => {
    const path = databasePath(dataDir);
    if (!existsSync(path)) return "absent";
    const database = new SqliteDatabase(path, { readonly: true, timeout: 1_000 });
    try {
      const verdict = database.pragma("quick_check", { simple: true });
      if (verdict === "ok") return "sound";
      throw new Fault("control.unavailable", { detail: "the control database is damaged; restore it from a backup" });
    } finally {
      database.close();
    }
  });
}

const databasePath = (dataDir: string): string => join(dataDir, "control", "control.sqlite");

/** The change to WAL wants the file alone for a moment. */
const switchToWriteAheadLog = (database: SqliteDatabase.Database): Promise<void> =>
  untilUnlocked(async () => void database.pragma("journal_mode = WAL"));

/** Repeats `attempt` while another process holds the lock, without blocking this one. */
async function untilUnlocked(attempt: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    try {
      return await attempt();
    } catch (error) {
      const locked = error instanceof SqliteDatabase.SqliteError && error.code.startsWith("SQLITE_BUSY");
      if (!locked || performance.now() > deadline) throw error;
      // Two that wait for each other's moment must not keep in step.
      await delay(pause * (0.5 + Math.random()));
    }
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0];

  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#config);
  }
}

/**
 * Takes the write lock at the begin: a transaction that reads first and writes later would fail at once with
 * SQLITE_BUSY when another process wrote in between, whatever the busy timeout.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override beginTransaction(connection: DatabaseConnection): Promise<void> {
    return untilUnlocked(async () => void (await connection.executeQuery(CompiledQuery.raw("begin immediate"))));
  }
}
