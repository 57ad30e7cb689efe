import { type Clock, Fault, MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Pressure } from "../../model/index.ts";
import type { Log, Metrics } from "../../self/index.ts";
import type { Batch } from "../block.ts";
import { type BatchLimits, BatchQueue } from "./batch-queue.ts";
import { errorCode, nodeFiles, type SpoolFiles } from "./files.ts";
import { lockFolder } from "./folder-lock.ts";
import { MAX_PAYLOAD_BYTES } from "./format.ts";
import { GroupWriter, sizeOf, type WriterLimits } from "./group-writer.ts";
import { Ledger, type Totals } from "./ledger.ts";
import { MemoryPool } from "./memory-pool.ts";
import { PressureGauge } from "./pressure-gauge.ts";
import { recoverSegments } from "./recovery.ts";
import { SegmentSet } from "./segment-set.ts";
import { assemble, type BatchRange, readBack, type SpooledBatch } from "./spooled-batch.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** Kept for the next records and blocks while things are busy. */
const SPARE_BYTES = 32 * MIB;

export interface SpoolLimits extends BatchLimits, WriterLimits {
  /** Bound of all segments; by default 2 GiB or a tenth of the disk. */
  readonly spoolBytes: number;
  /** Bound of what waits in memory for the disk. */
  readonly waitingBytes: number;
  /** Disk space left to the stores; by default 1 GiB or a twentieth of the disk. */
  readonly reserveBytes: number;
  /** The current segment is finished when everything has been stored for so long. */
  readonly retireMillis: number;
  /** How often free space is looked at. */
  readonly watchMillis: number;
}

export interface SpoolOptions {
  /** Made when it is missing; belongs to one process at a time. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits?: Partial<SpoolLimits>;
  /** For tests that inject failures. */
  readonly files?: SpoolFiles;
}

export interface SpoolFigures extends Totals {
  readonly spooledEvents: number;
  readonly spooledBytes: number;
  readonly spooledSegments: number;
  readonly oldestAgeSeconds: number;
  /** Always 0: accepted - stored - spooled - dead-lettered. */
  readonly unaccounted: number;
  readonly damagedRecords: number;
}

/** Batches on disk between their arrival and the store. */
export interface Spool extends AsyncDisposable {
  /**
   * Resolves when the batch is on disk: then it survives a crash of the process and of the machine, and will
   * be offered to the store until that has it. Rejects with `spool.full`, `store.unavailable` (the disk
   * fails) or `server.draining`, and then none of it was kept. The blocks must not change until then.
   */
  append(batch: Batch): Promise<void>;
  /** `slow` above half of a bound, `full` above nine tenths or when the disk's reserve is touched. */
  pressure(): Pressure;
  /** Resolves when the pressure is `none`, or after `timeoutMillis`. */
  relieved(timeoutMillis: number): Promise<void>;
  /**
   * The oldest batch nobody has taken. Waits for one; the newest is handed out when it is full, or when
   * nothing else is taken and it has gathered for `lingerMillis`. Undefined when the spool is closed, or
   * drained and empty, or `signal` aborts. Each batch taken must end in `done` or `abandon`, or is offered again after a restart.
   */
  take(lingerMillis: number, signal: AbortSignal): Promise<SpooledBatch | undefined>;
  figures(): SpoolFigures;
  /** Refuses appends from now on with `server.draining` and resolves when every earlier one is settled. */
  drain(): Promise<void>;
}

/**
 * Opens the folder, brings back what an earlier process left in it and takes appends.
 * Throws `spool.locked` when another process has it, `store.unavailable` when it cannot be used.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const files = options.files ?? nodeFiles;
  try {
    await files.makeFolder(options.folder);
    const lock = lockFolder(options.folder);
    try {
      const { total, free } = await files.space(options.folder);
      const spool = new DiskSpool(options, files, lock, withDefaults(options.limits ?? {}, total));
      await spool.recover(free);
      return spool;
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const detail = `its spool folder ${options.folder} cannot be used (${errorCode(error)})`;
    throw new Fault("store.unavailable", { detail }, { cause: error });
  }
}

function withDefaults(given: Partial<SpoolLimits>, diskBytes: number): SpoolLimits {
  const spoolBytes = given.spoolBytes ?? Math.min(2 * GIB, diskBytes / 10);
  return {
    spoolBytes,
    segmentBytes: Math.max(MIB, Math.min(32 * MIB, spoolBytes / 16)),
    segmentMillis: 10_000,
    reserveBytes: Math.min(GIB, diskBytes / 20),
    waitingBytes: 64 * MIB,
    groupBytes: 4 * MIB,
    enoughBytes: MIB,
    gatherMillis: 10,
    batchRows: 40_000,
    batchBytes: 16 * MIB,
    heldBytes: 48 * MIB,
    retireMillis: 2_000,
    watchMillis: 1_000,
    ...given,
  };
}

class DiskSpool implements Spool {
  readonly #options: SpoolOptions;
  readonly #files: SpoolFiles;
  readonly #lock: Disposable;
  readonly #limits: SpoolLimits;
  readonly #ledger: Ledger;
  readonly #memory: MemoryPool;
  readonly #queue: BatchQueue;
  readonly #segments: SegmentSet;
  readonly #writer: GroupWriter;
  readonly #gauge: PressureGauge;
  #watch: NodeJS.Timeout | undefined;
  #draining = false;
  #closing: Promise<void> | undefined;
  #emptySince: number | undefined;

  constructor(options: SpoolOptions, files: SpoolFiles, lock: Disposable, limits: SpoolLimits) {
    const { folder, clock, log, metrics } = options;
    this.#options = options;
    this.#files = files;
    this.#lock = lock;
    this.#limits = limits;
    this.#memory = new MemoryPool(Math.min(limits.heldBytes, SPARE_BYTES));
    this.#queue = new BatchQueue(clock, limits, this.#memory);
    this.#segments = new SegmentSet(folder, files, log);
    this.#gauge = new PressureGauge(limits, () => ({
      spoolBytes: this.#segments.bytes,
      waitingBytes: this.#writer.waitingBytes,
    }));
    this.#ledger = new Ledger(metrics, () => ({
      events: this.#queue.events,
      bytes: this.#segments.bytes,
      oldestAgeSeconds: this.#oldestAgeSeconds(),
    }));
    const parts = {
      folder,
      files,
      clock,
      log,
      limits,
      ledger: this.#ledger,
      queue: this.#queue,
      memory: this.#memory,
      segments: this.#segments,
    };
    this.#writer = new GroupWriter({ ...parts, noSpaceLeft: () => this.#gauge.noSpaceLeft() });
  }

  async recover(freeBytes: number): Promise<void> {
    await recoverSegments({
      folder: this.#options.folder,
      files: this.#files,
      log: this.#options.log,
      segments: this.#segments,
      recover: (range) => {
        this.#queue.recover(range);
        this.#ledger.accept(range.events);
      },
      damage: (records) => this.#ledger.damage(records),
    });
    this.#gauge.setFree(freeBytes);
    this.#watch = setInterval(() => void this.#look(), this.#limits.watchMillis).unref();
  }

  async append(batch: Batch): Promise<void> {
    if (this.#draining) throw new Fault("server.draining");
    if (batch.blocks.every((block) => block.ends.length === 0)) return;
    const bytes = sizeOf(batch);
    const refusal = bytes > MAX_PAYLOAD_BYTES ? `one batch has ${bytes} bytes` : this.#gauge.refusal(bytes);
    if (refusal !== undefined) throw new Fault("spool.full", { detail: refusal });
    await this.#writer.append(batch, bytes);
  }

  pressure(): Pressure {
    return this.#gauge.level();
  }

  relieved(timeoutMillis: number): Promise<void> {
    return this.#gauge.relieved(timeoutMillis);
  }

  async take(lingerMillis: number, signal: AbortSignal): Promise<SpooledBatch | undefined> {
    const range = await this.#queue.take(lingerMillis, signal);
    return range === undefined ? undefined : this.#offer(range);
  }

  figures(): SpoolFigures {
    return {
      ...this.#ledger.totals,
      spooledEvents: this.#queue.events,
      spooledBytes: this.#segments.bytes,
      spooledSegments: this.#segments.count,
      oldestAgeSeconds: this.#oldestAgeSeconds(),
      unaccounted: this.#ledger.unaccounted(this.#queue.events),
      damagedRecords: this.#ledger.damaged,
    };
  }

  async drain(): Promise<void> {
    this.#draining = true;
    await this.#writer.idle();
    this.#queue.drained();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#watch);
    await this.drain();
    this.#queue.end();
    await this.#writer.retire();
    await this.#segments.settled();
    this.#lock[Symbol.dispose]();
  }

  #offer(range: BatchRange): SpooledBatch {
    const { segment, number, events, rows, sealedAt, from, to } = range;
    const joined: Buffer[] = [];
    const allocate = (size: number): Buffer => {
      const buffer = this.#memory.take(size);
      joined.push(buffer);
      return buffer;
    };
    let lost = 0;
    const end = (deadLettered: number): void => {
      this.#queue.done(range);
      for (const buffer of joined.splice(0)) this.#memory.give(buffer);
      this.#ledger.settle(events, Math.min(events, deadLettered + lost));
      this.#segments.release(segment);
      this.#gauge.update();
    };
    return {
      id: `${segment.name.id}-${number}`,
      events,
      rows,
      bytes: to - from,
      sealedAt,
      blocks: async () => {
        if (range.payloads !== undefined) return assemble(range.payloads, allocate);
        const read = await readBack(range, this.#files, this.#options.log);
        lost = read.lost;
        this.#ledger.damage(read.damaged);
        return assemble(read.payloads, allocate);
      },
      done: end,
      abandon: () => {
        segment.kept = true;
        end(events);
      },
    };
  }

  #oldestAgeSeconds(): number {
    const sealedAt = this.#queue.oldestSealedAt();
    return sealedAt === undefined ? 0 : Math.max(0, (this.#options.clock.now() - sealedAt) / MICROS_PER_SECOND);
  }

  async #look(): Promise<void> {
    try {
      this.#gauge.setFree((await this.#files.space(this.#options.folder)).free);
    } catch (error) {
      this.#options.log.warn({ code: errorCode(error) }, "free disk space cannot be read");
    }
    this.#segments.sweep();
    await this.#retireWhenIdle();
  }

  /** A restart replays unfinished segments, so one whose batches are all stored is not kept for the next append. */
  async #retireWhenIdle(): Promise<void> {
    if (!this.#queue.isEmpty) {
      this.#emptySince = undefined;
      return;
    }
    this.#emptySince ??= performance.now();
    if (performance.now() - this.#emptySince < this.#limits.retireMillis) return;
    this.#memory.clear();
    await this.#writer.retire();
  }
}
