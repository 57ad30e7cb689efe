import { z } from "zod";
import type { EventDetailAnswer, StackFrame } from "../contract/index.ts";
import { Fault, MICROS_PER_MILLI, type SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { fieldOrder } from "./field-names.ts";
import { sql } from "./sql.ts";
import { findTrace, shown } from "./trace.ts";

type Kind = EventDetailAnswer["kind"];

const DETAIL_SQL: Readonly<Record<Kind, string>> = {
  transaction: sql("transaction-detail"),
  span: sql("span-detail"),
  error: sql("error-detail"),
};
const CONTENTS_SQL = sql("contents");
const NO_HASH = "0".repeat(32);

export interface EventDetailQuery {
  readonly traceId: string;
  readonly kind: Kind;
  readonly id: string;
}

type LabelColumn = Readonly<Record<string, string | number | null>>;
type Value = string | number | boolean | readonly string[] | LabelColumn | null;
/** As it was parsed: a `z.record` would leave out a label that is named `__proto__`. */
const LabelColumn = z.custom<LabelColumn>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((label) => label === null || typeof label === "string" || typeof label === "number"),
);
const Row = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null(), LabelColumn]),
);
const Content = z.object({ digest: z.string(), text: z.string() });

/** Everything stored of one event: its columns and details as flat dotted fields, and its stack traces. */
export async function eventDetail(
  sources: Sources,
  space: SpaceId,
  { traceId, kind, id }: EventDetailQuery,
): Promise<EventDetailAnswer> {
  const place = await findTrace(sources, space, traceId);
  const [row] = await sources.reader.query({
    sql: DETAIL_SQL[kind],
    params: { ...place, id },
    space,
    route: "event",
    schema: Row,
  });
  if (row === undefined) throw new Fault("apm.trace-unknown", { trace: shown(traceId) });
  const columns = new Map(Object.entries(row));
  const bodies = await contents(sources, space, hashes(columns));
  const details = parseObject(columns.get("details"));
  const resource = parseObject(bodies.get(String(columns.get("resource"))));
  const fields = new Map<string, string>();
  for (const [column, value] of columns) addColumn(fields, kind, column, value);
  for (const [name, value] of [...details, ...resource]) if (!fields.has(name)) fields.set(name, text(value));
  return {
    kind,
    id,
    fields: [...fields].map(([name, value]) => ({ name, value })).sort(fieldOrder),
    stacktraces: stacktraces(kind, columns, details, bodies),
  };
}

function hashes(columns: ReadonlyMap<string, Value>): readonly string[] {
  const stacks = columns.get("stacks");
  const all = [columns.get("resource"), columns.get("stack"), ...(Array.isArray(stacks) ? stacks : [])];
  return [...new Set(all.filter((hash) => typeof hash === "string" && hash !== "" && hash !== NO_HASH).map(String))];
}

async function contents(
  { reader }: Sources,
  space: SpaceId,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (wanted.length === 0) return new Map();
  const rows = await reader.query({
    sql: CONTENTS_SQL,
    params: { hashes: wanted },
    space,
    route: "event",
    schema: Content,
  });
  return new Map(rows.map((row) => [row.digest, row.text]));
}

const COLUMN_NAMES: Readonly<Record<string, string>> = {
  ingested: "event.ingested",
  service: "service.name",
  environment: "service.environment",
  service_version: "service.version",
  service_node: "service.node.name",
  agent: "agent.name",
  agent_version: "agent.version",
  language: "service.language.name",
  framework: "service.framework.name",
  host: "host.hostname",
  timestamp: "@timestamp",
  trace_id: "trace.id",
  parent_id: "parent.id",
  transaction_id: "transaction.id",
  outcome: "event.outcome",
  http_method: "http.request.method",
  http_status: "http.response.status_code",
  transaction_name: "transaction.name",
  transaction_type: "transaction.type",
};

const KIND_COLUMNS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  transaction: {
    id: "transaction.id",
    name: "transaction.name",
    type: "transaction.type",
    result: "transaction.result",
    duration_us: "transaction.duration.us",
    weight: "transaction.representative_count",
    sampled: "transaction.sampled",
    root: "transaction.root",
    spans_started: "transaction.span_count.started",
    spans_dropped: "transaction.span_count.dropped",
  },
  span: {
    id: "span.id",
    name: "span.name",
    type: "span.type",
    subtype: "span.subtype",
    action: "span.action",
    duration_us: "span.duration.us",
    weight: "span.representative_count",
    composite_count: "span.composite.count",
    composite_sum_us: "span.composite.sum.us",
    target_type: "service.target.type",
    target_name: "service.target.name",
    destination: "span.destination.service.resource",
    child_ids: "child.id",
  },
  error: {
    id: "error.id",
    grouping_key: "error.grouping_key",
    grouping_name: "error.grouping_name",
    culprit: "error.culprit",
    type: "error.exception.type",
    message: "message",
  },
};

/** Columns hold "" and 0 for what was not sent, and such fields are left out. */
function addColumn(fields: Map<string, string>, kind: Kind, column: string, value: Value | undefined): void {
  if (value === undefined || value === null || value === "") return;
  if (column === "labels" || column === "numeric_labels") {
    for (const [key, label] of Object.entries(value)) fields.set(`${column}.${key}`, text(label));
    return;
  }
  if (column === "sync" || column === "handled") {
    if (value === "unknown") return;
    if (column === "sync") fields.set("span.sync", String(value === "sync"));
    else fields.set("error.exception.handled", String(value === "handled"));
    return;
  }
  const name = COLUMN_NAMES[column] ?? KIND_COLUMNS[kind][column];
  if (name === undefined || (Array.isArray(value) && value.length === 0)) return;
  if (MEANINGLESS_ZERO.has(column) && Number(value) === 0) return;
  const instant = column === "timestamp" || column === "ingested";
  fields.set(name, instant ? instantText(Number(value)) : text(value));
}

const MEANINGLESS_ZERO: ReadonlySet<string> = new Set([
  "http_status",
  "composite_count",
  "composite_sum_us",
  "spans_dropped",
]);

/** ISO 8601 with microseconds where a calendar has the instant, else the bare number. */
function instantText(micros: number): string {
  const date = new Date(Math.floor(micros / MICROS_PER_MILLI));
  if (Number.isNaN(date.getTime())) return String(micros);
  const rest = String(((micros % MICROS_PER_MILLI) + MICROS_PER_MILLI) % MICROS_PER_MILLI).padStart(3, "0");
  return date.toISOString().replace("Z", `${rest}Z`);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function parseObject(json: Value | undefined): ReadonlyMap<string, unknown> {
  if (typeof json !== "string" || json === "") return new Map();
  const parsed: unknown = JSON.parse(json);
  return new Map(typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : []);
}

function stacktraces(
  kind: Kind,
  columns: ReadonlyMap<string, Value>,
  details: ReadonlyMap<string, unknown>,
  bodies: ReadonlyMap<string, string>,
): EventDetailAnswer["stacktraces"] {
  const stack = columns.get("stack");
  const stacks = columns.get("stacks");
  const all: readonly string[] = kind === "span" ? [String(stack)] : Array.isArray(stacks) ? stacks.map(String) : [];
  const titles = kind === "error" ? exceptionTitles(details) : [];
  return all.flatMap((hash, index) => {
    const body = bodies.get(hash);
    return body === undefined
      ? []
      : [{ title: titles[index] ?? (kind === "error" ? "log" : ""), frames: frames(body) }];
  });
}

const Exceptions = z.array(z.object({ type: z.string().optional(), message: z.string().optional() }));

function exceptionTitles(details: ReadonlyMap<string, unknown>): readonly string[] {
  const parsed = Exceptions.safeParse(details.get("error.exception"));
  if (!parsed.success) return [];
  return parsed.data.map(({ type, message }) =>
    [type, message].filter((part) => part !== undefined && part !== "").join(": "),
  );
}

const StoredFrame = z.object({
  filename: z.string().default(""),
  function: z.string().default(""),
  module: z.string().default(""),
  classname: z.string().default(""),
  lineno: z.number().nullable().default(null),
  libraryFrame: z.boolean().default(false),
  contextLine: z.string().default(""),
  preContext: z.array(z.string()).default([]),
  postContext: z.array(z.string()).default([]),
});

function frames(body: string): StackFrame[] {
  return z.array(StoredFrame).parse(JSON.parse(body));
}
