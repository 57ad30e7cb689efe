import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "../../kernel/index.ts";

const SQLITE_BUSY = 5;

/**
 * Holds the folder for this process, or throws `spool.locked`. Node offers no file locks, SQLite does: an
 * exclusive transaction on an empty database is a lock of the operating system on its file, on every
 * platform, and it is gone the moment the process is, also after `kill -9`. A pid file would go stale.
 */
export function lockFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ownerFile = join(folder, "lock.owner");
  const database = new DatabaseSync(join(folder, "lock"));
  try {
    database.exec("PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new Fault("spool.locked", { folder, owner: ownerIn(ownerFile) }, { cause: error });
  }
  writeFileSync(ownerFile, `${process.pid}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => database.close() };
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;

function ownerIn(file: string): string {
  try {
    const pid = readFileSync(file, "utf8").trim();
    return /^\d{1,10}$/.test(pid) ? `process ${pid}` : "another process";
  } catch {
    return "another process";
  }
}
