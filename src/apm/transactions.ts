import { z } from "zod";
import type { RangeQuery, ServiceRow, TransactionGroup, TransactionsAnswer } from "../contract/index.ts";
import { MICROS_PER_MINUTE, type SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { byEitherClock, timeBounds } from "./basis.ts";
import { parseRange } from "./range.ts";
import { failedRate, serviceRows } from "./services.ts";
import { sql } from "./sql.ts";

const SQL = sql("transactions");
const MOST_GROUPS = 1_000;

export interface TransactionsQuery extends Partial<RangeQuery> {
  readonly service: string;
  /** "" means none is named; undefined means all. */
  readonly environment?: string | undefined;
  readonly type?: string | undefined;
}

const Row = z.object({
  name: z.string(),
  type: z.string(),
  transactions: z.number(),
  duration: z.number(),
  plainAverage: z.number(),
  percentiles: z.tuple([z.number(), z.number(), z.number()]),
  succeeded: z.number(),
  failed: z.number(),
  lastSeen: z.coerce.number(),
  allDuration: z.number(),
});
type Row = z.infer<typeof Row>;

/** The transaction groups of a service: the 1,000 most frequent, by how much of the time they take. */
export async function transactions(
  sources: Sources,
  space: SpaceId,
  query: TransactionsQuery,
): Promise<TransactionsAnswer> {
  const range = parseRange(query, sources.clock.now());
  const { basis, rows } = await byEitherClock((clock) =>
    sources.reader.query({
      sql: SQL,
      params: {
        ...timeBounds(range, clock),
        service: query.service,
        environment: query.environment ?? "*",
        type: query.type ?? "",
        limit: MOST_GROUPS + 1,
      },
      space,
      route: "transactions",
      schema: Row,
    }),
  );
  const minutes = (range.to - range.from) / MICROS_PER_MINUTE;
  const groups = rows.slice(0, MOST_GROUPS).map((row) => toGroup(row, minutes));
  return {
    range,
    basis,
    service: newest(await serviceRows(sources, space, range, query.service), query.environment),
    groups: groups.sort((a, b) => b.impact - a.impact),
    truncated: rows.length > MOST_GROUPS,
  };
}

function toGroup(row: Row, minutes: number): TransactionGroup {
  const [p50, p95, p99] = row.percentiles;
  return {
    name: row.name,
    type: row.type,
    transactions: row.transactions,
    throughputPerMinute: row.transactions / minutes,
    // A group of which none is to be counted (sample rate 0) still has durations.
    latencyUs: { avg: row.transactions > 0 ? row.duration / row.transactions : row.plainAverage, p50, p95, p99 },
    failedRate: failedRate(row.succeeded, row.failed),
    impact: row.allDuration > 0 ? Math.min(1, row.duration / row.allDuration) : 0,
    lastSeen: row.lastSeen,
  };
}

function newest(rows: readonly ServiceRow[], environment: string | undefined): ServiceRow | null {
  let found: ServiceRow | null = null;
  for (const row of rows) {
    if (environment !== undefined && row.environment !== environment) continue;
    if (found === null || row.lastSeen > found.lastSeen) found = row;
  }
  return found;
}
