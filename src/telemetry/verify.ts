import type { ClickHouseNode } from "./clickhouse/index.ts";
import { localName } from "./migrate.ts";
import { type SpoolReport, verifySpool } from "./spool/index.ts";
import type { Store } from "./store.ts";
import { TABLE_NAMES } from "./tables.ts";

export interface TableCheck {
  readonly node: string;
  readonly table: string;
  readonly rows: number;
  readonly parts: number;
  /** The parts whose checksums do not hold, with ClickHouse's words. */
  readonly damaged: readonly string[];
}

export interface StoreReport {
  readonly ok: boolean;
  readonly tables: readonly TableCheck[];
  /** Each finding in a sentence, for people. */
  readonly words: readonly string[];
}

export interface VerifyReport extends StoreReport {
  readonly spool: SpoolReport;
}

/** The store's parts and the spool's records; `ok` only when both are sound. Changes nothing. */
export async function verifyTelemetry(store: Store, spoolFolder: string): Promise<VerifyReport> {
  const spool = await verifySpool(spoolFolder);
  const stored = await verifyStore(store);
  return { ...stored, ok: stored.ok && spool.ok, words: [...stored.words, ...spool.words], spool };
}

/** Reads every part of every table and compares it with its checksums. */
export async function verifyStore(store: Store): Promise<StoreReport> {
  const { connection } = store;
  const tables: TableCheck[] = [];
  for (const node of connection.migrators) {
    for (const table of TABLE_NAMES) {
      tables.push(await checkTable(node, localName(table, connection.nodes.cluster)));
    }
  }
  const damaged = tables.filter((check) => check.damaged.length > 0);
  const rows = tables.reduce((sum, check) => sum + check.rows, 0);
  const parts = tables.reduce((sum, check) => sum + check.parts, 0);
  const words = damaged.flatMap((check) =>
    check.damaged.map((part) => `${check.node}: table ${check.table} has a damaged part: ${part}`),
  );
  if (damaged.length === 0)
    words.push(`${rows} rows in ${parts} parts of ${tables.length} tables: every checksum holds.`);
  return { ok: damaged.length === 0, tables, words };
}

async function checkTable(node: ClickHouseNode, table: string): Promise<TableCheck> {
  const count = field((await node.rows(`SELECT toUInt64(count()) AS rows FROM ${table}`))[0], "rows");
  const parts = await node.rows(`CHECK TABLE ${table}`, { settings: { check_query_single_value_result: 0 } });
  const damaged = parts
    .filter((part) => !["1", "true"].includes(field(part, "is_passed")))
    .map((part) => `${field(part, "part_path")} ${field(part, "message")}`.trim());
  return { node: node.address, table, rows: Number(count), parts: parts.length, damaged };
}

function field(row: unknown, name: string): string {
  if (typeof row !== "object" || row === null) return "";
  return String(Object.entries(row).find(([key]) => key === name)?.[1] ?? "");
}
