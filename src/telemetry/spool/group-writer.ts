import { type Clock, Fault, MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Log } from "../../self/index.ts";
import type { Batch } from "../block.ts";
import type { BatchQueue } from "./batch-queue.ts";
import { blocksOf, encodedSize, encodePayload, mergeBlocks } from "./block-codec.ts";
import { errorCode, type SpoolFiles, type WritableFile, writeFully } from "./files.ts";
import {
  encodeSegmentHeader,
  markerOf,
  newSegmentName,
  RECORD_HEAD_BYTES,
  SEGMENT_HEADER_BYTES,
  writeRecordHead,
} from "./format.ts";
import type { Ledger } from "./ledger.ts";
import type { MemoryPool } from "./memory-pool.ts";
import type { Segment, SegmentSet } from "./segment-set.ts";
import { payloadOf } from "./spooled-batch.ts";

export interface WriterLimits {
  /** A segment is finished before it would grow above this. */
  readonly segmentBytes: number;
  /**
   * … or when it is so old. A restart replays unfinished segments whole, so this bounds how many small
   * batches a quiet booth sends again, far below the number of tokens the store remembers.
   */
  readonly segmentMillis: number;
  /** No group is larger, unless a single append is. */
  readonly groupBytes: number;
  /** So much is worth a sync of its own: nothing more is waited for. */
  readonly enoughBytes: number;
  /** While appends keep coming, groups follow each other no faster than this, so that many share a sync. */
  readonly gatherMillis: number;
}

export interface WriterParts {
  readonly folder: string;
  readonly files: SpoolFiles;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly queue: BatchQueue;
  readonly memory: MemoryPool;
  readonly segments: SegmentSet;
  readonly limits: WriterLimits;
  /** The disk refused bytes for want of space. */
  readonly noSpaceLeft: () => void;
}

interface Waiting {
  readonly batch: Batch;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface OpenSegment {
  readonly segment: Segment;
  readonly file: WritableFile;
  readonly marker: Buffer;
  readonly begunMillis: number;
}

const NO_SPACE = new Set(["ENOSPC", "EDQUOT"]);

/**
 * The single writer: appends are gathered into a group, a group is one record, one write and one sync, and
 * while it syncs the next one gathers. An append that finds the writer idle is written at once.
 *
 * After a failed write or sync nobody can know what is on the disk, so the segment is abandoned and never
 * synced again: the group's appends are rejected, the segment is cut back to what was durable before, and
 * the next group begins a new one.
 */
export class GroupWriter {
  readonly #parts: WriterParts;
  readonly #gathered: Waiting[] = [];
  #waitingBytes = 0;
  #current: OpenSegment | undefined;
  #running: Promise<void> | undefined;
  #sealedAtMillis = 0;
  #sealNow: (() => void) | undefined;
  #failing = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Bytes that are gathered or being written. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Resolves when the batch is durable; rejects with `spool.full` or `store.unavailable` when it is not kept. */
  append(batch: Batch, bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ batch, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      if (this.#waitingBytes >= this.#parts.limits.enoughBytes) this.#sealNow?.();
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is gathered or being written. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) {
      this.#sealNow?.();
      await this.#running;
    }
  }

  /** Finishes the current segment if nothing is being written, so that it can be removed once it is stored. */
  async retire(): Promise<void> {
    if (this.#running !== undefined || this.#current === undefined) return;
    await this.#leave();
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#gathered.length > 0) {
      this.#sealedAtMillis = performance.now();
      await this.#commit(this.#seal());
      if (this.#gathered.length > 0) await this.#gatherMore();
    }
    this.#running = undefined;
  }

  #seal(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#gathered) {
      if (count > 0 && bytes + waiting.bytes > this.#parts.limits.groupBytes) break;
      bytes += waiting.bytes;
      count += 1;
    }
    return this.#gathered.splice(0, count);
  }

  async #gatherMore(): Promise<void> {
    const { gatherMillis, enoughBytes } = this.#parts.limits;
    const left = gatherMillis - (performance.now() - this.#sealedAtMillis);
    if (left <= 0 || this.#waitingBytes >= enoughBytes) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      this.#sealNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#sealNow = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    let failure: unknown;
    try {
      await this.#write(group.map(({ batch }) => batch));
    } catch (error) {
      failure = this.#explain(error);
    }
    for (const { bytes, resolve, reject } of group) {
      this.#waitingBytes -= bytes;
      if (failure === undefined) resolve();
      else reject(failure);
    }
  }

  async #write(batches: readonly Batch[]): Promise<void> {
    const { clock, ledger, memory, queue, segments } = this.#parts;
    const merged = mergeBlocks(blocksOf(batches));
    const record = encodePayload(merged, RECORD_HEAD_BYTES, (size) => memory.take(size));
    const { segment, file, marker } = await this.#segmentFor(record.length);
    const events = batches.reduce((sum, batch) => sum + batch.events, 0);
    const rows = merged.reduce((sum, block) => sum + block.rowCount, 0);
    const sealedAt = clock.now();
    const number = queue.startWriting();
    try {
      writeRecordHead(record, marker, { batch: number, events, rows, sealedAt });
      const began = clock.monotonic();
      await writeFully(file, record, segment.size);
      await file.sync();
      ledger.synced((clock.monotonic() - began) / MICROS_PER_SECOND);
    } catch (error) {
      queue.written(undefined);
      await this.#abandon();
      throw error;
    }
    const from = segment.size;
    segments.grow(segment, record.length);
    ledger.accept(events);
    queue.written({ segment, number, from, bytes: record.length, events, rows, sealedAt, payload: payloadOf(record) });
    this.#recovered();
  }

  async #segmentFor(bytes: number): Promise<OpenSegment> {
    const { segmentBytes, segmentMillis } = this.#parts.limits;
    const size = this.#current?.segment.size ?? 0;
    const age = performance.now() - (this.#current?.begunMillis ?? 0);
    if (size > SEGMENT_HEADER_BYTES && (size + bytes > segmentBytes || age > segmentMillis)) await this.#leave();
    this.#current ??= await this.#begin();
    return this.#current;
  }

  async #begin(): Promise<OpenSegment> {
    const { files, folder, segments } = this.#parts;
    const name = newSegmentName(segments.nextSequence());
    const segment = segments.add(name, 0);
    let file: WritableFile | undefined;
    try {
      file = await files.create(segment.path);
      await writeFully(file, encodeSegmentHeader(name.id), 0);
      await files.syncFolder(folder);
      segments.grow(segment, SEGMENT_HEADER_BYTES);
      return { segment, file, marker: markerOf(name.id), begunMillis: performance.now() };
    } catch (error) {
      await file?.close().catch(() => {});
      segments.finish(segment);
      throw error;
    }
  }

  /** Finishes the current segment; its last group is durable already. */
  async #leave(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    this.#parts.queue.closeOpen();
    await current.file.close().catch(() => {});
    this.#parts.segments.finish(current.segment);
  }

  async #abandon(): Promise<void> {
    const { files } = this.#parts;
    const current = this.#current;
    await this.#leave();
    // Without the cut a whole record that nobody was promised could be replayed after a restart.
    if (current !== undefined) await files.truncate(current.segment.path, current.segment.size).catch(() => {});
  }

  #explain(error: unknown): Fault {
    const code = errorCode(error);
    if (!this.#failing) this.#parts.log.error({ code }, "the spool cannot be written, what arrives is refused");
    this.#failing = true;
    if (!NO_SPACE.has(code))
      return new Fault("store.unavailable", { detail: `its spool cannot be written (${code})` }, { cause: error });
    this.#parts.noSpaceLeft();
    return new Fault("spool.full", { detail: `the disk has no space left (${code})` }, { cause: error });
  }

  #recovered(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#parts.log.info({}, "the spool can be written again");
  }
}

/** Bytes to reckon with for a batch before it is encoded. */
export const sizeOf = (batch: Batch): number => RECORD_HEAD_BYTES + encodedSize(batch.blocks);
