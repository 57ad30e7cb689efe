import { setTimeout as delay } from "node:timers/promises";
import { ClickHouseError } from "@clickhouse/client";
import type { ZodType } from "zod";
import { Fault, randomId, type SpaceId } from "../../kernel/index.ts";
import type { Histogram } from "../../self/index.ts";
import { type Connection, queryFault } from "../clickhouse/index.ts";

export type QueryValue = string | number | boolean | readonly string[] | readonly number[];

export interface Question<Row> {
  /** Text of a `.sql` file; values only as `{name:Type}`, the space as `{space:String}`. */
  readonly sql: string;
  readonly params: Readonly<Record<string, QueryValue>>;
  readonly space: SpaceId;
  /** Who asks, for `log_comment` and our own counters: `GET /api/services`. */
  readonly route: string;
  /** Default 10 s, at most 30 s. */
  readonly deadlineMs?: number;
  /** Default 10,000, at most 100,000. */
  readonly maxRows?: number;
  readonly signal?: AbortSignal;
  readonly schema: ZodType<Row>;
}

/**
 * The only way to read apm events. Every question names its space, its route and its deadline; the space is
 * bound here and a question that does not use it is refused. Throws `store.unavailable` or
 * `store.query-too-heavy`, which never show the statement.
 */
export interface Reader {
  query<Row>(question: Question<Row>): Promise<readonly Row[]>;
}

const DEFAULT_DEADLINE_MS = 10_000;
const LONGEST_DEADLINE_MS = 30_000;
/** 0 would mean no limit at all. */
const SHORTEST_DEADLINE_MS = 100;
const DEFAULT_ROWS = 10_000;
const MOST_ROWS = 100_000;
const QUERY_MEMORY = 300 * 1024 * 1024;
/** ClickHouse stops by itself at the deadline; this is for when it does not even answer. */
const GRACE_MS = 2_000;

export class StoreReader implements Reader {
  readonly #connection: Connection;
  readonly #seconds: Histogram<"route"> | undefined;

  constructor(connection: Connection, seconds?: Histogram<"route">) {
    this.#connection = connection;
    this.#seconds = seconds;
  }

  async query<Row>(question: Question<Row>): Promise<readonly Row[]> {
    if (!question.sql.includes("{space:String}") || /\boutfile\b/i.test(question.sql)) {
      throw new Error("a question is bound to its space and writes no files");
    }
    const end = this.#seconds?.startTimer({ route: question.route });
    try {
      const rows = await this.#send(question);
      return rows.map((row) => question.schema.parse(row));
    } finally {
      end?.();
    }
  }

  async #send<Row>(question: Question<Row>): Promise<readonly unknown[]> {
    const { turn } = this.#connection;
    try {
      return await this.#ask(question);
    } catch (error) {
      if (error instanceof Fault || error instanceof ClickHouseError || this.#connection.nodes.urls.length < 2) {
        throw queryFault(error);
      }
      this.#connection.moveOn(turn);
    }
    return this.#ask(question).catch((error: unknown) => {
      throw queryFault(error);
    });
  }

  async #ask<Row>(question: Question<Row>): Promise<readonly unknown[]> {
    const deadline = Math.max(
      SHORTEST_DEADLINE_MS,
      Math.min(question.deadlineMs ?? DEFAULT_DEADLINE_MS, LONGEST_DEADLINE_MS),
    );
    const queryId = `sadari-${randomId(26)}`;
    const timer = new AbortController();
    const signal = AbortSignal.any([timer.signal, ...(question.signal === undefined ? [] : [question.signal])]);
    const expiry = delay(deadline + GRACE_MS, undefined, { ref: false, signal: timer.signal }).then(
      () => timer.abort(),
      () => {},
    );
    try {
      return await this.#connection.reader.rows(question.sql, {
        settings: this.#settings(question, deadline),
        params: { ...question.params, space: question.space },
        signal,
        queryId,
      });
    } catch (error) {
      if (signal.aborted) {
        await this.#connection.kill(queryId);
        throw new Fault("store.query-too-heavy", { detail: "nobody waited for it any longer" });
      }
      throw error;
    } finally {
      timer.abort();
      await expiry;
    }
  }

  #settings<Row>(question: Question<Row>, deadline: number): Readonly<Record<string, string | number>> {
    return {
      max_execution_time: deadline / 1000,
      max_result_rows: String(Math.min(question.maxRows ?? DEFAULT_ROWS, MOST_ROWS)),
      max_memory_usage: String(QUERY_MEMORY),
      log_comment: JSON.stringify({ route: question.route, space: question.space }),
      ...(this.#connection.nodes.readerConfined ? {} : { readonly: "1" }),
    };
  }
}
