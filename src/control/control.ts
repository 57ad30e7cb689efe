import { sql } from "kysely";
import type { Clock } from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import { type DatabaseKind, openDatabase } from "./database.ts";
import { KeyRing } from "./key-ring.ts";
import { createKeys, ensureFirstKey, type Key, type Keys } from "./keys.ts";
import { createLinks, type Links } from "./links.ts";
import { migrate } from "./migrate.ts";
import { createPeople, type People } from "./people.ts";
import { createRecords, type Records } from "./records.ts";
import { reporting } from "./reporting.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSpaces, type Spaces } from "./spaces.ts";

/** What people decided. Every change is on disk when its promise resolves. */
export interface Control extends AsyncDisposable {
  readonly kind: DatabaseKind;
  readonly spaces: Spaces;
  readonly keys: Keys;
  readonly links: Links;
  readonly sessions: Omit<Sessions, "forget">;
  readonly people: People;
  readonly records: Records;
  /**
   * On an empty database makes the space `default` and a key and returns the key's secret, which cannot be had
   * again; undefined when a key exists. Of two processes that start together one makes it.
   */
  ensureFirstKey(): Promise<{ readonly key: Key; readonly secret: string } | undefined>;
  /** Resolves when the database answers. Faults: `control.unavailable`. */
  ping(): Promise<void>;
}

/**
 * Opens the control database, SQLite in `dataDir` or PostgreSQL at `url`, and brings it to the newest version.
 * Several processes may have the same one open. Faults: `control.unavailable`, `control.newer-data`.
 */
export function openControl(options: {
  dataDir: string;
  url?: string | undefined;
  clock: Clock;
  log: Log;
}): Promise<Control> {
  return reporting(async () => {
    const { clock, log } = options;
    const database = await openDatabase(options);
    try {
      await migrate(database, clock);
    } catch (error) {
      await database.close();
      throw error;
    }
    const ring = new KeyRing(database, clock, log);
    const sessions = createSessions(database, clock, log);
    return {
      kind: database.kind,
      spaces: createSpaces(database, clock),
      keys: createKeys(database, ring, clock),
      links: createLinks(database, sessions, clock),
      sessions,
      people: createPeople(database, sessions, clock),
      records: createRecords(database),
      ensureFirstKey: () => ensureFirstKey(database, clock),
      ping: () => reporting(async () => void (await sql`select 1`.execute(database.tables))),
      async [Symbol.asyncDispose]() {
        await ring.flush();
        await database.close();
      },
    };
  });
}
