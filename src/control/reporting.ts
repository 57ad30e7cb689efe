import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { Fault } from "../kernel/index.ts";

/**
 * Runs `work` and turns what a database throws when it cannot serve (away, locked, full, damaged) into
 * `control.unavailable`. Everything else passes: a broken constraint is a bug of ours.
 */
export async function reporting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = whyUnavailable(error);
    if (detail === undefined) throw error;
    throw new Fault("control.unavailable", { detail }, { cause: error });
  }
}

/** The words for a failure of the database itself; undefined when the statement is to blame. */
export function whyUnavailable(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof SqliteDatabase.SqliteError) return whySqlite(error.code);
  if (error instanceof pg.DatabaseError) return whyPostgresql(error.code ?? "");
  return whySystem(error);
}

const SQLITE_REASONS: ReadonlyMap<string, string> = new Map([
  ["SQLITE_BUSY", "another process holds the control database locked"],
  ["SQLITE_LOCKED", "another process holds the control database locked"],
  ["SQLITE_FULL", "the disk is full"],
  ["SQLITE_IOERR", "reading or writing the control database failed"],
  ["SQLITE_CANTOPEN", "the control database cannot be opened; look at the rights of the data folder"],
  ["SQLITE_READONLY", "the control database is read-only"],
  ["SQLITE_CORRUPT", "the control database is damaged; restore it from a backup"],
  ["SQLITE_NOTADB", "control.sqlite is not a database; restore it from a backup"],
  ["SQLITE_PERM", "the control database may not be opened; look at the rights of the data folder"],
]);

function whySqlite(code: string): string | undefined {
  for (const [primary, reason] of SQLITE_REASONS) {
    if (code === primary || code.startsWith(`${primary}_`)) return reason;
  }
  return undefined;
}

/** By SQLSTATE class (PostgreSQL manual, appendix A). */
function whyPostgresql(code: string): string | undefined {
  switch (code.slice(0, 2)) {
    case "08":
      return "the connection to PostgreSQL broke";
    case "28":
      return "PostgreSQL refused the user or password";
    case "3D":
      return "the database named in the URL does not exist";
    case "25":
      return "PostgreSQL is read-only (a standby?)";
    case "40":
      return "PostgreSQL gave the transaction up; try again";
    case "53":
      return "PostgreSQL is out of connections, memory or disk";
    case "55":
    case "57":
      return "PostgreSQL is starting, stopping or gave the statement up";
    case "58":
    case "XX":
      return "PostgreSQL reports a fault of its own";
    case "42":
      return code === "42501" ? "the PostgreSQL user lacks a right (it must own its schema)" : undefined;
    default:
      return undefined;
  }
}

const SYSTEM_REASONS: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "nothing listens at that address"],
  ["ECONNRESET", "the connection broke"],
  ["EPIPE", "the connection broke"],
  ["ETIMEDOUT", "the host does not answer"],
  ["EHOSTUNREACH", "the host cannot be reached"],
  ["ENETUNREACH", "the network cannot be reached"],
  ["ENOTFOUND", "the host name is unknown"],
  ["EAI_AGAIN", "the name server does not answer"],
  ["EACCES", "access is denied"],
  ["EPERM", "access is denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
  ["ENOTDIR", "a file is where the data folder should be"],
  ["EEXIST", "a file is where the data folder should be"],
]);

function whySystem(error: Error): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const known = SYSTEM_REASONS.get(code);
  if (known !== undefined) return known;
  if (/CERT|TLS|SSL/.test(code)) return `the TLS certificate was not accepted (${code})`;
  // Each attempt of a host with several addresses fails by itself.
  if (error instanceof AggregateError)
    return whySystem(error.errors.find((each) => each instanceof Error) ?? new Error());
  // pg reports these without a code.
  if (/timeout|timed out/i.test(error.message)) return "PostgreSQL does not answer in time";
  if (/Connection terminated|not queryable/i.test(error.message)) {
    return "the connection to PostgreSQL broke";
  }
  if (/^SASL:/.test(error.message)) return "PostgreSQL wants a password that the URL does not hold";
  if (/does not support SSL|establishing an SSL/i.test(error.message)) {
    return "PostgreSQL does not speak TLS; remove sslmode from the URL";
  }
  return undefined;
}
