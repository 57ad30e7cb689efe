import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Clock, Fault, type SpaceId, spaceId } from "../kernel/index.ts";
import type { EventBatch, EventSink, Pressure } from "../model/index.ts";
import { Gauge, Histogram, type Log, type Metrics } from "../self/index.ts";
import type { EngineLimits } from "./child-server/index.ts";
import { Encoder } from "./encode/index.ts";
import { type ForgetRange, forgetServices } from "./forget.ts";
import { type Inserter, type InserterFigures, startInserter } from "./inserter/index.ts";
import { type Reader, StoreReader } from "./reader/index.ts";
import { type Retention, type RetentionLimits, StoreRetention } from "./retention.ts";
import { openSpool, type Spool, type SpoolFigures, type SpoolLimits } from "./spool/index.ts";
import { type ClickHouseChoice, Store } from "./store.ts";
import type { TableName } from "./tables.ts";
import { type TakeHomeSize, takeHome, takeHomeSizes } from "./take-home.ts";
import { type VerifyReport, verifyTelemetry } from "./verify.ts";

export interface TelemetryOptions {
  /** Everything of this room lies in `spool/` and `clickhouse/` below it. */
  readonly dataDir: string;
  readonly clickhouse: ClickHouseChoice;
  readonly retention: RetentionLimits;
  readonly spool?: { readonly maxBytes?: number | undefined } | undefined;
  readonly engine?: EngineLimits | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface TelemetryHealth {
  /** Whether a question would be answered; in a cluster that takes a node of every shard. */
  readonly store: "up" | "down";
  /** Why not, in words. */
  readonly detail: string | undefined;
  readonly version: string | undefined;
  readonly pressure: Pressure;
  readonly spool: SpoolFigures;
  readonly inserter: InserterFigures;
}

/** What agents sent: written through the sink, asked for through the reader. */
export interface Telemetry extends AsyncDisposable {
  readonly sink: EventSink;
  readonly reader: Reader;
  readonly retention: Retention;
  /**
   * Resolves when questions can be asked, or when another server was given long enough to come. Rejects with
   * `store.engine-unavailable` when the child does not run.
   */
  readonly ready: Promise<void>;
  health(): Promise<TelemetryHealth>;
  /** True while the store takes nothing and events wait in the spool. Costs nothing to ask. */
  readonly waiting: boolean;
  /** Checks every stored part and spooled record; may read everything there is. */
  verify(): Promise<VerifyReport>;
  /**
   * Removes all events of these services of a space, or those that arrived within a range, from the store and the disk,
   * once what had arrived is stored. The dead letters go whole, for nobody can tell whose they are; a range leaves them.
   * Faults: `store.unavailable`.
   */
  forget(space: SpaceId, services: readonly string[], range?: ForgetRange): Promise<void>;
  /** All rows of a space in one of the store's tables, as Parquet. Faults: `store.unavailable`. */
  takeHome(space: SpaceId, table: TableName): Promise<AsyncIterable<Uint8Array>>;
  /** What that would be, table by table. Faults: `store.unavailable`. */
  takeHomeSizes(space: SpaceId): Promise<readonly TakeHomeSize[]>;
  /** Refuses new events, waits until what arrived is on disk, and gives the store some seconds to take it. */
  drain(): Promise<void>;
}

const DRAIN_MILLIS = 8_000;
const FORGET_PATIENCE_MILLIS = 30_000;
const HEALTH_DEADLINE_MILLIS = 2_000;
/** Finds no rows by the primary key, but has to ask every shard. */
const HEALTH_SQL = "SELECT any(version()) AS version, count() AS rows FROM trace_services WHERE space = {space:String}";
const HealthRow = z.object({ version: z.string() });

/** Like `beginTelemetry`, when questions can be asked as well. Throws what `ready` rejects with. */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const telemetry = await beginTelemetry(options);
  try {
    await telemetry.ready;
  } catch (error) {
    await telemetry[Symbol.asyncDispose]();
    throw error;
  }
  return telemetry;
}

/**
 * Opens the spool and begins with the store and the way from one to the other: events can be written from now on,
 * questions asked when `ready` resolves. Throws `spool.*` faults (another process has the folder, …) or
 * `store.engine-unavailable` where the child can never run.
 */
export async function beginTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  await using opened = new AsyncDisposableStack();
  const spoolFolder = join(options.dataDir, "spool");
  await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
  const spool = opened.use(await openSpool({ ...options, folder: spoolFolder, limits: limitsOf(options) }));
  const store = opened.use(
    new Store({
      folder: join(options.dataDir, "clickhouse"),
      clickhouse: options.clickhouse,
      clock: options.clock,
      log: options.log,
      limits: options.engine,
    }),
  );
  const deadLetterFile = join(spoolFolder, "dead-letters.ndjson");
  const inserter = opened.use(startInserter({ ...options, spool, store, deadLetterFile }));
  const retention = opened.use(new StoreRetention(store, options.retention, options.clock, options.log));
  return new OpenTelemetry(
    { spool, spoolFolder, deadLetterFile, store, inserter, retention, metrics: options.metrics },
    opened.move(),
  );
}

function limitsOf({ spool }: TelemetryOptions): Partial<SpoolLimits> {
  return spool?.maxBytes === undefined ? {} : { spoolBytes: spool.maxBytes };
}

interface Parts {
  readonly spool: Spool;
  readonly spoolFolder: string;
  readonly deadLetterFile: string;
  readonly store: Store;
  readonly inserter: Inserter;
  readonly retention: Retention;
  readonly metrics: Metrics;
}

class OpenTelemetry implements Telemetry {
  readonly sink: EventSink;
  readonly reader: Reader;
  readonly retention: Retention;
  readonly ready: Promise<void>;
  readonly #parts: Parts;
  readonly #sink: SpoolSink;
  readonly #resources: AsyncDisposableStack;

  constructor(parts: Parts, resources: AsyncDisposableStack) {
    this.#parts = parts;
    this.#resources = resources;
    this.#sink = new SpoolSink(parts.spool);
    this.sink = this.#sink;
    const seconds = new Histogram({
      name: "sadari_telemetry_query_seconds",
      help: "Duration of questions to the event store.",
      labelNames: ["route"],
      registers: [parts.metrics],
    });
    this.reader = { query: (question) => new StoreReader(parts.store.connection, seconds).query(question) };
    this.retention = parts.retention;
    const { store } = parts;
    this.ready = store.ready;
    new Gauge({
      name: "sadari_telemetry_engine_restarts",
      help: "How often the ClickHouse child had to be started again.",
      registers: [parts.metrics],
      collect() {
        this.set(store.child?.restarts ?? 0);
      },
    });
  }

  async health(): Promise<TelemetryHealth> {
    const { spool, inserter } = this.#parts;
    const rest = { pressure: spool.pressure(), spool: spool.figures(), inserter: inserter.figures() };
    try {
      const question = { sql: HEALTH_SQL, params: {}, space: spaceId(""), route: "health", schema: HealthRow };
      const [row] = await this.reader.query({ ...question, deadlineMs: HEALTH_DEADLINE_MILLIS });
      return { store: "up", detail: undefined, version: row?.version, ...rest };
    } catch (error) {
      const detail = error instanceof Fault ? error.message : "it does not answer";
      return { store: "down", detail, version: undefined, ...rest };
    }
  }

  get waiting(): boolean {
    return this.#parts.inserter.figures().outage !== undefined;
  }

  async forget(space: SpaceId, services: readonly string[], range?: ForgetRange): Promise<void> {
    const { store, deadLetterFile } = this.#parts;
    await this.#storedUntilNow();
    await forgetServices(store, space, services, range);
    this.#sink.forgetContents();
    if (range === undefined) await rm(deadLetterFile, { force: true });
  }

  async #storedUntilNow(): Promise<void> {
    const { spool } = this.#parts;
    const { accepted } = spool.figures();
    const deadline = performance.now() + FORGET_PATIENCE_MILLIS;
    while (performance.now() < deadline) {
      const { stored, deadLettered } = spool.figures();
      if (stored + deadLettered >= accepted) return;
      await sleep(100);
    }
    throw new Fault("store.unavailable", { detail: "events wait in the spool" });
  }

  takeHome(space: SpaceId, table: TableName): Promise<AsyncIterable<Uint8Array>> {
    return takeHome(this.#parts.store, space, table);
  }

  takeHomeSizes(space: SpaceId): Promise<readonly TakeHomeSize[]> {
    return takeHomeSizes(this.#parts.store, space);
  }

  verify(): Promise<VerifyReport> {
    return verifyTelemetry(this.#parts.store, this.#parts.spoolFolder);
  }

  async drain(): Promise<void> {
    await this.#parts.spool.drain();
    await this.#parts.inserter.finish(DRAIN_MILLIS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** Encodes while the caller waits, and resolves when the rows are on disk. */
class SpoolSink implements EventSink {
  readonly #spool: Spool;
  readonly #encoder = new Encoder();

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  async write(batch: EventBatch): Promise<void> {
    if (batch.events.length === 0) return;
    const encoded = this.#encoder.encode(batch);
    await this.#spool.append(encoded.batch);
    encoded.confirm();
  }

  forgetContents(): void {
    this.#encoder.forgetContents();
  }

  pressure(): Pressure {
    return this.#spool.pressure();
  }

  relieved(timeoutMillis: number): Promise<void> {
    return this.#spool.relieved(timeoutMillis);
  }
}
