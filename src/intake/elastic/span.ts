import { type EpochMicros, epochMicros, type Micros, micros } from "../../kernel/index.ts";
import type { Composite, Http, Outcome, SpanEvent, SpanLink, StackFrame } from "../../model/index.ts";
import { outcomeOfClient, representativeCount, serviceTarget, spanType } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import { bridgedSpan } from "./otel-bridge.ts";
import type { Scene } from "./scene.ts";
import { decodeSpanContext, type SentSpanContext, type SentSpanHttp } from "./span-context.ts";
import { decodeFrame, rumFrames } from "./stacktrace.ts";
import { decodeLink, decodeOtel, decodeOutcome, type SentOtel } from "./trace-fields.ts";

export interface SentSpan {
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string;
  readonly transactionId: string | undefined;
  readonly name: string;
  readonly type: string;
  readonly subtype: string | undefined;
  readonly action: string | undefined;
  readonly timestamp: EpochMicros | undefined;
  readonly start: number | undefined;
  readonly duration: Micros;
  readonly outcome: Outcome | undefined;
  readonly sampleRate: number | undefined;
  readonly sync: boolean | undefined;
  readonly childIds: readonly string[] | undefined;
  readonly links: readonly SpanLink[] | undefined;
  readonly stacktrace: readonly StackFrame[] | undefined;
  readonly composite: Composite | undefined;
  readonly otel: SentOtel | undefined;
  readonly context: SentSpanContext | undefined;
}

/** A span (2.4). */
export function decodeSpan(source: Fields, read: FieldReader): SentSpan | undefined {
  let id: string | undefined;
  let traceId: string | undefined;
  let parentId: string | undefined;
  let transactionId: string | undefined;
  let name: string | undefined;
  let type: string | undefined;
  let subtype: string | undefined;
  let action: string | undefined;
  let timestamp: EpochMicros | undefined;
  let start: number | undefined;
  let duration: number | undefined;
  let outcome: Outcome | undefined;
  let sampleRate: number | undefined;
  let sync: boolean | undefined;
  let childIds: readonly string[] | undefined;
  let links: readonly SpanLink[] | undefined;
  let stacktrace: readonly StackFrame[] | undefined;
  let composite: Composite | undefined;
  let otel: SentOtel | undefined;
  let context: SentSpanContext | undefined;
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
      case "transaction_id":
        transactionId = read.keyword(key, value);
        break;
      case "name":
        name = read.keyword(key, value);
        break;
      case "type":
        type = read.keyword(key, value);
        break;
      case "subtype":
        subtype = read.keyword(key, value);
        break;
      case "action":
        action = read.keyword(key, value);
        break;
      case "timestamp":
        timestamp = read.timestamp(key, value);
        break;
      case "start":
        start = read.float(key, value);
        break;
      case "duration":
        duration = read.float(key, value);
        break;
      case "outcome":
        outcome = decodeOutcome(key, value, read);
        break;
      case "sample_rate":
        sampleRate = read.float(key, value);
        break;
      case "sync":
        sync = read.boolean(key, value);
        break;
      case "child_ids":
        childIds = read.texts(key, value);
        break;
      case "links":
        links = read.list(key, value, decodeLink);
        break;
      case "stacktrace":
        stacktrace = read.frames(key, value, decodeFrame);
        break;
      case "composite":
        composite = read.object(key, value, decodeComposite);
        break;
      case "otel":
        otel = read.object(key, value, decodeOtel);
        break;
      case "context":
        context = read.object(key, value, decodeSpanContext);
        continue;
      default:
        if (isVariant(key)) return decodeSpan(folded(source), read);
        continue;
    }
    known = true;
  }
  if (!known && context === undefined) return undefined;
  if (id === undefined) return read.required("id");
  if (traceId === undefined) return read.required("trace_id");
  if (parentId === undefined) return read.required("parent_id");
  if (name === undefined) return read.required("name");
  if (type === undefined) return read.required("type");
  if (duration === undefined) return read.required("duration");
  if (start === undefined && timestamp === undefined) return read.requiresOneOf("start", "timestamp");
  read.atLeast("duration", duration, 0);
  return {
    id,
    traceId,
    parentId,
    transactionId,
    name,
    type,
    subtype,
    action,
    timestamp,
    start,
    duration: micros(Math.floor(duration * 1000)),
    outcome,
    sampleRate,
    sync,
    childIds,
    links,
    stacktrace,
    composite,
    otel,
    context,
  };
}

/** The event of a span that was sent without fault. `weight` replaces what its sample rate says (2.9). */
export function spanEvent(sent: SentSpan, scene: Scene, weight = representativeCount(sent.sampleRate)): SpanEvent {
  const { context } = sent;
  const { type, subtype, action } = spanType(sent.type, sent.subtype, sent.action);
  const target = context?.service?.target;
  const event: SpanEvent = {
    kind: "span",
    resource: scene.resource(context?.service),
    timestamp: sent.timestamp ?? epochMicros(scene.receivedAt + Math.floor((sent.start ?? 0) * 1000)),
    labels: context?.labels,
    traceId: sent.traceId,
    transactionId: sent.transactionId || undefined,
    parentId: sent.parentId,
    spanId: sent.id,
    name: sent.name,
    type,
    subtype,
    action,
    duration: sent.duration,
    outcome: sent.outcome ?? outcomeOfClient(context?.http?.statusCode),
    representativeCount: weight,
    sync: sent.sync,
    childIds: sent.childIds,
    links: sent.links,
    stacktrace: scene.rum ? rumFrames(sent.stacktrace) : sent.stacktrace,
    composite: sent.composite,
    db: context?.db,
    destination: context?.destination,
    serviceTarget: serviceTarget(target?.type, target?.name, context?.destination?.serviceResource),
    http: context?.http && spanHttp(context.http),
    url: context?.http?.url === undefined ? undefined : originalUrl(context.http.url),
    message: context?.message,
    otelKind: undefined,
  };
  return sent.otel === undefined ? event : bridgedSpan(event, sent.otel, sent);
}

/** A span's URL is kept as sent, never taken apart. */
const originalUrl = (original: string) => ({
  original,
  full: undefined,
  scheme: undefined,
  domain: undefined,
  port: undefined,
  path: undefined,
  query: undefined,
  fragment: undefined,
});

function spanHttp(sent: SentSpanHttp): Http {
  return {
    version: undefined,
    method: sent.method,
    requestId: sent.requestId,
    requestHeaders: undefined,
    requestCookies: undefined,
    requestEnv: undefined,
    requestBody: sent.requestBody,
    requestReferrer: undefined,
    statusCode: sent.statusCode ?? sent.responseStatusCode,
    responseHeaders: sent.responseHeaders,
    responseFinished: undefined,
    responseHeadersSent: undefined,
    transferSize: sent.transferSize,
    encodedBodySize: sent.encodedBodySize,
    decodedBodySize: sent.decodedBodySize,
  };
}

function decodeComposite(source: Fields, read: FieldReader): Composite | undefined {
  let strategy: string | undefined;
  let count: number | undefined;
  let sum: number | undefined;
  for (const key in source) {
    if (key === "compression_strategy") strategy = read.text(key, source[key]);
    else if (key === "count") count = read.integer(key, source[key]);
    else if (key === "sum") sum = read.float(key, source[key]);
    else if (isVariant(key)) return decodeComposite(folded(source), read);
  }
  if (strategy === undefined && count === undefined && sum === undefined) return undefined;
  if (strategy === undefined) return read.required("compression_strategy");
  if (count === undefined) return read.required("count");
  if (sum === undefined) return read.required("sum");
  read.atLeast("count", count, 2);
  read.atLeast("sum", sum, 0);
  return {
    strategy: strategy === "exact_match" || strategy === "same_kind" ? strategy : undefined,
    count,
    sum: micros(Math.floor(sum * 1000)),
  };
}
