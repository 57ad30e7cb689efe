import { Readable } from "node:stream";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import type { TableBlock } from "../block.ts";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Sent {
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly queryId?: string;
}

/**
 * One ClickHouse server as one of its users. The address may change (a child that is started again gets a
 * new port), so it is asked for at each call.
 */
export class ClickHouseNode implements AsyncDisposable {
  readonly #url: () => string;
  readonly #credentials: () => Credentials;
  readonly #database: string;
  #client: ClickHouseClient | undefined;
  #clientUrl = "";

  constructor(url: () => string, credentials: () => Credentials, database: string) {
    this.#url = url;
    this.#credentials = credentials;
    this.#database = database;
  }

  /** Where this node is, for words only: no user, no password. */
  get address(): string {
    return new URL(this.#url()).host;
  }

  async command(sql: string, sent: Sent = {}): Promise<void> {
    await this.#connect().command({ query: sql, ...options(sent) });
  }

  async rows(sql: string, sent: Sent = {}): Promise<readonly unknown[]> {
    const answer = await this.#connect().query({ query: sql, format: "JSONEachRow", ...options(sent) });
    return answer.json<unknown>();
  }

  /** The bytes of an answer in the format the statement names, as they come. */
  async download(sql: string, sent: Sent): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#connect().exec({ query: sql, ...options(sent) });
    return answer.stream;
  }

  /** Sends a block's bytes as they are. */
  async insert(block: TableBlock, sent: Sent): Promise<void> {
    const answer = await this.#connect().exec({
      query: `INSERT INTO ${block.table} FORMAT RowBinaryWithNamesAndTypes`,
      values: Readable.from([block.header, block.rows], { objectMode: false }),
      ...options(sent),
    });
    // The socket is free again only when the (empty) answer has been read.
    for await (const _ of answer.stream);
  }

  #connect(): ClickHouseClient {
    const url = this.#url();
    if (this.#client !== undefined && this.#clientUrl === url) return this.#client;
    void this.#client?.close();
    const { user, password } = this.#credentials();
    this.#clientUrl = url;
    this.#client = createClient({
      url,
      username: user,
      password,
      database: this.#database,
      application: "sadari",
      max_open_connections: 16,
      request_timeout: 120_000,
      keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
      compression: { request: false, response: false },
      clickhouse_settings: { date_time_input_format: "best_effort" },
      log: { level: 127 },
    });
    return this.#client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
  }
}

function options({ settings, params, signal, queryId }: Sent) {
  return {
    ...(settings === undefined ? {} : { clickhouse_settings: settings }),
    ...(params === undefined ? {} : { query_params: params }),
    ...(signal === undefined ? {} : { abort_signal: signal }),
    ...(queryId === undefined ? {} : { query_id: queryId }),
  };
}
