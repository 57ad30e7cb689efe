import { type Clock, type EpochMicros, Fault, type SpaceId } from "../kernel/index.ts";
import type { Database } from "./database.ts";
import { reporting } from "./reporting.ts";
import type { SpaceTable } from "./tables.ts";

/** The tenancy border: data, keys and people belong to exactly one. */
export interface Space {
  readonly id: SpaceId;
  readonly name: string;
  readonly createdAt: EpochMicros;
}

export interface Spaces {
  /** The space of that id, made with `name` when there is none yet. Faults: `request.invalid` for a bad id. */
  ensure(id: SpaceId, name: string): Promise<Space>;
  /** All spaces, oldest first. */
  list(): Promise<readonly Space[]>;
  find(id: SpaceId): Promise<Space | undefined>;
}

/** Ids stand in addresses and rows: short, lower case, nothing to escape. */
const SPACE_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function createSpaces(database: Database, clock: Clock): Spaces {
  const find = async (id: SpaceId): Promise<Space | undefined> => {
    const row = await database.tables.selectFrom("space").selectAll().where("id", "=", id).executeTakeFirst();
    return row && toSpace(row);
  };
  return {
    find: (id) => reporting(() => find(id)),
    list: () =>
      reporting(async () => {
        const rows = await database.tables
          .selectFrom("space")
          .selectAll()
          .orderBy("created_at")
          .orderBy("id")
          .execute();
        return rows.map(toSpace);
      }),
    ensure: (id, name) =>
      reporting(async () => {
        if (!SPACE_ID.test(id)) {
          throw new Fault("request.invalid", { detail: "a space id has 1 to 63 of a-z, 0-9 and inner hyphens" });
        }
        const existing = await find(id);
        if (existing !== undefined) return existing;
        const row: SpaceTable = { id, name, created_at: clock.now() };
        await database.write((transaction) =>
          transaction
            .insertInto("space")
            .values(row)
            .onConflict((conflict) => conflict.column("id").doNothing())
            .execute(),
        );
        return (await find(id)) ?? toSpace(row);
      }),
  };
}

const toSpace = (row: SpaceTable): Space => ({ id: row.id, name: row.name, createdAt: row.created_at });
