import type { SpaceId } from "../kernel/index.ts";
import { queryFault } from "./clickhouse/index.ts";
import type { Store } from "./store.ts";
import type { TableName } from "./tables.ts";

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
