import { z } from "zod";
import { type RangeQuery, TraceSample, type TracesAnswer } from "../contract/index.ts";
import type { SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { byEitherClock, timeBounds } from "./basis.ts";
import { parseRange } from "./range.ts";
import { sql } from "./sql.ts";
import type { TransactionsQuery } from "./transactions.ts";

const SQL = sql("traces");
const MOST_TRACES = 500;

export interface TracesQuery extends TransactionsQuery, Partial<RangeQuery> {
  /** Name of the group; "" is a name too. Undefined means all. */
  readonly transaction?: string | undefined;
}

const Row = TraceSample.extend({
  timestamp: z.coerce.number(),
  receivedAt: z.coerce.number(),
  durationUs: z.coerce.number(),
  spans: z.coerce.number(),
});

/** The 500 newest sampled transactions of a service or of one of its groups. */
export async function traces(sources: Sources, space: SpaceId, query: TracesQuery): Promise<TracesAnswer> {
  const range = parseRange(query, sources.clock.now());
  const { basis, rows } = await byEitherClock((clock) =>
    sources.reader.query({
      sql: SQL,
      params: {
        ...timeBounds(range, clock),
        service: query.service,
        environment: query.environment ?? "*",
        type: query.type ?? "",
        allNames: query.transaction === undefined,
        name: query.transaction ?? "",
        limit: MOST_TRACES + 1,
      },
      space,
      route: "traces",
      schema: Row,
    }),
  );
  return { range, basis, traces: rows.slice(0, MOST_TRACES), truncated: rows.length > MOST_TRACES };
}
