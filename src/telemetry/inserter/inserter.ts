import { type Clock, MICROS_PER_MILLI } from "../../kernel/index.ts";
import { Counter, type Log, type Metrics } from "../../self/index.ts";
import { type BlockStore, StoreRefusal, type TableBlock } from "../block.ts";
import type { Spool, SpooledBatch } from "../spool/index.ts";
import { Backoff, pause } from "./backoff.ts";
import { bisect } from "./bisect.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Stopped, StoreDoor } from "./store-door.ts";

export interface InserterLimits {
  /** Batches sent at the same time. A second one is begun only when a whole batch waits. */
  readonly concurrency: number;
  /** A batch gathers at least so long before it is sent, so that the store gets few big inserts … */
  readonly lingerMillis: number;
  /** … and at most so long. In between it gathers four times as long as the last batch took to store. */
  readonly lingerMostMillis: number;
  readonly insertTimeoutMillis: number;
  readonly deadLetterBytes: number;
  /** Inserts spent on one refused block. */
  readonly bisectBudget: number;
  /** How often a batch whose segment or dead-letter file fails is tried before it is left on disk. */
  readonly deliveryTries: number;
}

export interface InserterOptions {
  readonly spool: Pick<Spool, "take">;
  readonly store: BlockStore;
  /** Path of the dead-letter file; its folder must exist. */
  readonly deadLetterFile: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits?: Partial<InserterLimits>;
}

export interface InserterFigures {
  /** Why the store takes nothing at the moment, in words; undefined while it does. */
  readonly outage: string | undefined;
  readonly deadLetteredRows: number;
  /** Rows that found the dead-letter file full. */
  readonly droppedRows: number;
}

/** Brings spooled batches to the store, oldest first, until the store has each of them once. */
export interface Inserter extends AsyncDisposable {
  figures(): InserterFigures;
  /**
   * Resolves when the drained spool is empty, or after `timeoutMillis`; what is left stays in the spool and
   * is sent after the next start. Answers whether everything was stored.
   */
  finish(timeoutMillis: number): Promise<boolean>;
}

const DEFAULTS: InserterLimits = {
  concurrency: 2,
  lingerMillis: 100,
  lingerMostMillis: 1_000,
  insertTimeoutMillis: 60_000,
  deadLetterBytes: 64 * 1024 * 1024,
  bisectBudget: 1_000,
  deliveryTries: 8,
};

export function startInserter(options: InserterOptions): Inserter {
  return new SpoolInserter(options, { ...DEFAULTS, ...options.limits });
}

class SpoolInserter implements Inserter {
  readonly #options: InserterOptions;
  readonly #limits: InserterLimits;
  readonly #stop = new AbortController();
  readonly #door: StoreDoor;
  readonly #letters: DeadLetters;
  readonly #deadRows: Counter;
  readonly #workers: Promise<void>;
  #deadLetteredRows = 0;
  #lastMillis = 0;

  constructor(options: InserterOptions, limits: InserterLimits) {
    const { store, clock, log, metrics } = options;
    this.#options = options;
    this.#limits = limits;
    const timeoutMillis = limits.insertTimeoutMillis;
    this.#door = new StoreDoor({ store, clock, log, metrics, timeoutMillis, signal: this.#stop.signal });
    this.#letters = new DeadLetters(options.deadLetterFile, limits.deadLetterBytes, clock);
    this.#deadRows = new Counter({
      name: "sadari_telemetry_dead_lettered_rows_total",
      help: "Rows the event store will never take",
      labelNames: ["table"],
      registers: [metrics],
    });
    this.#workers = Promise.all(Array.from({ length: limits.concurrency }, () => this.#work())).then(() => {});
  }

  figures(): InserterFigures {
    return {
      outage: this.#door.outage,
      deadLetteredRows: this.#deadLetteredRows,
      droppedRows: this.#letters.dropped,
    };
  }

  async finish(timeoutMillis: number): Promise<boolean> {
    const timer = setTimeout(() => this.#stop.abort(), timeoutMillis);
    await this.#workers;
    clearTimeout(timer);
    return !this.#stop.signal.aborted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#workers;
  }

  async #work(): Promise<void> {
    for (;;) {
      const batch = await this.#options.spool.take(this.#linger(), this.#stop.signal);
      if (batch === undefined || !(await this.#deliver(batch))) return;
    }
  }

  /** Answers false when the inserter was stopped before the batch was stored. */
  async #deliver(batch: SpooledBatch): Promise<boolean> {
    const backoff = new Backoff();
    while (!this.#stop.signal.aborted) {
      try {
        const blocks = await batch.blocks();
        batch.done(await this.#store(batch.id, blocks));
        return true;
      } catch (error) {
        if (error instanceof Stopped) return false;
        this.#options.log.error({ batch: batch.id, code: codeOf(error) }, "a batch could not be delivered");
        if (backoff.failures >= this.#limits.deliveryTries) {
          batch.abandon();
          return true;
        }
        await pause(backoff.next(), this.#stop.signal);
      }
    }
    return false;
  }

  /** Stores the blocks one after the other; answers how many rows were put aside. */
  async #store(batchId: string, blocks: readonly TableBlock[]): Promise<number> {
    const began = this.#options.clock.monotonic();
    const seen = new Map<string, number>();
    let dead = 0;
    for (const block of blocks) {
      const nth = (seen.get(block.table) ?? 0) + 1;
      seen.set(block.table, nth);
      dead += await this.#storeBlock(block, `${batchId}:${block.table}${nth === 1 ? "" : `:${nth}`}`);
    }
    this.#lastMillis = (this.#options.clock.monotonic() - began) / MICROS_PER_MILLI;
    return dead;
  }

  async #storeBlock(block: TableBlock, token: string): Promise<number> {
    try {
      await this.#door.insert(block, token);
      return 0;
    } catch (error) {
      if (!(error instanceof StoreRefusal)) throw error;
      const insert = (part: TableBlock, partToken: string): Promise<void> => this.#door.insert(part, partToken);
      const parts = { insert, letters: this.#letters, budget: this.#limits.bisectBudget };
      const dead = await bisect(block, token, error, parts);
      this.#deadLetteredRows += dead;
      this.#deadRows.inc({ table: block.table }, dead);
      this.#options.log.error(
        { table: block.table, rows: dead, reason: error.reason },
        "rows the event store refuses were put aside as dead letters",
      );
      return dead;
    }
  }

  #linger(): number {
    const { lingerMillis, lingerMostMillis } = this.#limits;
    return Math.max(lingerMillis, Math.min(lingerMostMillis, 4 * this.#lastMillis));
  }
}

const codeOf = (error: unknown): string => {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown failure";
};
