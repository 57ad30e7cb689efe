import {
  assertNever,
  type EpochMicros,
  type KeyId,
  MICROS_PER_DAY,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type SpaceId,
} from "../../kernel/index.ts";
import type { ApmEvent, Resource, TransactionEvent } from "../../model/index.ts";
import { countedWeight } from "./columns.ts";
import type { RowWriter } from "./row-writer.ts";

interface ServiceMinute {
  resource: Resource;
  readonly minute: number;
  events: number;
  transactions: number;
  weight: number;
  duration: number;
  succeeded: number;
  failed: number;
}

interface TraceService {
  readonly service: string;
  first: number;
  last: number;
  readonly next: TraceService | undefined;
}

/**
 * The rows a batch adds to the inventory and to the index of traces. They are made here and travel with the
 * batch, not by materialised views: so an insert that is repeated under its token counts nothing twice, and
 * ClickHouse runs no second pipeline for each insert.
 */
export class Rollup {
  #minutes = new Map<string, ServiceMinute>();
  #traces = new Map<string, TraceService>();
  #lastResource: Resource | undefined;
  #last: ServiceMinute | undefined;

  begin(): void {
    this.#minutes.clear();
    this.#traces.clear();
    this.#lastResource = undefined;
    this.#last = undefined;
  }

  add(event: ApmEvent, time: EpochMicros): void {
    const minute = this.#serviceMinute(event.resource, Math.floor(time / MICROS_PER_MINUTE));
    minute.events++;
    switch (event.kind) {
      case "transaction":
        addTransaction(minute, event);
        this.#addTrace(event.traceId, event.resource.service.name, time);
        return;
      case "span":
        this.#addTrace(event.traceId, event.resource.service.name, time);
        return;
      case "error":
      case "log":
        if (event.traceId !== undefined && event.traceId !== "") {
          this.#addTrace(event.traceId, event.resource.service.name, time);
        }
        return;
      case "metricset":
        return;
      default:
        assertNever(event);
    }
  }

  #serviceMinute(resource: Resource, minute: number): ServiceMinute {
    const last = this.#last;
    if (last !== undefined && this.#lastResource === resource && last.minute === minute) return last;
    const { name, environment } = resource.service;
    const key = `${minute}/${name.length}/${name}${environment}`;
    let entry = this.#minutes.get(key);
    if (entry === undefined) {
      entry = { resource, minute, events: 0, transactions: 0, weight: 0, duration: 0, succeeded: 0, failed: 0 };
      this.#minutes.set(key, entry);
    }
    entry.resource = resource;
    this.#lastResource = resource;
    this.#last = entry;
    return entry;
  }

  #addTrace(traceId: string, service: string, time: number): void {
    const head = this.#traces.get(traceId);
    for (let entry = head; entry !== undefined; entry = entry.next) {
      if (entry.service !== service) continue;
      if (time < entry.first) entry.first = time;
      else if (time > entry.last) entry.last = time;
      return;
    }
    this.#traces.set(traceId, { service, first: time, last: time, next: head });
  }

  writeTraces(rows: RowWriter, space: SpaceId, receivedAt: EpochMicros): void {
    const day = Math.floor(receivedAt / MICROS_PER_DAY);
    for (const [traceId, head] of this.#traces) {
      for (let entry: TraceService | undefined = head; entry !== undefined; entry = entry.next) {
        rows.text(space);
        rows.text(traceId);
        rows.text(entry.service);
        rows.uint16(day);
        rows.time(entry.first);
        rows.time(entry.last);
        rows.endRow();
      }
    }
  }

  writeMinutes(rows: RowWriter, space: SpaceId, key: KeyId | undefined, receivedAt: EpochMicros): void {
    const receivedMinute = Math.floor(receivedAt / MICROS_PER_MINUTE);
    for (const entry of this.#minutes.values()) {
      const { service, agent } = entry.resource;
      rows.text(space);
      rows.text(service.name);
      rows.text(service.environment);
      rows.uint32((receivedMinute * MICROS_PER_MINUTE) / MICROS_PER_SECOND);
      rows.uint32((entry.minute * MICROS_PER_MINUTE) / MICROS_PER_SECOND);
      rows.text(key);
      rows.text(agent.name);
      rows.text(agent.version);
      rows.text(service.language?.name);
      rows.text(service.framework?.name);
      rows.text(service.version);
      rows.time(receivedAt);
      rows.time(receivedAt);
      rows.uint64(entry.events);
      rows.uint64(entry.transactions);
      rows.float64(entry.weight);
      rows.float64(entry.duration);
      rows.float64(entry.succeeded);
      rows.float64(entry.failed);
      rows.endRow();
    }
  }
}

function addTransaction(minute: ServiceMinute, event: TransactionEvent): void {
  const weight = countedWeight(event.representativeCount);
  minute.transactions++;
  minute.weight += weight;
  minute.duration += (event.duration > 0 ? Math.min(event.duration, Number.MAX_SAFE_INTEGER) : 0) * weight;
  if (event.outcome === "success") minute.succeeded += weight;
  else if (event.outcome === "failure") minute.failed += weight;
}
