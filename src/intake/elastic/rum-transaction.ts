import type { ApmEvent, MarkGroup, MetricSample } from "../../model/index.ts";
import { type Decode, type FieldReader, type Fields, isVariant } from "./field-reader.ts";
import { metricsetEvent, type SentMetricset } from "./metricset.ts";
import { longNames, MARK_GROUPS, MARK_NAMES, V3_SPAN, V3_TRANSACTION } from "./rum-names.ts";
import type { Scene } from "./scene.ts";
import { decodeSpan, type SentSpan, spanEvent } from "./span.ts";
import { decodeTransaction, type SentTransaction, transactionEvent } from "./transaction.ts";

export interface SentRumTransaction {
  readonly transaction: SentTransaction;
  readonly spans: readonly SentRumSpan[];
  readonly metricsets: readonly SentMetricset[];
}

interface SentRumSpan {
  readonly span: SentSpan;
  /** Place of the parent among the spans. */
  readonly parentIndex: number | undefined;
  /** Set when the agent named its parent itself. */
  readonly parentId: string | undefined;
}

/** An `x` line (2.9): a transaction with its spans and its breakdown inside it. */
export function decodeRumTransaction(source: Fields, read: FieldReader): SentRumTransaction | undefined {
  const long = longNames(source, V3_TRANSACTION) as Record<string, unknown>;
  const transaction = decodeTransaction(long, read);
  const spans = read.list("spans", member(source, "y"), rumSpan(transaction));
  const metricsets = read.list("metricsets", member(source, "me"), decodeRumMetricset);
  if (transaction === undefined) {
    return spans === undefined && metricsets === undefined ? undefined : read.required("id");
  }
  return {
    transaction: { ...transaction, marks: transaction.marks?.map(longMarks) },
    spans: spans ?? [],
    metricsets: (metricsets ?? []).map((set) => ({ ...set, transaction })),
  };
}

function member(source: Fields, name: string): unknown {
  let found: unknown = null;
  for (const key in source) if (key === name || (isVariant(key) && key.toLowerCase() === name)) found = source[key];
  return found;
}

function longMarks(group: MarkGroup): MarkGroup {
  return {
    name: MARK_GROUPS.get(group.name) ?? group.name,
    marks: group.marks.map(([name, millis]) => [MARK_NAMES.get(name) ?? name, millis]),
  };
}

function rumSpan(transaction: SentTransaction | undefined): Decode<SentRumSpan> {
  return (source, read) => {
    const long = longNames(source, V3_SPAN) as Record<string, unknown>;
    if (Object.values(long).every((value) => value === null)) return read.elementRequired();
    if (long.start === undefined || long.start === null) return read.required("start");
    // What a v3 span leaves to its transaction.
    const span = decodeSpan(
      {
        ...long,
        trace_id: transaction?.traceId ?? "",
        parent_id: transaction?.id ?? "",
        transaction_id: transaction?.id ?? "",
      },
      read,
    );
    const parentId = member(source, "pid");
    const parentIndex = read.integer("pi", member(source, "pi"));
    return span && { span, parentIndex, parentId: typeof parentId === "string" && parentId ? parentId : undefined };
  };
}

/** A breakdown of spans; one without a known sample is passed over, as older agents send such. */
function decodeRumMetricset(source: Fields, read: FieldReader): SentMetricset | undefined {
  const sent = member(source, "sa");
  const span = read.object("span", member(source, "y"), (fields, reader) => {
    const type = reader.keyword("type", member(fields, "t"));
    const subtype = reader.keyword("subtype", member(fields, "su"));
    return type === undefined && subtype === undefined ? undefined : { type, subtype };
  });
  const samples = read.object("samples", sent, decodeRumSamples);
  if (sent === null && span !== undefined) return read.required("samples");
  if (samples === undefined) return undefined;
  return {
    samples,
    timestamp: undefined,
    labels: undefined,
    transaction: undefined,
    span,
    service: undefined,
    faas: undefined,
  };
}

const SAMPLES: ReadonlyMap<string, string> = new Map([
  ["ysc", "span.self_time.count"],
  ["yss", "span.self_time.sum.us"],
]);

function decodeRumSamples(source: Fields, read: FieldReader): readonly MetricSample[] | undefined {
  const samples: MetricSample[] = [];
  for (const [short, name] of SAMPLES) {
    const value = read.object(short, member(source, short), (fields, reader) => {
      const v = reader.float("v", member(fields, "v"));
      return v === undefined ? undefined : { v };
    });
    if (value === undefined) continue;
    samples.push({
      name,
      type: undefined,
      unit: undefined,
      value: value.v,
      values: undefined,
      counts: undefined,
    });
  }
  return samples.length === 0 ? undefined : samples;
}

/** Appends the transaction, its usable metricsets, then its spans. */
export function pushRumEvents(sent: SentRumTransaction, scene: Scene, into: ApmEvent[]): void {
  into.push(transactionEvent(sent.transaction, scene, undefined));
  for (const set of sent.metricsets) {
    const event = metricsetEvent(set, scene, "");
    if (event !== undefined) into.push(event);
  }
  for (const { span, parentIndex, parentId } of sent.spans) {
    const parent = parentId ?? (parentIndex === undefined ? undefined : sent.spans[parentIndex]?.span.id);
    const placed = { ...span, parentId: parent ?? span.parentId };
    // Without a rate of its own a v3 span stands for nothing counted.
    into.push(span.sampleRate === undefined ? spanEvent(placed, scene, 0) : spanEvent(placed, scene));
  }
}
