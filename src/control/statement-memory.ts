import type SqliteDatabase from "better-sqlite3";

/** Far more than this program has; lists of different lengths make a few more. */
const MOST_STATEMENTS = 500;

const IS_QUESTION_OR_CHANGE = /^(?:select|insert|update|delete|with|begin|commit|rollback)\b/i;

interface Preparing {
  prepare(text: string): SqliteDatabase.Statement;
  close(): void;
}

/**
 * The database with its statements prepared once: a page asks the same dozen questions each time, and parsing them took a
 * third of the time of their answers. What changes the database itself is not remembered.
 */
export function rememberStatements(database: SqliteDatabase.Database): Preparing {
  const known = new Map<string, SqliteDatabase.Statement>();
  return {
    prepare(text) {
      const before = known.get(text);
      if (before !== undefined) {
        known.delete(text);
        known.set(text, before);
        return before;
      }
      const statement = database.prepare(text);
      if (!IS_QUESTION_OR_CHANGE.test(text)) {
        // A table may have other columns now than those that are remembered.
        known.clear();
        return statement;
      }
      known.set(text, statement);
      const [oldest] = known.keys();
      if (known.size > MOST_STATEMENTS && oldest !== undefined) known.delete(oldest);
      return statement;
    },
    close() {
      known.clear();
      database.close();
    },
  };
}
