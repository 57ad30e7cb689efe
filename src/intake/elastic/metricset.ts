import type { EpochMicros } from "../../kernel/index.ts";
import type { Faas, Labels, MetricSample, MetricsetEvent } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import type { Scene } from "./scene.ts";
import { decodeNameVersion, type SentService } from "./service.ts";
import { decodeFaas } from "./trace-fields.ts";

export interface SentMetricset {
  readonly samples: readonly MetricSample[];
  readonly timestamp: EpochMicros | undefined;
  readonly labels: Labels | undefined;
  readonly transaction: { readonly name: string | undefined; readonly type: string | undefined } | undefined;
  readonly span: { readonly type: string | undefined; readonly subtype: string | undefined } | undefined;
  readonly service: { readonly name?: string | undefined; readonly version?: string | undefined } | undefined;
  readonly faas: Faas | undefined;
}

/** A set of samples (2.6). */
export function decodeMetricset(source: Fields, read: FieldReader): SentMetricset | undefined {
  let samples: readonly MetricSample[] | undefined;
  let timestamp: EpochMicros | undefined;
  let labels: Labels | undefined;
  let transaction: SentMetricset["transaction"];
  let span: SentMetricset["span"];
  let service: SentMetricset["service"];
  let faas: Faas | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "samples":
        samples = read.object(key, value, decodeSamples);
        if (samples?.some(({ name }) => /[*"]/.test(name))) read.broken(key, "patternKeys(patternNoAsteriskQuote)");
        break;
      case "timestamp":
        timestamp = read.timestamp(key, value);
        break;
      case "tags":
        labels = read.labels(key, value);
        break;
      case "transaction":
        transaction = read.object(key, value, decodeTransaction);
        break;
      case "span":
        span = read.object(key, value, decodeSpan);
        break;
      case "service":
        service = read.object(key, value, decodeNameVersion);
        break;
      case "faas":
        faas = read.object(key, value, decodeFaas);
        break;
      default:
        if (isVariant(key)) return decodeMetricset(folded(source), read);
    }
  }
  if (samples === undefined) {
    const sent = timestamp ?? labels ?? transaction ?? span ?? service ?? faas;
    return sent === undefined ? undefined : read.required("samples");
  }
  return { samples, timestamp, labels, transaction, span, service, faas };
}

/**
 * The event of a metricset. One with a transaction is an agent's breakdown of it: only the span's self time
 * counts, and undefined comes back when there is none.
 */
export function metricsetEvent(sent: SentMetricset, scene: Scene, breakdownName: MetricsetEvent["name"]) {
  const samples = sent.transaction === undefined ? sent.samples : sent.span && selfTimes(sent.samples);
  if (samples === undefined || samples.length === 0) return undefined;
  const event: MetricsetEvent = {
    kind: "metricset",
    resource: scene.resource(sent.service?.name ? serviceOverride(sent.service) : undefined),
    timestamp: sent.timestamp ?? scene.receivedAt,
    labels: sent.labels,
    traceId: undefined,
    transactionId: undefined,
    parentId: undefined,
    name: sent.transaction === undefined ? "app" : breakdownName,
    samples,
    transactionName: sent.transaction?.name,
    transactionType: sent.transaction?.type,
    spanType: sent.span?.type,
    spanSubtype: sent.span?.subtype,
    faas: sent.faas,
  };
  return event;
}

function selfTimes(samples: readonly MetricSample[]): readonly MetricSample[] {
  return samples.filter(({ name }) => name === "span.self_time.count" || name === "span.self_time.sum.us");
}

function serviceOverride(service: NonNullable<SentMetricset["service"]>): SentService {
  return {
    name: service.name,
    version: service.version,
    environment: undefined,
    nodeName: undefined,
    agent: undefined,
    framework: undefined,
    language: undefined,
    runtime: undefined,
    origin: undefined,
    target: undefined,
  };
}

function decodeSamples(source: Fields, read: FieldReader): readonly MetricSample[] | undefined {
  const samples: MetricSample[] = [];
  for (const key in source) {
    const sample = read.object(key, source[key], decodeSample);
    // A null sample is a sample without members.
    if (source[key] === null) read.requiresOneOf("value", "values");
    if (sample !== undefined) samples.push(named(key, sample));
  }
  return samples.length === 0 ? undefined : samples;
}

function named(name: string, { type, unit, value, values, counts }: MetricSample): MetricSample {
  return { name, type, unit, value, values, counts };
}

function decodeSample(source: Fields, read: FieldReader): MetricSample | undefined {
  let value: number | undefined;
  let values: readonly number[] | undefined;
  let counts: readonly number[] | undefined;
  let type: string | undefined;
  let unit: string | undefined;
  for (const key in source) {
    const member = source[key];
    switch (key) {
      case "value":
        value = read.float(key, member);
        break;
      case "values":
        values = read.floats(key, member);
        break;
      case "counts":
        counts = read.floats(key, member);
        if (counts?.some((count) => !Number.isInteger(count) || count < 0)) read.wrongType(key, "a list of counts");
        break;
      case "type":
        type = read.text(key, member);
        break;
      case "unit":
        unit = read.text(key, member);
        break;
      default:
        if (isVariant(key)) return decodeSample(folded(source), read);
    }
  }
  if (value === undefined && values === undefined) return read.requiresOneOf("value", "values");
  if (values !== undefined && counts === undefined) return read.requiredWith("counts", "values");
  if (counts !== undefined && values === undefined) return read.requiredWith("values", "counts");
  return { name: "", type: metricType(type, values), unit, value, values, counts };
}

/** An unknown type counts as none; values without a type can only be a histogram. */
function metricType(type: string | undefined, values: readonly number[] | undefined): MetricSample["type"] {
  if (type === "gauge" || type === "counter" || type === "histogram" || type === "summary") return type;
  return values === undefined ? undefined : "histogram";
}

function decodeTransaction(source: Fields, read: FieldReader): SentMetricset["transaction"] {
  let name: string | undefined;
  let type: string | undefined;
  for (const key in source) {
    if (key === "name") name = read.keyword(key, source[key]);
    else if (key === "type") type = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeTransaction(folded(source), read);
  }
  return name === undefined && type === undefined ? undefined : { name, type };
}

function decodeSpan(source: Fields, read: FieldReader): SentMetricset["span"] {
  let type: string | undefined;
  let subtype: string | undefined;
  for (const key in source) {
    if (key === "type") type = read.keyword(key, source[key]);
    else if (key === "subtype") subtype = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeSpan(folded(source), read);
  }
  return type === undefined && subtype === undefined ? undefined : { type, subtype };
}
