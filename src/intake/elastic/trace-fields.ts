import type { Faas, Outcome, SpanLink } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";

/** "" and null mean "not sent". */
export function decodeOutcome(name: string, value: unknown, read: FieldReader): Outcome | undefined {
  if (value === "success" || value === "failure" || value === "unknown") return value;
  const text = read.text(name, value);
  if (text !== undefined && text !== "") read.broken(name, "enum(enumOutcome)");
  return undefined;
}

export function decodeLink(source: Fields, read: FieldReader): SpanLink | undefined {
  let traceId: string | undefined;
  let spanId: string | undefined;
  for (const key in source) {
    if (key === "trace_id") traceId = read.keyword(key, source[key]);
    else if (key === "span_id") spanId = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeLink(folded(source), read);
  }
  if (spanId === undefined) return read.required("span_id");
  if (traceId === undefined) return read.required("trace_id");
  return { traceId, spanId };
}

export function decodeFaas(source: Fields, read: FieldReader): Faas | undefined {
  let id: string | undefined;
  let name: string | undefined;
  let version: string | undefined;
  let execution: string | undefined;
  let coldstart: boolean | undefined;
  let trigger: Trigger | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "id":
        id = read.text(key, value);
        break;
      case "name":
        name = read.text(key, value);
        break;
      case "version":
        version = read.text(key, value);
        break;
      case "execution":
        execution = read.text(key, value);
        break;
      case "coldstart":
        coldstart = read.boolean(key, value);
        break;
      case "trigger":
        trigger = read.object(key, value, decodeTrigger);
        break;
      default:
        if (isVariant(key)) return decodeFaas(folded(source), read);
    }
  }
  const sent = id ?? name ?? version ?? execution ?? coldstart ?? trigger;
  if (sent === undefined) return undefined;
  return {
    id,
    name,
    version,
    execution,
    coldstart,
    triggerType: trigger?.type,
    triggerRequestId: trigger?.requestId,
  };
}

interface Trigger {
  readonly type: string | undefined;
  readonly requestId: string | undefined;
}

function decodeTrigger(source: Fields, read: FieldReader): Trigger | undefined {
  let type: string | undefined;
  let requestId: string | undefined;
  for (const key in source) {
    if (key === "type") type = read.text(key, source[key]);
    else if (key === "request_id") requestId = read.text(key, source[key]);
    else if (isVariant(key)) return decodeTrigger(folded(source), read);
  }
  return type === undefined && requestId === undefined ? undefined : { type, requestId };
}

/** What an agent bridging OpenTelemetry adds to an event. */
export interface SentOtel {
  readonly spanKind: string | undefined;
  readonly attributes: Fields | undefined;
}

export function decodeOtel(source: Fields, read: FieldReader): SentOtel | undefined {
  let spanKind: string | undefined;
  let attributes: Fields | undefined;
  for (const key in source) {
    if (key === "span_kind") spanKind = read.text(key, source[key]);
    else if (key === "attributes") attributes = read.object(key, source[key], members);
    else if (isVariant(key)) return decodeOtel(folded(source), read);
  }
  return spanKind === undefined && attributes === undefined ? undefined : { spanKind, attributes };
}

function members(source: Fields): Fields | undefined {
  for (const _key in source) return source;
  return undefined;
}
