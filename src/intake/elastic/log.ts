import type { EpochMicros } from "../../kernel/index.ts";
import {
  type ErrorEvent,
  type Faas,
  groupingKey,
  groupingName,
  type Labels,
  type LogEvent,
  type LogOrigin,
} from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import type { Scene } from "./scene.ts";
import type { SentService } from "./service.ts";
import { decodeFaas } from "./trace-fields.ts";

/** Where a log line's ECS fields go: dotted or nested, the nested one wins (2.8). */
const FIELDS = {
  "log.level": "level",
  "log.logger": "logger",
  "log.origin.file.name": "originFile",
  "log.origin.function": "originFunction",
  "service.name": "serviceName",
  "service.version": "serviceVersion",
  "service.environment": "serviceEnvironment",
  "service.node.name": "serviceNodeName",
  "error.type": "errorType",
  "error.message": "errorMessage",
  "error.stack_trace": "errorStackTrace",
  "event.dataset": "dataset",
  "process.thread.name": "threadName",
  "trace.id": "traceId",
  "transaction.id": "transactionId",
  "span.id": "spanId",
  message: "message",
} as const;

type FieldName = keyof typeof FIELDS;
type Texts = { -readonly [Name in (typeof FIELDS)[FieldName]]?: string | undefined };

/** No limit of length: free text, and what the specification leaves open. */
const UNLIMITED: ReadonlySet<string> = new Set([
  "message",
  "error.type",
  "error.message",
  "error.stack_trace",
  "log.origin.function",
]);
const GROUPS: ReadonlySet<string> = new Set(["log", "service", "error", "event", "process"]);

/** What agents' own server calls the group of a field in its messages. */
const GROUP_NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(FIELDS)
    .map((key) => [key, key.split(".")[0] ?? ""] as const)
    .filter(([, group]) => GROUPS.has(group))
    .map(([key, group]) => [key, `ecslog${group}fields`]),
);

export interface SentLog {
  readonly texts: Texts;
  readonly line: number | undefined;
  readonly timestamp: EpochMicros | undefined;
  readonly labels: Labels | undefined;
  readonly faas: Faas | undefined;
}

/** A log line (2.8). */
export function decodeLog(source: Fields, read: FieldReader): SentLog | undefined {
  const flat: Texts = {};
  const nested: Texts = {};
  const lines: { flat?: number | undefined; nested?: number | undefined } = {};
  let timestamp: EpochMicros | undefined;
  let labels: Labels | undefined;
  let faas: Faas | undefined;
  for (const key in source) {
    const value = source[key];
    if (key === "@timestamp") timestamp = read.timestamp(key, value);
    else if (key === "labels") labels = read.labels(key, value);
    else if (key === "faas") faas = read.object(key, value, decodeFaas);
    else if (key === "log.origin.file.line") lines.flat = read.integer(key, value);
    else if (Object.hasOwn(FIELDS, key)) flat[FIELDS[key as FieldName]] = flatText(key, value, read);
    else if (GROUPS.has(key)) lines.nested = readGroup(key, value, read, nested) ?? lines.nested;
    else if (isVariant(key)) return decodeLog(folded(source), read);
  }
  const texts: Texts = {};
  let any = false;
  for (const name of Object.values(FIELDS)) {
    texts[name] = nested[name] ?? flat[name];
    any ||= texts[name] !== undefined;
  }
  const line = lines.nested ?? lines.flat;
  if (!any && line === undefined && timestamp === undefined && labels === undefined && faas === undefined) {
    return undefined;
  }
  return { texts, line, timestamp, labels, faas };
}

function flatText(key: string, value: unknown, read: FieldReader): string | undefined {
  if (UNLIMITED.has(key)) return read.text(key, value);
  const group = GROUP_NAMES.get(key);
  if (group === undefined || !read.enter(group)) return read.keyword(key, value);
  const text = read.keyword(key, value);
  read.leave();
  return text;
}

/**
 * Reads the known members below `path` of a nested group, whatever else it holds; a value of another type than
 * string is passed over. Answers the line number, if one stands there.
 */
function readGroup(path: string, value: unknown, read: FieldReader, into: Texts): number | undefined {
  if (path.length > 30 || typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const source = value as Fields;
  let line: number | undefined;
  for (const key in source) {
    const member = source[key];
    const name = `${path}.${isVariant(key) ? key.toLowerCase() : key}`;
    if (name === "log.origin.file.line" && typeof member === "number") line = read.integer(name, member);
    else if (typeof member === "string" && Object.hasOwn(FIELDS, name)) {
      into[FIELDS[name as FieldName]] = flatText(name, member, read);
    } else if (typeof member === "object") line = readGroup(name, member, read, into) ?? line;
  }
  return line;
}

/** A log event, or an error when the line tells of one. */
export function logEvent(sent: SentLog, scene: Scene): LogEvent | ErrorEvent {
  const { texts } = sent;
  const isError = texts.errorType ?? texts.errorMessage ?? texts.errorStackTrace;
  const base = {
    resource: scene.resource(serviceOverride(texts)),
    timestamp: sent.timestamp ?? scene.receivedAt,
    labels: sent.labels,
    traceId: texts.traceId || undefined,
    transactionId: texts.transactionId || undefined,
    parentId: undefined,
  };
  const spanId = texts.spanId || texts.transactionId || undefined;
  const { level, logger } = texts;
  const origin: LogOrigin = {
    originFile: texts.originFile,
    originLine: sent.line,
    originFunction: texts.originFunction,
    dataset: texts.dataset,
    threadName: texts.threadName,
    faas: sent.faas,
  };
  if (isError !== undefined) return { ...base, ...errorOfLog(texts, spanId), logLine: { ...origin, level, logger } };
  return { kind: "log", ...base, spanId, message: texts.message, level, logger, ...origin };
}

function errorOfLog(texts: Texts, spanId: string | undefined) {
  const exceptions =
    texts.errorType === undefined && texts.errorMessage === undefined
      ? undefined
      : [{ message: texts.errorMessage, type: texts.errorType }];
  const log =
    texts.message === undefined
      ? undefined
      : { message: texts.message, level: texts.level, loggerName: texts.logger, paramMessage: undefined };
  return {
    kind: "error" as const,
    spanId,
    exceptions,
    log,
    groupingKey: groupingKey(exceptions, log),
    groupingName: groupingName(exceptions, log),
    stackTraceText: texts.errorStackTrace,
  };
}

function serviceOverride(texts: Texts): SentService | undefined {
  const { serviceName, serviceVersion, serviceEnvironment, serviceNodeName } = texts;
  if ((serviceName ?? serviceVersion ?? serviceEnvironment ?? serviceNodeName) === undefined) return undefined;
  return {
    name: serviceName,
    version: serviceVersion,
    environment: serviceEnvironment,
    nodeName: serviceNodeName,
    agent: undefined,
    framework: undefined,
    language: undefined,
    runtime: undefined,
    origin: undefined,
    target: undefined,
    partwise: true,
  };
}
