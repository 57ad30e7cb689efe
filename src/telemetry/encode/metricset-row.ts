import type { MetricSample, MetricsetEvent } from "../../model/index.ts";
import { labelColumns } from "./columns.ts";
import { detailKey, textField } from "./details.ts";
import { faasDetails, userDetails } from "./request-details.ts";
import type { RowWriter } from "./row-writer.ts";

const K = {
  traceId: detailKey("trace.id"),
  transactionId: detailKey("transaction.id"),
  parentId: detailKey("parent.id"),
} as const;

const NONE: readonly number[] = [];

/** The columns of `metricsets` after `skew_us`. A sample without a single value has NaN there. */
export function metricsetRow(row: RowWriter, event: MetricsetEvent): void {
  const { samples } = event;
  row.text(event.name);
  row.text(event.transactionName);
  row.text(event.transactionType);
  row.text(event.spanType);
  row.text(event.spanSubtype);
  row.size(samples.length);
  for (const sample of samples) row.text(sample.name);
  row.size(samples.length);
  for (const sample of samples) row.text(sample.type);
  row.size(samples.length);
  for (const sample of samples) row.text(sample.unit);
  row.size(samples.length);
  for (const sample of samples) row.float64(sample.value ?? Number.NaN);
  histogramColumns(row, samples);
  labelColumns(row, event.labels, event.resource.labels);
  row.beginDetails();
  textField(row, K.traceId, event.traceId);
  textField(row, K.transactionId, event.transactionId);
  textField(row, K.parentId, event.parentId);
  userDetails(row, event.resource.user);
  faasDetails(row, event.faas);
  row.endDetails();
}

function histogramColumns(row: RowWriter, samples: readonly MetricSample[]): void {
  row.size(samples.length);
  for (const { values = NONE } of samples) {
    row.size(values.length);
    for (const value of values) row.float64(value);
  }
  row.size(samples.length);
  for (const { counts = NONE } of samples) {
    row.size(counts.length);
    for (const count of counts) row.uint64(count);
  }
}
