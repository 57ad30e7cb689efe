import type { EpochMicros } from "../../kernel/index.ts";
import {
  type ErrorEvent,
  type ErrorLog,
  type Exception,
  groupingKey,
  groupingName,
  type Json,
  type StackFrame,
} from "../../model/index.ts";
import { contextClient, contextHttp, contextUrl, decodeContext, type SentContext } from "./context.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import type { Scene } from "./scene.ts";
import { decodeFrame, rumFrames } from "./stacktrace.ts";

export interface SentError {
  readonly id: string;
  readonly traceId: string | undefined;
  readonly parentId: string | undefined;
  readonly transactionId: string | undefined;
  readonly timestamp: EpochMicros | undefined;
  readonly culprit: string | undefined;
  readonly context: SentContext | undefined;
  readonly transaction: SentErrorTransaction | undefined;
  readonly exception: SentException | undefined;
  readonly log: ErrorLog | undefined;
}

interface SentErrorTransaction {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly sampled: boolean | undefined;
}

interface SentException {
  readonly message: string | undefined;
  readonly type: string | undefined;
  readonly module: string | undefined;
  readonly code: string | undefined;
  readonly handled: boolean | undefined;
  readonly attributes: Json;
  readonly stacktrace: readonly StackFrame[] | undefined;
  readonly cause: readonly SentException[] | undefined;
}

/** An error (2.5). */
export function decodeError(source: Fields, read: FieldReader): SentError | undefined {
  let id: string | undefined;
  let traceId: string | undefined;
  let parentId: string | undefined;
  let transactionId: string | undefined;
  let timestamp: EpochMicros | undefined;
  let culprit: string | undefined;
  let context: SentContext | undefined;
  let transaction: SentErrorTransaction | undefined;
  let exception: SentException | undefined;
  let log: ErrorLog | undefined;
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
      case "timestamp":
        timestamp = read.timestamp(key, value);
        break;
      case "culprit":
        culprit = read.keyword(key, value);
        break;
      case "context":
        context = read.object(key, value, decodeContext);
        continue;
      case "transaction":
        transaction = read.object(key, value, decodeErrorTransaction);
        break;
      case "exception":
        exception = read.object(key, value, decodeException);
        break;
      case "log":
        log = read.object(key, value, decodeErrorLog);
        break;
      default:
        if (isVariant(key)) return decodeError(folded(source), read);
        continue;
    }
    known = true;
  }
  if (!known && context === undefined) return undefined;
  if (id === undefined) return read.required("id");
  if (traceId === undefined) {
    if (transactionId !== undefined) return read.requiredWith("trace_id", "transaction_id");
    if (parentId !== undefined) return read.requiredWith("trace_id", "parent_id");
  } else if (parentId === undefined) {
    return read.requiredWith("parent_id", transactionId === undefined ? "trace_id" : "transaction_id");
  }
  if (exception === undefined && log === undefined) return read.requiresOneOf("exception", "log");
  return { id, traceId, parentId, transactionId, timestamp, culprit, context, transaction, exception, log };
}

/** The event of an error that was sent without fault. */
export function errorEvent(sent: SentError, scene: Scene, defaultLogger?: string): ErrorEvent {
  const { context, transaction } = sent;
  const client = contextClient(context, scene.stamp);
  const exceptions = sent.exception && flattened(sent.exception, scene.rum);
  const log = sent.log && finishedLog(sent.log, scene.rum, defaultLogger);
  return {
    kind: "error",
    resource: scene.resource(context?.service),
    timestamp: sent.timestamp ?? scene.receivedAt,
    labels: context?.labels,
    traceId: sent.traceId || undefined,
    transactionId: sent.transactionId || undefined,
    parentId: sent.parentId || undefined,
    id: sent.id,
    spanId: sent.transactionId || undefined,
    transactionName: transaction?.name,
    transactionType: transaction?.type,
    transactionSampled: transaction?.sampled,
    culprit: sent.culprit,
    exceptions,
    log,
    groupingKey: groupingKey(exceptions, log),
    groupingName: groupingName(exceptions, log),
    stackTraceText: undefined,
    user: context?.user,
    http: context && contextHttp(context),
    url: context && contextUrl(context),
    userAgent: client.userAgent,
    client: client.client,
    source: client.source,
    sourceNatIp: client.sourceNatIp,
    custom: context?.custom,
    message: context?.message,
  };
}

function decodeErrorTransaction(source: Fields, read: FieldReader): SentErrorTransaction | undefined {
  let name: string | undefined;
  let type: string | undefined;
  let sampled: boolean | undefined;
  for (const key in source) {
    if (key === "name") name = read.keyword(key, source[key]);
    else if (key === "type") type = read.keyword(key, source[key]);
    else if (key === "sampled") sampled = read.boolean(key, source[key]);
    else if (isVariant(key)) return decodeErrorTransaction(folded(source), read);
  }
  return name === undefined && type === undefined && sampled === undefined ? undefined : { name, type, sampled };
}

function decodeException(source: Fields, read: FieldReader): SentException | undefined {
  let message: string | undefined;
  let type: string | undefined;
  let module: string | undefined;
  let code: string | undefined;
  let handled: boolean | undefined;
  let attributes: Json;
  let stacktrace: readonly StackFrame[] | undefined;
  let cause: readonly SentException[] | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "message":
        message = read.text(key, value);
        break;
      case "type":
        type = read.keyword(key, value);
        break;
      case "module":
        module = read.keyword(key, value);
        break;
      case "code":
        code = read.keywordOrInteger(key, value);
        break;
      case "handled":
        handled = read.boolean(key, value);
        break;
      case "attributes":
        attributes = read.jsonObject(key, value);
        break;
      case "stacktrace":
        stacktrace = read.frames(key, value, decodeFrame);
        break;
      case "cause":
        cause = read.list(key, value, decodeCause);
        break;
      default:
        if (isVariant(key)) return decodeException(folded(source), read);
    }
  }
  if (message === undefined && type === undefined) {
    const sent = module ?? code ?? handled ?? attributes ?? stacktrace ?? cause;
    return sent === undefined ? undefined : read.requiresOneOf("message", "type");
  }
  return { message, type, module, code, handled, attributes, stacktrace, cause };
}

function decodeCause(source: Fields, read: FieldReader): SentException | undefined {
  return decodeException(source, read) ?? read.elementRequired();
}

function decodeErrorLog(source: Fields, read: FieldReader): ErrorLog | undefined {
  let message: string | undefined;
  let level: string | undefined;
  let loggerName: string | undefined;
  let paramMessage: string | undefined;
  let stacktrace: readonly StackFrame[] | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "message":
        message = read.text(key, value);
        break;
      case "level":
        level = read.keyword(key, value);
        break;
      case "logger_name":
        loggerName = read.keyword(key, value);
        break;
      case "param_message":
        paramMessage = read.keyword(key, value);
        break;
      case "stacktrace":
        stacktrace = read.frames(key, value, decodeFrame);
        break;
      default:
        if (isVariant(key)) return decodeErrorLog(folded(source), read);
    }
  }
  if (message === undefined) {
    const sent = level ?? loggerName ?? paramMessage ?? stacktrace;
    return sent === undefined ? undefined : read.required("message");
  }
  return { message, level, loggerName, paramMessage, stacktrace };
}

function finishedLog(log: ErrorLog, rum: boolean, defaultLogger: string | undefined): ErrorLog {
  return {
    message: log.message,
    level: log.level ?? "error",
    loggerName: log.loggerName ?? defaultLogger,
    paramMessage: log.paramMessage,
    stacktrace: rum ? rumFrames(log.stacktrace) : log.stacktrace,
  };
}

/** The exception and its causes depth first; `parent` is told where it is not the element before. */
function flattened(root: SentException, rum: boolean): Exception[] {
  const flat: Exception[] = [];
  const add = (sent: SentException, parent: number): void => {
    const index = flat.length;
    flat.push({
      message: sent.message,
      type: sent.type,
      module: sent.module,
      code: sent.code,
      handled: sent.handled,
      attributes: sent.attributes,
      stacktrace: rum ? rumFrames(sent.stacktrace) : sent.stacktrace,
      parent: parent === index - 1 ? undefined : parent,
    });
    for (const cause of sent.cause ?? []) add(cause, index);
  };
  add(root, -1);
  return flat;
}
