import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import { type Clock, Fault } from "../kernel/index.ts";
import type { Database, DatabaseKind } from "./database.ts";
import type { Tables } from "./tables.ts";

interface Migration {
  /** `0001_spaces_keys_links`. */
  readonly name: string;
  readonly statements: readonly string[];
  readonly checksum: string;
}

/** Tables that only migrations know. */
interface WithHistory extends Tables {
  migration: { name: string; checksum: string; applied_at: number };
}

/** Any constant: it names our lock among the advisory locks of a PostgreSQL database ("sadari" on a keypad). */
const LOCK = 723274;

const FOLDER = new URL("./migrations/", import.meta.url);

/**
 * Brings the database to the newest version. All pending migrations and their records are one transaction,
 * under the database's write lock: a process killed midway leaves the previous version, and of two that start
 * together the second finds nothing left to do. Faults: `control.newer-data`.
 */
export async function migrate(database: Database, clock: Clock): Promise<void> {
  const migrations = await readMigrations(database.kind);
  await database.write(async (transaction) => {
    if (database.kind === "postgresql") await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
    const history = withHistory(transaction);
    await sql
      .raw(
        "create table if not exists migration (name text primary key, checksum text not null, applied_at bigint not null)",
      )
      .execute(history);
    const applied = await history.selectFrom("migration").selectAll().orderBy("name").execute();
    refuseUnknown(applied, migrations);
    for (const { name, statements, checksum } of migrations.slice(applied.length)) {
      for (const statement of statements) await sql.raw(statement).execute(history);
      await history.insertInto("migration").values({ name, checksum, applied_at: clock.now() }).execute();
    }
  });
}

function withHistory(transaction: Transaction<Tables>): Kysely<WithHistory> {
  return transaction.withTables<Pick<WithHistory, "migration">>();
}

function refuseUnknown(applied: readonly { name: string; checksum: string }[], migrations: readonly Migration[]): void {
  for (const [index, record] of applied.entries()) {
    const ours = migrations[index];
    if (ours?.name === record.name && ours.checksum === record.checksum) continue;
    throw new Fault("control.newer-data", { migration: record.name });
  }
}

/** `0001_name.sql` is for both kinds; what only triggers can do stands twice, `0003_name.sqlite.sql` beside its twin. */
async function readMigrations(kind: DatabaseKind): Promise<readonly Migration[]> {
  const files = (await readdir(FOLDER)).sort().flatMap((file) => {
    const [name = "", ...endings] = file.split(".");
    return endings.at(-1) === "sql" && (endings.length === 1 || endings[0] === kind) ? [{ file, name }] : [];
  });
  return Promise.all(
    files.map(async ({ file, name }) => {
      const text = (await readFile(new URL(file, FOLDER), "utf8")).replaceAll("\r\n", "\n");
      return { name, statements: splitStatements(text), checksum: hash("sha256", text, "hex") };
    }),
  );
}

/** better-sqlite3 prepares one statement at a time. Ours end with `;` at the end of a line. */
function splitStatements(text: string): readonly string[] {
  return text
    .replace(/^--.*$/gm, "")
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
