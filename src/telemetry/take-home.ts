import { z } from "zod";
import type { SpaceId } from "../kernel/index.ts";
import { queryFault } from "./clickhouse/index.ts";
import { localName } from "./migrate.ts";
import type { Store } from "./store.ts";
import { TABLE_NAMES, type TableName } from "./tables.ts";

const SETTINGS = {
  readonly: "1",
  max_execution_time: 3_600,
  max_memory_usage: String(300 * 1024 * 1024),
  max_threads: 1,
  // A row group is held in memory until it is whole.
  output_format_parquet_row_group_size: 20_000,
} as const;

/**
 * All rows of a space in one table as a Parquet file, in pieces as the store makes them. No question of a page: it has no
 * limit of rows and an hour of time. Faults: `store.unavailable`.
 */
export async function takeHome(store: Store, space: SpaceId, table: TableName): Promise<AsyncIterable<Uint8Array>> {
  const sql = `SELECT * FROM ${table} WHERE space = {space:String} FORMAT Parquet`;
  try {
    return await store.connection.download(sql, { params: { space }, settings: SETTINGS });
  } catch (error) {
    throw queryFault(error);
  }
}

/** What a table holds of a space: its rows, and about how many bytes they take in the store, which a file comes near. */
export interface TakeHomeSize {
  readonly table: TableName;
  readonly rows: number;
  readonly bytes: number;
}

const COUNTS = TABLE_NAMES.map(
  (table) => `SELECT '${table}' AS name, count() AS rows FROM ${table} WHERE space = {space:String}`,
).join(" UNION ALL ");
const STORED = `SELECT table AS name, sum(rows) AS rows, sum(data_compressed_bytes) AS bytes FROM system.parts
WHERE active AND database = {database:String} AND table IN ({tables:Array(String)}) GROUP BY table`;

const CountRow = z.object({ name: z.string(), rows: z.coerce.number() });
const StoredRow = CountRow.extend({ bytes: z.coerce.number() });

/** In the order of the tables. Faults: `store.unavailable`. */
export async function takeHomeSizes({ connection }: Store, space: SpaceId): Promise<readonly TakeHomeSize[]> {
  const { nodes, migrators } = connection;
  const { database, cluster } = nodes;
  try {
    const [first] = migrators;
    const counts = z.array(CountRow).parse((await first?.rows(COUNTS, { params: { space } })) ?? []);
    const stored = new Map<string, { rows: number; bytes: number }>();
    for (const node of migrators) {
      const tables = TABLE_NAMES.map((table) => localName(table, cluster));
      for (const row of z.array(StoredRow).parse(await node.rows(STORED, { params: { database, tables } }))) {
        const known = stored.get(row.name) ?? { rows: 0, bytes: 0 };
        stored.set(row.name, { rows: known.rows + row.rows, bytes: known.bytes + row.bytes });
      }
    }
    return TABLE_NAMES.map((table) => {
      const rows = counts.find(({ name }) => name === table)?.rows ?? 0;
      const all = stored.get(localName(table, cluster));
      return {
        table,
        rows,
        bytes: all === undefined || all.rows === 0 ? 0 : Math.round((all.bytes / all.rows) * rows),
      };
    });
  } catch (error) {
    throw queryFault(error);
  }
}
