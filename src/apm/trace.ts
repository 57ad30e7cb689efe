import { z } from "zod";
import { type TraceAnswer, TraceError, TraceItem } from "../contract/index.ts";
import { Fault, type SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { sql } from "./sql.ts";

const SERVICES_SQL = sql("trace-services");
const ITEMS_SQL = sql("trace-items");
const ERRORS_SQL = sql("trace-errors");
const MOST_ITEMS = 5_000;
const MOST_ERRORS = 1_000;

const ServiceOfTrace = z.object({
  service: z.string(),
  firstTime: z.coerce.number(),
  lastTime: z.coerce.number(),
  firstDay: z.string(),
  lastDay: z.string(),
});

const ItemRow = TraceItem.extend({
  timestamp: z.coerce.number(),
  durationUs: z.coerce.number(),
  compositeCount: z.coerce.number(),
  droppedSpans: z.coerce.number(),
  sync: z.enum(["unknown", "sync", "async"]),
  total: z.coerce.number(),
});

const ErrorRow = TraceError.extend({
  timestamp: z.coerce.number(),
  handled: z.enum(["unknown", "handled", "unhandled"]),
});

/** Where the parts of a trace lie, as parameters of the questions about it. */
export interface TracePlace {
  readonly trace: string;
  readonly services: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Throws `apm.trace-unknown` when nothing of the trace is stored in the space. */
export async function findTrace({ reader }: Sources, space: SpaceId, trace: string): Promise<TracePlace> {
  const parts = await reader.query({
    sql: SERVICES_SQL,
    params: { trace },
    space,
    route: "trace",
    schema: ServiceOfTrace,
  });
  if (parts.length === 0) throw new Fault("apm.trace-unknown", { trace: shown(trace) });
  const days = parts.flatMap((part) => [part.firstDay, part.lastDay]).sort();
  return {
    trace,
    services: parts.map((part) => part.service),
    from: Math.min(...parts.map((part) => part.firstTime)),
    to: Math.max(...parts.map((part) => part.lastTime)),
    firstDay: days[0] ?? "",
    lastDay: days.at(-1) ?? "",
  };
}

/** All transactions, spans and errors of a trace: the 5,000 earliest items, `total` says how many there are. */
export async function trace(sources: Sources, space: SpaceId, traceId: string): Promise<TraceAnswer> {
  const place = await findTrace(sources, space, traceId);
  const [items, errors] = await Promise.all([
    sources.reader.query({
      sql: ITEMS_SQL,
      params: { ...place, limit: MOST_ITEMS },
      space,
      route: "trace",
      schema: ItemRow,
    }),
    sources.reader.query({
      sql: ERRORS_SQL,
      params: { ...place, limit: MOST_ERRORS },
      space,
      route: "trace",
      schema: ErrorRow,
    }),
  ]);
  const total = items[0]?.total ?? 0;
  return {
    traceId,
    items: items.map(({ total: _, sync, ...item }) => ({ ...item, sync: sync === "unknown" ? null : sync === "sync" })),
    errors: errors.map(({ handled, ...error }) => ({
      ...error,
      handled: handled === "unknown" ? null : handled === "handled",
    })),
    truncated: total > items.length,
    total,
  };
}

/** Ids are an outsider's text: short and without control characters in what people read. */
export const shown = (id: string): string => id.replace(/[^\x20-\x7e]/g, "?").slice(0, 64);
