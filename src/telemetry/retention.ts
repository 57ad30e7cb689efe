import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, MICROS_PER_DAY, MICROS_PER_MILLI } from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import type { ClickHouseNode } from "./clickhouse/index.ts";
import { localName } from "./migrate.ts";
import type { Store } from "./store.ts";
import { TABLE_NAMES } from "./tables.ts";

export interface RetentionLimits {
  /** Whole days kept besides the current one. */
  readonly days: number;
  /** On disk, compressed, over all tables and nodes. */
  readonly bytes: number;
}

/** What is kept of one day (UTC, by arrival). */
export interface StoredDay {
  /** `2026-11-22` */
  readonly day: string;
  readonly rows: number;
  readonly bytes: number;
  /** Why it goes, or undefined when it stays. */
  readonly drop: "too old" | "too much" | undefined;
}

export interface RetentionReport {
  readonly days: readonly StoredDay[];
  readonly bytes: number;
  readonly limits: RetentionLimits;
}

export interface Retention {
  /** What would be dropped now; changes nothing. */
  report(): Promise<RetentionReport>;
  /** Drops it. The current day always stays. */
  run(): Promise<RetentionReport>;
}

const EVERY_MILLIS = 10 * 60_000;
const FIRST_AFTER_MILLIS = 60_000;
const FIND_DAYS = `
SELECT partition AS day, toUInt64(sum(rows)) AS rows, toUInt64(sum(bytes_on_disk)) AS bytes
FROM system.parts
WHERE active AND database = {database:String} AND table IN {tables:Array(String)}
GROUP BY partition`;

/** Drops whole days of all tables at once: those beyond the limit of days, then the oldest beyond that of bytes. */
export class StoreRetention implements Retention, AsyncDisposable {
  readonly #store: Store;
  readonly #limits: RetentionLimits;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;

  constructor(store: Store, limits: RetentionLimits, clock: Clock, log: Log) {
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
    this.#log = log;
    this.#loop = this.#repeat();
  }

  async report(): Promise<RetentionReport> {
    const { connection } = this.#store;
    const stored = new Map<string, { rows: number; bytes: number }>();
    for (const node of connection.migrators) {
      for (const { day, rows, bytes } of await this.#daysOf(node)) {
        const known = stored.get(day) ?? { rows: 0, bytes: 0 };
        stored.set(day, { rows: known.rows + rows, bytes: known.bytes + bytes });
      }
    }
    const days = judge(stored, this.#limits, dayOf(this.#clock.now()));
    return { days, bytes: days.reduce((sum, { bytes }) => sum + bytes, 0), limits: this.#limits };
  }

  async run(): Promise<RetentionReport> {
    const report = await this.report();
    const { connection } = this.#store;
    for (const { day, drop, rows, bytes } of report.days) {
      if (drop === undefined) continue;
      for (const node of connection.migrators) {
        for (const table of TABLE_NAMES) {
          await node.command(`ALTER TABLE ${localName(table, connection.nodes.cluster)} DROP PARTITION {day:String}`, {
            params: { day },
          });
        }
      }
      this.#log.info({ day, rows, bytes, because: drop }, "a day was dropped");
    }
    return report;
  }

  async #daysOf(node: ClickHouseNode): Promise<readonly { day: string; rows: number; bytes: number }[]> {
    const { database, cluster } = this.#store.connection.nodes;
    const rows = await node.rows(FIND_DAYS, {
      params: { database, tables: TABLE_NAMES.map((table) => localName(table, cluster)) },
    });
    return rows.flatMap((row) => {
      if (typeof row !== "object" || row === null || !("day" in row && "rows" in row && "bytes" in row)) return [];
      return [{ day: String(row.day), rows: Number(row.rows), bytes: Number(row.bytes) }];
    });
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#closing;
    let wait = FIRST_AFTER_MILLIS;
    while (!signal.aborted) {
      const rested = await sleep(wait, true, { signal, ref: false }).catch(() => false);
      if (!rested) return;
      wait = EVERY_MILLIS;
      await this.run().catch((error: unknown) => {
        this.#log.warn({ reason: error instanceof Error ? error.message : "unknown" }, "retention could not run");
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loop;
  }
}

/** Oldest first. */
export function judge(
  stored: ReadonlyMap<string, { readonly rows: number; readonly bytes: number }>,
  limits: RetentionLimits,
  today: string,
): readonly StoredDay[] {
  const oldestKept = dayOf(Date.parse(today) * MICROS_PER_MILLI - limits.days * MICROS_PER_DAY);
  let bytes = 0;
  for (const entry of stored.values()) bytes += entry.bytes;
  return [...stored]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, entry]) => {
      const drop =
        day >= today ? undefined : day < oldestKept ? "too old" : bytes > limits.bytes ? "too much" : undefined;
      if (drop !== undefined) bytes -= entry.bytes;
      return { day, ...entry, drop };
    });
}

const dayOf = (micros: number): string => new Date(micros / MICROS_PER_MILLI).toISOString().slice(0, 10);
