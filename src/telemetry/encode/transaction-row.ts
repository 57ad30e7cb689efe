import type { CloudOrigin, DroppedSpansStat, Experience, MarkGroup, TransactionEvent } from "../../model/index.ts";
import { countedWeight, labelColumns, OUTCOME_BYTE } from "./columns.ts";
import { detailKey, detailPrefix, jsonField, membersField, numberField, textField } from "./details.ts";
import {
  addressDetails,
  faasDetails,
  httpDetails,
  linkDetails,
  messageDetails,
  urlDetails,
  userAgentDetails,
  userDetails,
} from "./request-details.ts";
import type { RowWriter } from "./row-writer.ts";

const K = {
  spanId: detailKey("span.id"),
  custom: detailPrefix("transaction.custom"),
  marks: detailPrefix("transaction.marks"),
  experience: detailPrefix("transaction.experience"),
  longtaskCount: detailKey("transaction.experience.longtask.count"),
  longtaskSum: detailKey("transaction.experience.longtask.sum"),
  longtaskMax: detailKey("transaction.experience.longtask.max"),
  sessionId: detailKey("session.id"),
  sessionSequence: detailKey("session.sequence"),
  droppedSpans: detailKey("transaction.dropped_spans_stats"),
  spanKind: detailKey("span.kind"),
  originAccount: detailKey("cloud.origin.account.id"),
  originProvider: detailKey("cloud.origin.provider"),
  originRegion: detailKey("cloud.origin.region"),
  originService: detailKey("cloud.origin.service.name"),
} as const;

/** The columns of `transactions` after `skew_us`. */
export function transactionRow(row: RowWriter, event: TransactionEvent): void {
  row.text(event.traceId);
  row.text(event.transactionId);
  row.text(event.parentId);
  row.text(event.name);
  row.text(event.type);
  row.text(event.result);
  row.uint64(event.duration);
  row.byte(OUTCOME_BYTE[event.outcome]);
  row.float64(countedWeight(event.representativeCount));
  row.bool(event.sampled);
  row.bool(event.root);
  row.uint32(event.spanCount.started);
  row.uint32(event.spanCount.dropped ?? 0);
  row.text(event.http?.method);
  row.int32(event.http?.statusCode ?? 0);
  labelColumns(row, event.labels, event.resource.labels);
  row.beginDetails();
  httpDetails(row, event.http, false);
  urlDetails(row, event.url);
  userDetails(row, event.user ?? event.resource.user);
  userAgentDetails(row, event.userAgent);
  addressDetails(row, event.client, event.source, event.sourceNatIp);
  membersField(row, K.custom, event.custom);
  messageDetails(row, "transaction", event.message);
  rareFields(row, event);
  row.endDetails();
}

function rareFields(row: RowWriter, event: TransactionEvent): void {
  // RUM v3 transactions have no span id; elsewhere it repeats the transaction's.
  if (event.spanId !== undefined && event.spanId !== event.transactionId) textField(row, K.spanId, event.spanId);
  if (event.marks !== undefined) markFields(row, event.marks);
  if (event.experience !== undefined) experienceFields(row, event.experience);
  if (event.session !== undefined) {
    textField(row, K.sessionId, event.session.id);
    numberField(row, K.sessionSequence, event.session.sequence);
  }
  if (event.droppedSpansStats !== undefined) droppedSpans(row, event.droppedSpansStats);
  linkDetails(row, event.links);
  faasDetails(row, event.faas);
  textField(row, K.spanKind, event.otelKind);
  if (event.cloudOrigin !== undefined) originFields(row, event.cloudOrigin);
}

function markFields(row: RowWriter, groups: readonly MarkGroup[]): void {
  for (const group of groups) {
    for (const [name, millis] of group.marks) {
      row.beginNamedField(K.marks, `${group.name}.${name}`);
      row.jsonSource(Number.isFinite(millis) ? String(millis) : "null");
    }
  }
}

function experienceFields(row: RowWriter, experience: Experience): void {
  for (const [name, value] of experience.values) {
    row.beginNamedField(K.experience, name);
    row.jsonSource(Number.isFinite(value) ? String(value) : "null");
  }
  if (experience.longtask === undefined) return;
  numberField(row, K.longtaskCount, experience.longtask.count);
  numberField(row, K.longtaskSum, experience.longtask.sum);
  numberField(row, K.longtaskMax, experience.longtask.max);
}

function droppedSpans(row: RowWriter, stats: readonly DroppedSpansStat[]): void {
  jsonField(
    row,
    K.droppedSpans,
    stats.map((stat) => ({
      destination_service_resource: stat.destinationServiceResource,
      service_target_type: stat.serviceTargetType,
      service_target_name: stat.serviceTargetName,
      outcome: stat.outcome,
      "duration.count": stat.count,
      "duration.sum.us": stat.sum,
    })),
  );
}

function originFields(row: RowWriter, origin: CloudOrigin): void {
  textField(row, K.originAccount, origin.accountId);
  textField(row, K.originProvider, origin.provider);
  textField(row, K.originRegion, origin.region);
  textField(row, K.originService, origin.serviceName);
}
