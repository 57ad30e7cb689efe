import type { Composite, Database, Destination, SpanEvent } from "../../model/index.ts";
import { countedWeight, labelColumns, NO_HASH, OUTCOME_BYTE } from "./columns.ts";
import { detailKey, numberField, textField } from "./details.ts";
import { httpDetails, linkDetails, messageDetails, urlDetails, userDetails } from "./request-details.ts";
import type { RowWriter } from "./row-writer.ts";

const K = {
  strategy: detailKey("span.composite.compression_strategy"),
  dbInstance: detailKey("span.db.instance"),
  dbStatement: detailKey("span.db.statement"),
  dbType: detailKey("span.db.type"),
  dbUser: detailKey("span.db.user.name"),
  dbLink: detailKey("span.db.link"),
  dbRows: detailKey("span.db.rows_affected"),
  destinationAddress: detailKey("destination.address"),
  destinationPort: detailKey("destination.port"),
  destinationName: detailKey("span.destination.service.name"),
  destinationType: detailKey("span.destination.service.type"),
  kind: detailKey("span.kind"),
} as const;

/** The columns of `spans` after `skew_us`; `stack` is the hash of its stack trace. */
export function spanRow(row: RowWriter, event: SpanEvent, stack: Uint8Array | undefined): void {
  row.text(event.traceId);
  row.text(event.spanId);
  row.text(event.parentId);
  row.text(event.transactionId);
  row.text(event.name);
  row.text(event.type);
  row.text(event.subtype);
  row.text(event.action);
  row.uint64(event.duration);
  row.byte(OUTCOME_BYTE[event.outcome]);
  row.float64(countedWeight(event.representativeCount));
  row.byte(event.sync === undefined ? 0 : event.sync ? 1 : 2);
  row.uint32(event.composite?.count ?? 0);
  row.uint64(event.composite?.sum ?? 0);
  row.text(event.serviceTarget?.type);
  row.text(event.serviceTarget?.name);
  row.text(event.destination?.serviceResource);
  childIds(row, event.childIds);
  row.raw(stack ?? NO_HASH);
  labelColumns(row, event.labels, event.resource.labels);
  row.beginDetails();
  if (event.composite !== undefined) compositeDetails(row, event.composite);
  if (event.db !== undefined) databaseDetails(row, event.db);
  if (event.destination !== undefined) destinationDetails(row, event.destination);
  httpDetails(row, event.http, true);
  urlDetails(row, event.url);
  userDetails(row, event.resource.user);
  messageDetails(row, "span", event.message);
  linkDetails(row, event.links);
  textField(row, K.kind, event.otelKind);
  row.endDetails();
}

function childIds(row: RowWriter, ids: readonly string[] | undefined): void {
  if (ids === undefined) {
    row.byte(0);
    return;
  }
  row.size(ids.length);
  for (const id of ids) row.text(id);
}

function compositeDetails(row: RowWriter, composite: Composite): void {
  textField(row, K.strategy, composite.strategy);
}

function databaseDetails(row: RowWriter, db: Database): void {
  textField(row, K.dbInstance, db.instance);
  textField(row, K.dbStatement, db.statement);
  textField(row, K.dbType, db.type);
  textField(row, K.dbUser, db.user);
  textField(row, K.dbLink, db.link);
  numberField(row, K.dbRows, db.rowsAffected);
}

function destinationDetails(row: RowWriter, destination: Destination): void {
  textField(row, K.destinationAddress, destination.address);
  numberField(row, K.destinationPort, destination.port);
  textField(row, K.destinationName, destination.serviceName);
  textField(row, K.destinationType, destination.serviceType);
}
