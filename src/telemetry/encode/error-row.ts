import type { ErrorEvent, ErrorLog, Exception } from "../../model/index.ts";
import { labelColumns, NO_HASH } from "./columns.ts";
import { boolField, detailKey, detailPrefix, jsonField, membersField, textField } from "./details.ts";
import { originDetails } from "./log-row.ts";
import {
  addressDetails,
  httpDetails,
  messageDetails,
  urlDetails,
  userAgentDetails,
  userDetails,
} from "./request-details.ts";
import type { RowWriter } from "./row-writer.ts";

const K = {
  spanId: detailKey("span.id"),
  transactionSampled: detailKey("transaction.sampled"),
  exceptions: detailKey("error.exception"),
  logMessage: detailKey("error.log.message"),
  logLevel: detailKey("error.log.level"),
  loggerName: detailKey("error.log.logger_name"),
  paramMessage: detailKey("error.log.param_message"),
  stackTraceText: detailKey("error.stack_trace"),
  custom: detailPrefix("error.custom"),
  lineLevel: detailKey("log.level"),
  lineLogger: detailKey("log.logger"),
} as const;

/**
 * The columns of `errors` after `skew_us`. `stacks` has the hash of each exception's stack trace and then
 * that of the log, undefined where there is none.
 */
export function errorRow(row: RowWriter, event: ErrorEvent, stacks: readonly (Uint8Array | undefined)[]): void {
  const first = event.exceptions?.[0];
  row.text(event.traceId);
  row.text(event.id);
  row.text(event.parentId);
  row.text(event.transactionId);
  row.text(event.transactionName);
  row.text(event.transactionType);
  row.text(event.groupingKey);
  row.text(event.groupingName);
  row.text(first?.type);
  row.text(first?.message ?? event.log?.message);
  row.text(event.culprit);
  row.byte(first?.handled === undefined ? 0 : first.handled ? 1 : 2);
  row.size(stacks.length);
  for (const stack of stacks) row.raw(stack ?? NO_HASH);
  labelColumns(row, event.labels, event.resource.labels);
  row.beginDetails();
  errorDetails(row, event);
  row.endDetails();
}

function errorDetails(row: RowWriter, event: ErrorEvent): void {
  if (event.exceptions !== undefined) exceptionDetails(row, event.exceptions);
  if (event.log !== undefined) logDetails(row, event.log);
  textField(row, K.stackTraceText, event.stackTraceText);
  if (event.spanId !== event.transactionId) textField(row, K.spanId, event.spanId);
  boolField(row, K.transactionSampled, event.transactionSampled);
  httpDetails(row, event.http, true);
  urlDetails(row, event.url);
  userDetails(row, event.user ?? event.resource.user);
  userAgentDetails(row, event.userAgent);
  addressDetails(row, event.client, event.source, event.sourceNatIp);
  membersField(row, K.custom, event.custom);
  messageDetails(row, "error", event.message);
  if (event.logLine !== undefined) {
    textField(row, K.lineLevel, event.logLine.level);
    textField(row, K.lineLogger, event.logLine.logger);
    originDetails(row, event.logLine);
  }
}

/** Without the frames, which are contents of their own. */
function exceptionDetails(row: RowWriter, exceptions: readonly Exception[]): void {
  jsonField(
    row,
    K.exceptions,
    exceptions.map(({ message, type, module, code, handled, attributes, parent }) => ({
      message,
      type,
      module,
      code,
      handled,
      attributes,
      parent,
    })),
  );
}

function logDetails(row: RowWriter, log: ErrorLog): void {
  textField(row, K.logMessage, log.message);
  textField(row, K.logLevel, log.level);
  textField(row, K.loggerName, log.loggerName);
  textField(row, K.paramMessage, log.paramMessage);
}
