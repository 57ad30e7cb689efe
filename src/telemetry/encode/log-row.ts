import type { LogEvent, LogOrigin } from "../../model/index.ts";
import { labelColumns } from "./columns.ts";
import { detailKey, numberField, textField } from "./details.ts";
import { faasDetails, userDetails } from "./request-details.ts";
import type { RowWriter } from "./row-writer.ts";

const K = {
  parentId: detailKey("parent.id"),
  originFile: detailKey("log.origin.file.name"),
  originLine: detailKey("log.origin.file.line"),
  originFunction: detailKey("log.origin.function"),
  dataset: detailKey("event.dataset"),
  threadName: detailKey("process.thread.name"),
} as const;

/** The columns of `logs` after `skew_us`. */
export function logRow(row: RowWriter, event: LogEvent): void {
  row.text(event.traceId);
  row.text(event.transactionId);
  row.text(event.spanId);
  row.text(event.level);
  row.text(event.logger);
  row.text(event.message);
  labelColumns(row, event.labels, event.resource.labels);
  row.beginDetails();
  textField(row, K.parentId, event.parentId);
  originDetails(row, event);
  userDetails(row, event.resource.user);
  row.endDetails();
}

export function originDetails(row: RowWriter, origin: LogOrigin): void {
  textField(row, K.originFile, origin.originFile);
  numberField(row, K.originLine, origin.originLine);
  textField(row, K.originFunction, origin.originFunction);
  textField(row, K.dataset, origin.dataset);
  textField(row, K.threadName, origin.threadName);
  faasDetails(row, origin.faas);
}
