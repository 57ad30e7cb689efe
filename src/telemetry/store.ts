import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, Fault } from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import { type BlockStore, StoreRefusal, type TableBlock } from "./block.ts";
import { ChildServer, type EngineLimits, engineLibrary } from "./child-server/index.ts";
import { Connection, completeNodes, type Nodes, nodesOfUrl } from "./clickhouse/index.ts";
import { migrate } from "./migrate.ts";

export type ClickHouseChoice =
  | { readonly kind: "child" }
  /** `http[s]://user:password@host:port[,host:port…][/database][?cluster=NAME]` */
  | { readonly kind: "server"; readonly url: string };

export interface StoreOptions {
  /** Where the child keeps its data. */
  readonly folder: string;
  readonly clickhouse: ClickHouseChoice;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: EngineLimits | undefined;
}

export const DATABASE = "sadari";
const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 15_000;
/** Long enough for a server that answers, short enough not to hold up the start for one that does not. */
const PATIENCE_MILLIS = 5_000;

/**
 * The event store behind its connection, which comes about while events already arrive: they wait in the spool.
 * A child must come up, or `ready` fails with the reason; another server may be away, then the connection is
 * tried until it stands and the schema is the newest.
 */
export class Store implements BlockStore, AsyncDisposable {
  readonly #log: Log;
  readonly #closing = new AbortController();
  #child: ChildServer | undefined;
  #connection: Connection | undefined;
  #reason = "the connection is being made";
  readonly #connecting: Promise<void>;
  /** Resolves when questions can be asked, or when a server has kept us waiting for long enough. */
  readonly ready: Promise<void>;

  /** Throws `store.engine-unavailable` at once where a child can never run. */
  constructor(options: StoreOptions) {
    this.#log = options.log;
    if (options.clickhouse.kind === "server") {
      const tried = Promise.withResolvers<void>();
      this.#connecting = this.#connectUntilItStands(nodesOfUrl(options.clickhouse.url), tried.resolve);
      this.ready = Promise.race([tried.promise, sleep(PATIENCE_MILLIS, undefined, { ref: false })]);
    } else {
      engineLibrary();
      this.#connecting = this.#startChild(options);
      this.ready = this.#connecting;
      // Whoever waits for `ready` gets the failure; until then it must not count as unhandled.
      this.ready.catch(() => {});
    }
  }

  /** A store that is ready. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    try {
      await store.ready;
    } catch (error) {
      await store[Symbol.asyncDispose]();
      throw error;
    }
    return store;
  }

  get child(): ChildServer | undefined {
    return this.#child;
  }

  /** Throws `store.unavailable` while there is none. */
  get connection(): Connection {
    if (this.#connection === undefined) throw new Fault("store.unavailable", { detail: this.#reason });
    return this.#connection;
  }

  async insert(block: TableBlock, token: string, signal?: AbortSignal): Promise<void> {
    if (this.#connection === undefined) throw new StoreRefusal("unavailable", this.#reason);
    await this.#connection.insert(block, token, signal);
  }

  async #startChild({ folder, clock, log, limits }: StoreOptions): Promise<void> {
    const more = limits === undefined ? {} : { limits };
    this.#child = await ChildServer.start({ folder, database: DATABASE, clock, log, ...more });
    if (!this.#closing.signal.aborted) await this.#connect(childNodes(this.#child));
  }

  async #connect(nodes: Nodes): Promise<void> {
    const connection = new Connection(await completeNodes(nodes));
    try {
      await migrate(connection, this.#log);
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
    this.#connection = connection;
  }

  async #connectUntilItStands(nodes: Nodes, tried: () => void): Promise<void> {
    const { signal } = this.#closing;
    for (let wait = FIRST_RETRY_MILLIS; !signal.aborted; wait = Math.min(wait * 2, LAST_RETRY_MILLIS)) {
      try {
        await this.#connect(nodes);
        this.#log.info({ nodes: this.connection.migrators.map((node) => node.address) }, "connected to ClickHouse");
        return;
      } catch (error) {
        this.#reason = reasonOf(error);
        this.#log.warn({ reason: this.#reason, againInMillis: wait }, "ClickHouse is not reachable yet");
      } finally {
        tried();
      }
      await sleep(wait, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#connecting.catch(() => {});
    await this.#connection?.[Symbol.asyncDispose]();
    await this.#child?.[Symbol.asyncDispose]();
  }
}

function childNodes(child: ChildServer): Nodes {
  return {
    database: DATABASE,
    cluster: undefined,
    urls: [() => child.url],
    writer: child.credentials("writer"),
    migrator: child.credentials("migrator"),
    reader: child.credentials("reader"),
    readerConfined: true,
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof Fault) return error.message;
  if (error instanceof Error && "code" in error) return `${error.name} ${String(error.code)}`;
  return error instanceof Error ? error.name : "unknown";
}
