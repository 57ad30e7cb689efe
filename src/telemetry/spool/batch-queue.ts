import { type Clock, MICROS_PER_MILLI } from "../../kernel/index.ts";
import type { MemoryPool } from "./memory-pool.ts";
import type { Segment } from "./segment-set.ts";
import type { BatchRange } from "./spooled-batch.ts";

export interface BatchLimits {
  /** A batch with this many rows or bytes is closed. */
  readonly batchRows: number;
  readonly batchBytes: number;
  /** Payloads held in memory for the inserter, of all batches together. */
  readonly heldBytes: number;
}

/** A durable record, for the queue. */
export interface DurableRecord {
  readonly segment: Segment;
  readonly number: number;
  /** Where it begins in the segment. */
  readonly from: number;
  readonly bytes: number;
  readonly events: number;
  readonly rows: number;
  readonly sealedAt: number;
  readonly payload: Buffer;
}

/**
 * The batches between the disk and the store, oldest first. Records are added to the open batch until it is
 * full or the taker asks for it; the number of the batch is stamped into a record before the record is
 * written, so a batch is never closed while a record with its number is on its way to the disk.
 */
export class BatchQueue {
  readonly #clock: Clock;
  readonly #limits: BatchLimits;
  readonly #memory: MemoryPool;
  readonly #closed: BatchRange[] = [];
  readonly #taken = new Set<BatchRange>();
  readonly #changed = new Set<() => void>();
  #open: { readonly range: BatchRange; readonly since: number } | undefined;
  #nextNumber = 1;
  #writing = false;
  #closeWanted = false;
  #drained = false;
  #ended = false;
  #held = 0;
  #events = 0;

  /** Payloads that are no longer held go back to `memory`. */
  constructor(clock: Clock, limits: BatchLimits, memory: MemoryPool) {
    this.#clock = clock;
    this.#limits = limits;
    this.#memory = memory;
  }

  /** Events of all batches that are not done. */
  get events(): number {
    return this.#events;
  }

  get isEmpty(): boolean {
    return this.#open === undefined && this.#closed.length === 0 && this.#taken.size === 0;
  }

  /** When the oldest event that is not done was sealed, in epoch microseconds. */
  oldestSealedAt(): number | undefined {
    const [taken] = this.#taken;
    return (taken ?? this.#closed[0] ?? this.#open?.range)?.sealedAt;
  }

  /** The batch number for a record that is about to be written; `written` must follow. */
  startWriting(): number {
    this.#writing = true;
    return this.#open?.range.number ?? this.#nextNumber;
  }

  /** The write that `startWriting` announced is over; `record` when it became durable. */
  written(record: DurableRecord | undefined): void {
    this.#writing = false;
    if (record !== undefined) this.#add(record);
    if (this.#closeWanted) this.closeOpen();
  }

  /** A batch found on disk at the start. */
  recover(range: BatchRange): void {
    this.#closed.push(range);
    this.#events += range.events;
    range.segment.outstanding += 1;
  }

  /** The segment takes no more records, so its open batch is whole. */
  closeOpen(): void {
    this.#closeWanted = false;
    if (this.#open === undefined) return;
    this.#closed.push(this.#open.range);
    this.#nextNumber = this.#open.range.number + 1;
    this.#open = undefined;
    this.#notify();
  }

  /**
   * The oldest batch, closed by now. The open one is taken when nothing is being stored (else what arrives
   * meanwhile forms the next batch) and it is `lingerMillis` old. Undefined after `end` or an abort.
   */
  async take(lingerMillis: number, signal: AbortSignal): Promise<BatchRange | undefined> {
    while (!this.#ended && !signal.aborted) {
      const range = this.#closed.shift();
      if (range !== undefined) {
        this.#taken.add(range);
        return range;
      }
      if (this.#drained) return undefined;
      const left = this.#millisUntilDue(lingerMillis);
      if (left !== undefined && left <= 0) {
        if (this.#writing) this.#closeWanted = true;
        else this.closeOpen();
      }
      if (this.#closed.length === 0) await this.#change(left !== undefined && left > 0 ? left : undefined, signal);
    }
    return undefined;
  }

  done(range: BatchRange): void {
    this.#taken.delete(range);
    this.#events -= range.events;
    this.#letGo(range);
    this.#notify();
  }

  /** No record comes any more: `take` answers undefined as soon as no batch is left to take. */
  drained(): void {
    this.closeOpen();
    this.#drained = true;
    this.#notify();
  }

  /** Every `take` answers undefined from now on. */
  end(): void {
    this.#ended = true;
    this.#notify();
  }

  #add(record: DurableRecord): void {
    this.#events += record.events;
    this.#open ??= { range: openRange(record), since: this.#clock.monotonic() };
    const { range } = this.#open;
    range.to += record.bytes;
    range.events += record.events;
    range.rows += record.rows;
    this.#hold(range, record.payload);
    const full = range.rows >= this.#limits.batchRows || range.to - range.from >= this.#limits.batchBytes;
    if (full) this.closeOpen();
    else this.#notify();
  }

  #hold(range: BatchRange, payload: Buffer): void {
    if (range.payloads !== undefined && this.#held + payload.length <= this.#limits.heldBytes) {
      range.payloads.push(payload);
      this.#held += payload.length;
      return;
    }
    this.#letGo(range);
    this.#memory.give(payload);
  }

  #letGo(range: BatchRange): void {
    for (const payload of range.payloads ?? []) {
      this.#held -= payload.length;
      this.#memory.give(payload);
    }
    range.payloads = undefined;
  }

  #millisUntilDue(lingerMillis: number): number | undefined {
    if (this.#open === undefined || this.#taken.size > 0) return undefined;
    const age = (this.#clock.monotonic() - this.#open.since) / MICROS_PER_MILLI;
    return Math.ceil(lingerMillis - age);
  }

  #notify(): void {
    for (const wake of [...this.#changed]) wake();
  }

  #change(timeoutMillis: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#changed.delete(wake);
        resolve();
      };
      const timer = timeoutMillis === undefined ? undefined : setTimeout(wake, timeoutMillis).unref();
      signal.addEventListener("abort", wake, { once: true });
      this.#changed.add(wake);
    });
  }
}

function openRange({ segment, number, from, sealedAt }: DurableRecord): BatchRange {
  segment.outstanding += 1;
  return { segment, number, from, to: from, events: 0, rows: 0, sealedAt, payloads: [] };
}
