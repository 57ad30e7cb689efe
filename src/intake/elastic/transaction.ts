import { type EpochMicros, type Micros, micros } from "../../kernel/index.ts";
import type {
  DroppedSpansStat,
  Experience,
  Faas,
  MarkGroup,
  Outcome,
  SpanLink,
  TransactionEvent,
} from "../../model/index.ts";
import { outcomeOfServer, representativeCount } from "../../model/index.ts";
import { contextClient, contextHttp, contextUrl, decodeContext, type SentContext } from "./context.ts";
import { decodeExperience, decodeMarks } from "./experience.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import { bridgedTransaction } from "./otel-bridge.ts";
import type { Scene } from "./scene.ts";
import { decodeFaas, decodeLink, decodeOtel, decodeOutcome, type SentOtel } from "./trace-fields.ts";

type SpanCount = TransactionEvent["spanCount"];
type Session = TransactionEvent["session"];

export interface SentTransaction {
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly type: string;
  readonly name: string | undefined;
  readonly result: string | undefined;
  readonly duration: Micros;
  readonly timestamp: EpochMicros | undefined;
  readonly spanCount: SpanCount;
  readonly sampled: boolean | undefined;
  readonly sampleRate: number | undefined;
  readonly outcome: Outcome | undefined;
  readonly context: SentContext | undefined;
  readonly marks: readonly MarkGroup[] | undefined;
  readonly experience: Experience | undefined;
  readonly session: Session;
  readonly droppedSpansStats: readonly DroppedSpansStat[] | undefined;
  readonly links: readonly SpanLink[] | undefined;
  readonly otel: SentOtel | undefined;
  readonly faas: Faas | undefined;
}

/** A transaction (2.3). */
export function decodeTransaction(source: Fields, read: FieldReader): SentTransaction | undefined {
  let id: string | undefined;
  let traceId: string | undefined;
  let parentId: string | undefined;
  let type: string | undefined;
  let name: string | undefined;
  let result: string | undefined;
  let duration: number | undefined;
  let timestamp: EpochMicros | undefined;
  let spanCount: SpanCount | undefined;
  let sampled: boolean | undefined;
  let sampleRate: number | undefined;
  let outcome: Outcome | undefined;
  let context: SentContext | undefined;
  let marks: readonly MarkGroup[] | undefined;
  let experience: Experience | undefined;
  let session: Session;
  let droppedSpansStats: readonly DroppedSpansStat[] | undefined;
  let links: readonly SpanLink[] | undefined;
  let otel: SentOtel | undefined;
  let faas: Faas | undefined;
  let known = false;
  for (const key in source) {
    const value = source[key];
    if (value === null) continue;
    switch (key) {
      case "id":
        id = read.keyword(key, value);
        break;
      case "trace_id":
        traceId = read.keyword(key, value);
        break;
      case "parent_id":
        parentId = read.keyword(key, value);
        break;
      case "type":
        type = read.keyword(key, value);
        break;
      case "name":
        name = read.keyword(key, value);
        break;
      case "result":
        result = read.keyword(key, value);
        break;
      case "duration":
        duration = read.float(key, value);
        break;
      case "timestamp":
        timestamp = read.timestamp(key, value);
        break;
      case "span_count":
        spanCount = read.object(key, value, decodeSpanCount);
        break;
      case "sampled":
        sampled = read.boolean(key, value);
        break;
      case "sample_rate":
        sampleRate = read.float(key, value);
        break;
      case "outcome":
        outcome = decodeOutcome(key, value, read);
        break;
      case "context":
        context = read.object(key, value, decodeContext);
        continue;
      case "marks":
        marks = read.object(key, value, decodeMarks);
        break;
      case "experience":
        experience = read.object(key, value, decodeExperience);
        break;
      case "session":
        session = read.object(key, value, decodeSession);
        break;
      case "dropped_spans_stats":
        droppedSpansStats = read.list(key, value, decodeDroppedSpansStat);
        break;
      case "links":
        links = read.list(key, value, decodeLink);
        break;
      case "otel":
        otel = read.object(key, value, decodeOtel);
        break;
      case "faas":
        faas = read.object(key, value, decodeFaas);
        break;
      default:
        if (isVariant(key)) return decodeTransaction(folded(source), read);
        continue;
    }
    known = true;
  }
  if (!known && context === undefined) return undefined;
  if (id === undefined) return read.required("id");
  if (traceId === undefined) return read.required("trace_id");
  if (type === undefined) return read.required("type");
  if (duration === undefined) return read.required("duration");
  if (spanCount === undefined) return read.required("span_count");
  read.atLeast("duration", duration, 0);
  return {
    id,
    traceId,
    parentId,
    type,
    name,
    result,
    duration: micros(Math.floor(duration * 1000)),
    timestamp,
    spanCount,
    sampled,
    sampleRate,
    outcome,
    context,
    marks,
    experience,
    session,
    droppedSpansStats,
    links,
    otel,
    faas,
  };
}

/** The event of a transaction that was sent without fault. `spanId` is absent for RUM v3 (2.9). */
export function transactionEvent(sent: SentTransaction, scene: Scene, spanId: string | undefined): TransactionEvent {
  const { context } = sent;
  const client = contextClient(context, scene.stamp);
  const event: TransactionEvent = {
    kind: "transaction",
    resource: scene.resource(context?.service),
    timestamp: sent.timestamp ?? scene.receivedAt,
    labels: context?.labels,
    traceId: sent.traceId,
    transactionId: sent.id,
    parentId: sent.parentId || undefined,
    spanId,
    type: sent.type || "unknown",
    name: sent.name,
    result: sent.result,
    duration: sent.duration,
    outcome: sent.outcome ?? outcomeOfServer(context?.response?.statusCode),
    sampled: sent.sampled ?? true,
    representativeCount: representativeCount(sent.sampleRate),
    spanCount: sent.spanCount,
    user: context?.user,
    http: context && contextHttp(context),
    url: context && contextUrl(context),
    userAgent: client.userAgent,
    client: client.client,
    source: client.source,
    sourceNatIp: client.sourceNatIp,
    custom: context?.custom,
    message: context?.message,
    marks: sent.marks,
    experience: sent.experience,
    session: sent.session,
    droppedSpansStats: sent.droppedSpansStats,
    links: sent.links,
    faas: sent.faas,
    otelKind: undefined,
    cloudOrigin: context?.cloudOrigin,
    root: !sent.parentId,
  };
  return sent.otel === undefined ? event : bridgedTransaction(event, sent.otel, sent);
}

function decodeSpanCount(source: Fields, read: FieldReader): SpanCount | undefined {
  let started: number | undefined;
  let dropped: number | undefined;
  for (const key in source) {
    if (key === "started") started = read.integer(key, source[key]);
    else if (key === "dropped") dropped = read.integer(key, source[key]);
    else if (isVariant(key)) return decodeSpanCount(folded(source), read);
  }
  if (started === undefined) return dropped === undefined ? undefined : read.required("started");
  return { started, dropped };
}

function decodeSession(source: Fields, read: FieldReader): Session {
  let id: string | undefined;
  let sequence: number | undefined;
  for (const key in source) {
    if (key === "id") id = read.keyword(key, source[key]);
    else if (key === "sequence") sequence = read.integer(key, source[key]);
    else if (isVariant(key)) return decodeSession(folded(source), read);
  }
  read.atLeast("sequence", sequence, 1);
  if (id === undefined) return sequence === undefined ? undefined : read.required("id");
  return { id, sequence };
}

function decodeDroppedSpansStat(source: Fields, read: FieldReader): DroppedSpansStat | undefined {
  let destinationServiceResource: string | undefined;
  let serviceTargetType: string | undefined;
  let serviceTargetName: string | undefined;
  let outcome: Outcome | undefined;
  let duration: DroppedDuration | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "destination_service_resource":
        destinationServiceResource = read.keyword(key, value);
        break;
      case "service_target_type":
        serviceTargetType = read.text(key, value);
        if (serviceTargetType !== undefined) read.maxLength(key, serviceTargetType, 512);
        break;
      case "service_target_name":
        serviceTargetName = read.text(key, value);
        if (serviceTargetName !== undefined) read.maxLength(key, serviceTargetName, 512);
        break;
      case "outcome":
        outcome = decodeOutcome(key, value, read);
        break;
      case "duration":
        duration = read.object(key, value, decodeDroppedDuration);
        break;
      default:
        if (isVariant(key)) return decodeDroppedSpansStat(folded(source), read);
    }
  }
  const sent = destinationServiceResource ?? serviceTargetType ?? serviceTargetName ?? outcome ?? duration;
  if (sent === undefined) return read.elementRequired();
  return {
    destinationServiceResource,
    serviceTargetType,
    serviceTargetName,
    outcome,
    count: duration?.count,
    sum: duration?.sum,
  };
}

interface DroppedDuration {
  readonly count: number | undefined;
  readonly sum: Micros | undefined;
}

function decodeDroppedDuration(source: Fields, read: FieldReader): DroppedDuration | undefined {
  let count: number | undefined;
  let sum: number | undefined;
  for (const key in source) {
    if (key === "count") count = read.integer(key, source[key]);
    else if (key === "sum") sum = read.object(key, source[key], decodeMicros);
    else if (isVariant(key)) return decodeDroppedDuration(folded(source), read);
  }
  read.atLeast("count", count, 1);
  if (count === undefined && sum === undefined) return undefined;
  return { count, sum: sum === undefined ? undefined : micros(sum) };
}

function decodeMicros(source: Fields, read: FieldReader): number | undefined {
  let us: number | undefined;
  for (const key in source) {
    if (key === "us") us = read.integer(key, source[key]);
    else if (isVariant(key)) return decodeMicros(folded(source), read);
  }
  read.atLeast("us", us, 0);
  return us;
}
