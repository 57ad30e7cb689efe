import { assertNever, type EpochMicros } from "../../kernel/index.ts";
import type { ApmEvent, ErrorEvent, EventBatch, Resource } from "../../model/index.ts";
import type { Batch, TableBlock } from "../block.ts";
import { TABLE_NAMES, type TableName } from "../tables.ts";
import { Contents } from "./contents.ts";
import { errorRow } from "./error-row.ts";
import { filingTime } from "./filing.ts";
import { logRow } from "./log-row.ts";
import { metricsetRow } from "./metricset-row.ts";
import { ResourceCache } from "./resource-columns.ts";
import { Rollup } from "./rollup.ts";
import { RowWriter } from "./row-writer.ts";
import { spanRow } from "./span-row.ts";
import { StackTraces } from "./stack-traces.ts";
import { transactionRow } from "./transaction-row.ts";

export interface EncodedBatch {
  readonly batch: Batch;
  /** To be called once the batch is on disk: only then may later batches leave out what it carries. */
  confirm(): void;
}

/**
 * Turns apm events into rows. One for the whole process: it remembers which stack traces and resources are
 * stored, and its buffers are used again for each batch.
 */
export class Encoder {
  readonly #rows: Readonly<Record<TableName, RowWriter>> = {
    transactions: new RowWriter("transactions"),
    spans: new RowWriter("spans"),
    errors: new RowWriter("errors"),
    metricsets: new RowWriter("metricsets"),
    logs: new RowWriter("logs"),
    contents: new RowWriter("contents"),
    trace_services: new RowWriter("trace_services"),
    service_minutes: new RowWriter("service_minutes"),
  };
  readonly #contents = new Contents();
  readonly #resources = new ResourceCache();
  readonly #stacks = new StackTraces();
  readonly #rollup = new Rollup();
  readonly #scratch = new RowWriter("contents");
  #space: Uint8Array = new Uint8Array();
  #prefixOf: Resource | undefined;
  #prefix: Uint8Array = new Uint8Array();

  /** What was stored once was removed since, and is stored again when it comes. */
  forgetContents(): void {
    this.#contents.forget();
  }

  /** Keeps nothing of the events; the bytes it returns are the caller's. */
  encode({ space, key, receivedAt, events }: EventBatch): EncodedBatch {
    for (const table of TABLE_NAMES) this.#rows[table].reset();
    this.#contents.begin(space, receivedAt);
    this.#rollup.begin();
    this.#prefixOf = undefined;
    this.#scratch.reset();
    this.#scratch.text(space);
    this.#scratch.time(receivedAt);
    this.#space = this.#scratch.takeFragment();
    for (const event of events) this.#add(event, receivedAt);
    this.#rollup.writeTraces(this.#rows.trace_services, space, receivedAt);
    this.#rollup.writeMinutes(this.#rows.service_minutes, space, key, receivedAt);
    return { batch: { blocks: this.#take(), events: events.length }, confirm: this.#contents.end() };
  }

  #take(): readonly TableBlock[] {
    const blocks: TableBlock[] = [];
    for (const table of TABLE_NAMES) {
      const block = this.#rows[table].take();
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  #add(event: ApmEvent, receivedAt: EpochMicros): void {
    const time = filingTime(event.timestamp, receivedAt);
    switch (event.kind) {
      case "transaction":
        transactionRow(this.#begin(this.#rows.transactions, event, time), event);
        this.#rows.transactions.endRow();
        break;
      case "span": {
        const { stacktrace } = event;
        const stack = stacktrace === undefined || stacktrace.length === 0 ? undefined : this.#stack(stacktrace);
        spanRow(this.#begin(this.#rows.spans, event, time), event, stack);
        this.#rows.spans.endRow();
        break;
      }
      case "error":
        errorRow(this.#begin(this.#rows.errors, event, time), event, this.#errorStacks(event));
        this.#rows.errors.endRow();
        break;
      case "metricset":
        metricsetRow(this.#begin(this.#rows.metricsets, event, time), event);
        this.#rows.metricsets.endRow();
        break;
      case "log":
        logRow(this.#begin(this.#rows.logs, event, time), event);
        this.#rows.logs.endRow();
        break;
      default:
        assertNever(event);
    }
    this.#rollup.add(event, time);
  }

  /** The columns from `space` to `skew_us`. */
  #begin(rows: RowWriter, event: ApmEvent, time: EpochMicros): RowWriter {
    if (event.resource !== this.#prefixOf) this.#enter(event.resource);
    rows.raw(this.#prefix);
    rows.time(time);
    rows.int64(event.timestamp - time);
    return rows;
  }

  #enter(resource: Resource): void {
    const columns = this.#resources.columns(resource);
    this.#contents.require(columns.content, this.#rows.contents);
    const prefix = new Uint8Array(this.#space.length + columns.bytes.length);
    prefix.set(this.#space);
    prefix.set(columns.bytes, this.#space.length);
    this.#prefix = prefix;
    this.#prefixOf = resource;
  }

  #stack(frames: Parameters<StackTraces["content"]>[0]): Uint8Array {
    const content = this.#stacks.content(frames);
    this.#contents.require(content, this.#rows.contents);
    return content.hash;
  }

  #errorStacks(event: ErrorEvent): readonly (Uint8Array | undefined)[] {
    const stacks: (Uint8Array | undefined)[] = [];
    for (const { stacktrace } of event.exceptions ?? []) {
      stacks.push(stacktrace === undefined || stacktrace.length === 0 ? undefined : this.#stack(stacktrace));
    }
    const logged = event.log?.stacktrace;
    if (logged !== undefined && logged.length > 0) stacks.push(this.#stack(logged));
    return stacks;
  }
}
