import { type Clock, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { Counter, Gauge, Histogram, type Log, type Metrics } from "../../self/index.ts";
import { type BlockStore, StoreRefusal, type TableBlock } from "../block.ts";
import { Backoff, pause } from "./backoff.ts";

/** Thrown to whoever waits at the door when the inserter is stopped. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

export interface DoorParts {
  readonly store: BlockStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** An insert without an answer for so long is given up; it comes again with the same token. */
  readonly timeoutMillis: number;
  readonly signal: AbortSignal;
}

/**
 * The one way to the store. While the store does not answer, a single sender tries it again and again with
 * growing pauses and all others wait behind; when it answers they go on in the order they came.
 */
export class StoreDoor {
  readonly #parts: DoorParts;
  readonly #backoff = new Backoff();
  readonly #seconds: Histogram;
  readonly #retries: Counter;
  #reopened: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  #downSince: number | undefined;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    const registers = [parts.metrics];
    this.#seconds = new Histogram({
      name: "sadari_telemetry_insert_seconds",
      help: "Time the event store takes for one block",
      labelNames: ["table"],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
      registers,
    });
    this.#retries = new Counter({
      name: "sadari_telemetry_insert_retries_total",
      help: "Inserts sent again because the event store did not take them",
      registers,
    });
    const secondsDown = (): number => this.#secondsDown();
    new Gauge({
      name: "sadari_telemetry_outage_seconds",
      help: "For how long the event store has been taking no data; 0 while it does",
      registers,
      collect() {
        this.set(secondsDown());
      },
    });
  }

  /** Why the store is not available; undefined while it is. */
  outage: string | undefined;

  /** Resolves when the store has the block, however long that takes; rejects with a poison refusal or `Stopped`. */
  async insert(block: TableBlock, token: string): Promise<void> {
    let tries = 0;
    let prober = false;
    for (;;) {
      if (!prober) await this.#reopened?.opened;
      if (this.#parts.signal.aborted) throw new Stopped();
      if (tries > 0) this.#retries.inc();
      tries += 1;
      const refusal = await this.#attempt(block, token);
      if (refusal?.kind !== "unavailable") {
        this.#answered();
        if (refusal !== undefined) throw refusal;
        return;
      }
      if (this.#parts.signal.aborted) throw new Stopped();
      if (!prober && this.#reopened !== undefined) continue;
      prober = true;
      await this.#wait(refusal.reason);
    }
  }

  async #attempt(block: TableBlock, token: string): Promise<StoreRefusal | undefined> {
    const { store, clock, timeoutMillis, signal } = this.#parts;
    const deadline = new Deadline(timeoutMillis, signal);
    const began = clock.monotonic();
    try {
      await Promise.race([store.insert(block, token, deadline.signal), deadline.passed]);
      this.#seconds.observe({ table: block.table }, (clock.monotonic() - began) / MICROS_PER_SECOND);
      return undefined;
    } catch (error) {
      return error instanceof StoreRefusal ? error : new StoreRefusal("unavailable", nameOf(error), { cause: error });
    } finally {
      deadline[Symbol.dispose]();
    }
  }

  async #wait(reason: string): Promise<void> {
    this.outage = reason;
    if (this.#reopened === undefined) {
      this.#downSince = this.#parts.clock.monotonic();
      const { promise: opened, resolve } = Promise.withResolvers<void>();
      const open = (): void => resolve();
      this.#reopened = { opened, open };
      this.#parts.signal.addEventListener("abort", open, { once: true });
      this.#parts.log.warn({ reason }, "the event store does not take data, it waits in the spool");
    }
    await pause(this.#backoff.next(), this.#parts.signal);
  }

  #answered(): void {
    this.#backoff.reset();
    if (this.#reopened === undefined) return;
    this.#parts.log.info({ seconds: Math.round(this.#secondsDown()) }, "the event store takes data again");
    this.#parts.signal.removeEventListener("abort", this.#reopened.open);
    this.#reopened.open();
    this.#reopened = undefined;
    this.#downSince = undefined;
    this.outage = undefined;
  }

  #secondsDown(): number {
    if (this.#downSince === undefined) return 0;
    return (this.#parts.clock.monotonic() - this.#downSince) / MICROS_PER_SECOND;
  }
}

/** Ends one attempt when it takes too long or when everything stops. */
class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #stop: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #stopped: () => void;
  /** Rejects when the attempt must end; never resolves. */
  readonly passed: Promise<never>;

  constructor(timeoutMillis: number, stop: AbortSignal) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.passed = promise;
    this.#stop = stop;
    const end = (reason: Error): void => {
      reject(reason);
      this.#controller.abort();
    };
    this.#stopped = () => end(new Stopped());
    this.#timer = setTimeout(() => {
      end(new StoreRefusal("unavailable", `no answer within ${timeoutMillis / 1_000} s`));
    }, timeoutMillis).unref();
    stop.addEventListener("abort", this.#stopped, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#stop.removeEventListener("abort", this.#stopped);
  }
}

const nameOf = (error: unknown): string => {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown failure";
};
