import { ClickHouseError } from "@clickhouse/client";
import { Fault } from "../../kernel/index.ts";
import type { BlockStore } from "../block.ts";
import { ClickHouseNode, type Credentials, type Sent } from "./node.ts";
import { insertRefusal } from "./refusal.ts";
import { parseServerUrl } from "./server-url.ts";

/** Addresses and users of one server or of a cluster's nodes. */
export interface Nodes {
  readonly database: string;
  readonly cluster: string | undefined;
  readonly urls: readonly (() => string)[];
  readonly writer: Credentials;
  readonly migrator: Credentials;
  readonly reader: Credentials;
  /** The reader's profile is `readonly = 1` already; elsewhere each question asks for it. */
  readonly readerConfined: boolean;
}

/** The nodes a URL names; a cluster's other nodes are asked for by `completeNodes`. */
export function nodesOfUrl(url: string): Nodes {
  const { urls, credentials, database, cluster } = parseServerUrl(url);
  return {
    database,
    cluster,
    urls: urls.map((node) => () => node),
    writer: credentials,
    migrator: credentials,
    reader: credentials,
    readerConfined: false,
  };
}

/**
 * Every node of the cluster, because schema changes and retention go to each. Nodes that the URL does not
 * name are reached at the HTTP port of the first; when the URL names as many as the cluster has, those are
 * taken as they are.
 */
export async function completeNodes(nodes: Nodes): Promise<Nodes> {
  const [first] = nodes.urls;
  if (nodes.cluster === undefined || first === undefined) return nodes;
  await using node = new ClickHouseNode(first, () => nodes.migrator, "default");
  const hosts = await node.rows("SELECT host_name FROM system.clusters WHERE cluster = {cluster:String}", {
    params: { cluster: nodes.cluster },
  });
  if (hosts.length === 0) {
    throw new Fault("store.unavailable", { detail: `that server knows no cluster named ${nodes.cluster}` });
  }
  if (nodes.urls.length >= hosts.length) return nodes;
  const urls = hosts.map((row) => {
    const url = new URL(first());
    if (typeof row === "object" && row !== null && "host_name" in row) url.hostname = String(row.host_name);
    return () => url.origin;
  });
  return { ...nodes, urls };
}

/**
 * The way to ClickHouse, whether a child, a server or a cluster. Writing and reading go to one node at a
 * time and move on to the next when it cannot be reached; in a cluster any node serves for all.
 */
export class Connection implements BlockStore, AsyncDisposable {
  readonly nodes: Nodes;
  readonly migrators: readonly ClickHouseNode[];
  readonly #writers: readonly ClickHouseNode[];
  readonly #readers: readonly ClickHouseNode[];
  #turn = 0;

  constructor(nodes: Nodes) {
    this.nodes = nodes;
    const as = (credentials: Credentials) =>
      nodes.urls.map((url) => new ClickHouseNode(url, () => credentials, nodes.database));
    this.migrators = as(nodes.migrator);
    this.#writers = as(nodes.writer);
    this.#readers = as(nodes.reader);
  }

  /** Which node calls go to now, for `moveOn`. */
  get turn(): number {
    return this.#turn;
  }

  get reader(): ClickHouseNode {
    return this.#current(this.#readers);
  }

  async insert(block: Parameters<BlockStore["insert"]>[0], token: string, signal?: AbortSignal): Promise<void> {
    const turn = this.#turn;
    try {
      await this.#current(this.#writers).insert(block, {
        settings: { ...INSERT_SETTINGS, insert_deduplication_token: token },
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (!(error instanceof ClickHouseError)) this.moveOn(turn);
      throw insertRefusal(error);
    }
  }

  /** An answer in one piece of work that no page waits for; without the limits of the reader. Only fixed statements. */
  download(sql: string, sent: Sent): Promise<AsyncIterable<Uint8Array>> {
    return this.#current(this.#writers).download(sql, sent);
  }

  /**
   * The node of that turn could not be reached: the next call goes to another. Several calls that fail at once
   * move on once, or they would come back to the lost node.
   */
  moveOn(turn: number): void {
    if (turn === this.#turn) this.#turn = (this.#turn + 1) % this.nodes.urls.length;
  }

  /** Ends a question that nobody waits for any more; dropping its connection is not enough. */
  async kill(queryId: string): Promise<void> {
    const sent: Sent = { params: { id: queryId } };
    await this.#current(this.migrators)
      .command("KILL QUERY WHERE query_id = {id:String} ASYNC", sent)
      .catch(() => {});
  }

  #current(nodes: readonly ClickHouseNode[]): ClickHouseNode {
    const node = nodes[this.#turn];
    if (node === undefined) throw new Error("a connection has at least one node");
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of [...this.migrators, ...this.#writers, ...this.#readers]) await node[Symbol.asyncDispose]();
  }
}

/**
 * One block, one part: the token covers the whole of it. In a cluster it returns when every shard has its share. With
 * the default of 20 tries an insert waits over two minutes for a Keeper that is away, without a word; ours repeats it.
 */
const INSERT_SETTINGS = {
  async_insert: 0,
  insert_deduplicate: 1,
  distributed_foreground_insert: 1,
  insert_keeper_max_retries: 3,
  max_insert_block_size: 10_000_000,
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 1_000_000_000,
  max_partitions_per_insert_block: 100,
} as const;
