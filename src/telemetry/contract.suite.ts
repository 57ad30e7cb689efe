import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  sampleError,
  sampleLog,
  sampleMetricset,
  sampleResource,
  sampleSpan,
  sampleTransaction,
} from "../../test/samples/events.ts";
import {
  type EpochMicros,
  epochMicros,
  keyId,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  micros,
  type SpaceId,
  spaceId,
  systemClock,
} from "../kernel/index.ts";
import type { ApmEvent, StackFrame } from "../model/index.ts";
import { silentLog } from "../self/index.ts";
import { StoreRefusal, type TableBlock } from "./block.ts";
import { Encoder } from "./encode/index.ts";
import { forgetServices } from "./forget.ts";
import { loadMigrations, localName, migrate } from "./migrate.ts";
import { StoreReader } from "./reader/index.ts";
import { StoreRetention } from "./retention.ts";
import type { Store } from "./store.ts";
import { TABLE_NAMES, TABLES } from "./tables.ts";
import { verifyStore } from "./verify.ts";

const ANY = z.record(z.string(), z.unknown());
/** The same content of two batches is two rows until the engine merges them. */
const ROWS: Readonly<Record<string, string>> = { contents: "uniqExact(hash)" };
const BEGIN = epochMicros(Math.floor(Date.now() / 60_000) * 60_000_000);

/** What every store must do, whether a child, a server or a cluster. */
export function storeContract(name: string, open: () => Promise<{ readonly store: Store } & AsyncDisposable>): void {
  describe(`a ClickHouse store: ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let counter = 0;

    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]();
    });

    const newSpace = () => spaceId(`space-${counter++}`);

    const encode = (space: SpaceId, events: readonly ApmEvent[], receivedAt: EpochMicros = BEGIN) =>
      new Encoder().encode({ space, receivedAt, events }).batch.blocks;

    async function insert(blocks: readonly TableBlock[], token: string): Promise<void> {
      for (const block of blocks) await opened.store.insert(block, `${token}:${block.table}`);
    }

    async function store(space: SpaceId, events: readonly ApmEvent[], receivedAt: EpochMicros = BEGIN) {
      await insert(encode(space, events, receivedAt), `${space}-${counter++}`);
    }

    const ask = (space: SpaceId, sql: string) =>
      new StoreReader(opened.store.connection).query({ sql, params: {}, space, route: "test", schema: ANY });

    const rowsOf = (space: SpaceId, table: string) => ask(space, `SELECT * FROM ${table} WHERE space = {space:String}`);

    it("has the columns that blocks are encoded for", async () => {
      for (const table of TABLE_NAMES) {
        const columns = await opened.store.connection.migrators[0]?.rows(
          "SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String} ORDER BY position",
          { params: { database: opened.store.connection.nodes.database, table } },
        );
        expect(columns, table).toEqual(TABLES[table].map(([name, type]) => ({ name, type })));
      }
    });

    it("stores every kind of event as it is", async () => {
      const space = newSpace();
      const labels = { strings: [["색", "파랑"]], numbers: [["n", 1.5]] } as const;
      await store(space, [
        sampleTransaction({ labels, timestamp: BEGIN, duration: micros(11_075), representativeCount: 2.5 }),
        sampleSpan({ timestamp: BEGIN, sync: false, childIds: ["a", "b"], composite: { count: 3, sum: micros(99) } }),
        sampleError({ timestamp: BEGIN }),
        sampleMetricset({ timestamp: BEGIN }),
        sampleLog({ timestamp: BEGIN }),
      ]);
      const at = new Date(BEGIN / 1000).toISOString().replace("T", " ").replace("Z", "000");
      expect(await rowsOf(space, "transactions")).toMatchObject([
        {
          service: "toy-shop",
          agent: "nodejs",
          framework: "express",
          time: at,
          received_at: at,
          trace_id: "c7b007682532d1460df917ce0b9646e2",
          id: "6ad1870483cb4308",
          name: "GET /products/:id",
          outcome: "success",
          weight: 2.5,
          sampled: true,
          labels: { 색: "파랑" },
          numeric_labels: { n: 1.5 },
        },
      ]);
      expect(await rowsOf(space, "spans")).toMatchObject([
        {
          name: "SELECT FROM products",
          subtype: "postgresql",
          sync: "async",
          child_ids: ["a", "b"],
          composite_count: 3,
        },
      ]);
      expect(await rowsOf(space, "errors")).toMatchObject([
        { message: "card declined", type: "Error", handled: "handled", grouping_key: "b4a2d4b5c1f1a0ee" },
      ]);
      expect(await rowsOf(space, "metricsets")).toMatchObject([
        {
          sample_names: ["system.cpu.total.norm.pct", "requests.size"],
          sample_values: [0.684, null],
          histogram_values: [[], [1.5, 2, 3]],
        },
      ]);
      expect(await rowsOf(space, "logs")).toMatchObject([{ message: "결제가 거절되었습니다", level: "error" }]);
    });

    it("stores hostile text, numbers and names", async () => {
      const space = newSpace();
      const hostile = `'"\\\0\n\u202e\ud800 ${"긴 이름".repeat(80)}`;
      await store(space, [
        sampleTransaction({
          name: hostile,
          type: "",
          traceId: hostile,
          duration: micros(Number.POSITIVE_INFINITY),
          representativeCount: Number.NaN,
          spanCount: { started: -5, dropped: 1e12 },
          labels: {
            strings: [
              ["__proto__", "x"],
              ["constructor", hostile],
            ],
            numbers: [["huge", 1e308]],
          },
          custom: Object.fromEntries([
            ["__proto__", 1],
            [hostile, [hostile, { deep: null }]],
          ]),
          http: { method: "GET", statusCode: 1e15, requestHeaders: [[hostile, [hostile, ""]]], requestBody: 5 },
        }),
      ]);
      const [row] = await rowsOf(space, "transactions");
      const stored = hostile.replace("\ud800", "\ufffd");
      expect(row).toMatchObject({
        name: stored,
        trace_id: stored,
        duration_us: Number.MAX_SAFE_INTEGER,
        weight: 0,
        spans_started: 0,
        spans_dropped: 4_294_967_295,
        http_status: 2_147_483_647,
      });
      expect(Object.entries(z.record(z.string(), z.string()).parse(row?.labels)).length).toBeGreaterThan(0);
      const details = new Map(Object.entries(ANY.parse(JSON.parse(String(row?.details)))));
      expect(details.get(`http.request.headers.${hostile}`)).toEqual([hostile, ""]);
      expect(details.get("transaction.custom.__proto__")).toBe(1);
    });

    it("stores a block once, however often it comes under its token", async () => {
      const space = newSpace();
      const blocks = encode(space, [sampleTransaction(), sampleSpan()]);
      for (let i = 0; i < 3; i++) await insert(blocks, "the-same");
      expect(await rowsOf(space, "transactions")).toHaveLength(1);
      expect(await rowsOf(space, "spans")).toHaveLength(1);
      const minutes = await ask(
        space,
        "SELECT toUInt32(sum(transactions)) AS n, sum(events) + 0 AS events FROM service_minutes WHERE space = {space:String}",
      );
      expect(minutes).toMatchObject([{ n: 1 }]);
      await insert(blocks, "another");
      expect(await rowsOf(space, "spans")).toHaveLength(2);
    });

    it("adds the inventory up over batches", async () => {
      const space = newSpace();
      for (let i = 0; i < 4; i++) {
        await store(space, [
          sampleTransaction({
            representativeCount: 2,
            outcome: i === 0 ? "failure" : "success",
            duration: micros(100),
          }),
          sampleTransaction({ representativeCount: 0, outcome: "unknown" }),
        ]);
      }
      const [minutes] = await ask(
        space,
        `SELECT toUInt32(sum(transactions)) AS seen, sum(weight) AS weight, sum(duration_us) AS duration,
           sum(failed) AS failed, sum(succeeded) AS succeeded
         FROM service_minutes WHERE space = {space:String}`,
      );
      expect(minutes).toEqual({ seen: 8, weight: 8, duration: 800, failed: 2, succeeded: 6 });
    });

    it("knows in the inventory which key brought what", async () => {
      const space = newSpace();
      const encoder = new Encoder();
      const bring = async (key: string | undefined, events: number): Promise<void> => {
        const batch = {
          space,
          key: key === undefined ? undefined : keyId(key),
          receivedAt: BEGIN,
          events: Array.from({ length: events }, () => sampleTransaction()),
        };
        await insert(encoder.encode(batch).batch.blocks, `${space}-${key}-${events}`);
      };
      await bring("mine", 2);
      await bring("mine", 3);
      await bring("hers", 4);
      await bring(undefined, 1);
      const rows = await ask(
        space,
        `SELECT key, toUInt32(sum(transactions)) AS n FROM service_minutes FINAL
         WHERE space = {space:String} GROUP BY key ORDER BY key`,
      );
      expect(rows).toEqual([
        { key: "", n: 1 },
        { key: "hers", n: 4 },
        { key: "mine", n: 5 },
      ]);
    });

    it("files events under our clock when theirs cannot be believed, and keeps what they said", async () => {
      const space = newSpace();
      const year1970 = epochMicros(5);
      const year2286 = epochMicros(9_999_999_999_000_000);
      const ahead = epochMicros(BEGIN + 9 * MICROS_PER_HOUR);
      const behind = epochMicros(BEGIN - 9 * MICROS_PER_HOUR);
      const slightlyAhead = epochMicros(BEGIN + 9 * MICROS_PER_MINUTE);
      const all = [year1970, year2286, ahead, behind, slightlyAhead];
      await store(
        space,
        all.map((timestamp) => sampleTransaction({ timestamp, transactionId: String(timestamp) })),
      );
      const rows = await ask(
        space,
        `SELECT id, toUnixTimestamp64Micro(time) AS filed, toUnixTimestamp64Micro(time) + skew_us AS said
         FROM transactions WHERE space = {space:String}`,
      );
      const found = new Map(rows.map((row) => [Number(row.id), row]));
      for (const timestamp of all) {
        const believed = timestamp === behind || timestamp === slightlyAhead;
        expect(found.get(timestamp), String(timestamp)).toMatchObject({
          filed: believed ? timestamp : BEGIN,
          said: timestamp,
        });
      }
    });

    it("stores a stack trace and a resource once a day", async () => {
      const space = newSpace();
      const stacktrace: readonly StackFrame[] = [{ filename: "app.cjs", lineno: 3, function: "<anonymous>" }];
      const resource = sampleResource();
      const encoder = new Encoder();
      for (const [index, receivedAt] of [BEGIN, BEGIN, BEGIN + MICROS_PER_DAY].entries()) {
        const events = [sampleSpan({ resource, stacktrace: structuredClone(stacktrace), spanId: `s${index}` })];
        const { batch, confirm } = encoder.encode({ space, receivedAt: epochMicros(receivedAt), events });
        await insert(batch.blocks, `${space}-${index}`);
        confirm();
      }
      const contents = await ask(
        space,
        "SELECT kind, toUInt32(count()) AS n, uniqExact(hash) + 0 AS distinct FROM contents WHERE space = {space:String} GROUP BY kind ORDER BY kind",
      );
      expect(contents).toEqual([
        { kind: "stacktrace", n: 2, distinct: 1 },
        { kind: "resource", n: 2, distinct: 1 },
      ]);
      const joined = await ask(
        space,
        `SELECT body FROM contents WHERE space = {space:String}
           AND hash IN (SELECT stack FROM spans WHERE space = {space:String}) LIMIT 1`,
      ).catch(() => undefined);
      if (joined !== undefined) expect(joined).toEqual([{ body: JSON.stringify(stacktrace) }]);
    });

    it("refuses damaged rows as poison, whole, and without their content in the reason", async () => {
      const space = newSpace();
      const [block] = encode(space, [sampleTransaction({ name: "geheim" }), sampleTransaction({ name: "geheim" })]);
      if (block === undefined) throw new Error("no block");
      const torn = { ...block, rows: block.rows.subarray(0, block.rows.length - 3) };
      const refusal = await opened.store.insert(torn, "torn").catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StoreRefusal);
      expect(refusal).toMatchObject({ kind: "poison" });
      expect(String(refusal)).not.toContain("geheim");
      expect(await rowsOf(space, "transactions")).toHaveLength(0);
    });

    it("lets rows wait when the table is of another schema", async () => {
      const [block] = encode(newSpace(), [sampleTransaction()]);
      if (block === undefined) throw new Error("no block");
      const header = Buffer.from(block.header);
      header.set(Buffer.from("Int32"), header.lastIndexOf("Int64"));
      const refusal = await opened.store.insert({ ...block, header }, "other").catch((error: unknown) => error);
      expect(refusal).toMatchObject({ kind: "unavailable" });
    });

    it("migrates again, and on from the middle, without harm", async () => {
      const space = newSpace();
      await store(space, [sampleTransaction()]);
      const { connection } = opened.store;
      for (const node of connection.migrators) await node.command("TRUNCATE TABLE schema_migrations");
      await migrate(connection, silentLog);
      await migrate(connection, silentLog);
      expect(await rowsOf(space, "transactions")).toHaveLength(1);
      const all = await loadMigrations();
      for (const node of connection.migrators) {
        const noted = await node.rows("SELECT DISTINCT number FROM schema_migrations");
        expect(noted).toHaveLength(all.length);
      }
      await expect(migrate(connection, silentLog, [])).rejects.toThrow(/newer Sadari/);
    });

    it("answers questions only within a space, a deadline and a number of rows", async () => {
      const reader = new StoreReader(opened.store.connection);
      const question = { params: {}, space: newSpace(), route: "test", schema: ANY };
      await expect(reader.query({ ...question, sql: "SELECT 1" })).rejects.toThrow(/space/);
      await expect(reader.query({ ...question, sql: "SELECT {space:String} INTO OUTFILE '/tmp/x'" })).rejects.toThrow(
        /files/,
      );
      const slow = "SELECT count(), {space:String} FROM numbers(1000000000000) WHERE sipHash64(number) = 1";
      const begun = performance.now();
      await expect(reader.query({ ...question, sql: slow, deadlineMs: 300 })).rejects.toMatchObject({
        code: "store.query-too-heavy",
      });
      expect(performance.now() - begun).toBeLessThan(4_000);
      await expect(
        reader.query({ ...question, sql: "SELECT number, {space:String} FROM numbers(50)", maxRows: 10 }),
      ).rejects.toMatchObject({ code: "store.query-too-heavy" });
      const failed = await reader
        .query({ ...question, sql: "SELECT secret_column, {space:String}" })
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: "store.unavailable" });
      expect(String(failed)).not.toContain("secret_column");
      await expect(
        reader.query({ ...question, sql: "INSERT INTO logs (message) SELECT {space:String}" }),
      ).rejects.toMatchObject({ code: "store.unavailable" });
    });

    it("stops a question nobody waits for", async () => {
      const reader = new StoreReader(opened.store.connection);
      const nobody = new AbortController();
      const asked = reader.query({
        sql: "SELECT count(), {space:String}, 'abandoned' FROM numbers(1000000000000) WHERE sipHash64(number) = 1",
        params: {},
        space: newSpace(),
        route: "test",
        signal: nobody.signal,
        schema: ANY,
      });
      setTimeout(() => nobody.abort(), 200);
      await expect(asked).rejects.toMatchObject({ code: "store.query-too-heavy" });
      let running: readonly unknown[] = [1];
      for (let i = 0; i < 40 && running.length > 0; i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        running =
          (await opened.store.connection.migrators[0]?.rows(
            "SELECT 1 FROM system.processes WHERE query LIKE '%abandoned%' AND query NOT LIKE '%system.processes%'",
          )) ?? [];
      }
      expect(running).toHaveLength(0);
    });

    it("drops days by age and by size, never the current one, and says so before", async () => {
      const space = newSpace();
      const daysAgo = (days: number) => epochMicros(BEGIN - days * MICROS_PER_DAY);
      for (const days of [0, 1, 2, 20]) await store(space, [sampleLog()], daysAgo(days));
      const kept = async () =>
        (await ask(space, "SELECT DISTINCT toDate(received_at) AS d FROM logs WHERE space = {space:String}")).length;
      await using byAge = new StoreRetention(opened.store, { days: 14, bytes: 1e15 }, systemClock, silentLog);
      const report = await byAge.report();
      expect(report.days.filter((day) => day.drop !== undefined).map((day) => day.drop)).toEqual(["too old"]);
      expect(await kept()).toBe(4);
      await byAge.run();
      expect(await kept()).toBe(3);
      await using bySize = new StoreRetention(opened.store, { days: 14, bytes: 1 }, systemClock, silentLog);
      expect((await bySize.run()).days.filter((day) => day.drop === "too much").length).toBeGreaterThanOrEqual(2);
      expect(await kept()).toBe(1);
    });

    it("finds its parts sound", async () => {
      const report = await verifyStore(opened.store);
      expect(report.words.join(" ")).toContain("every checksum holds");
      expect(report.ok).toBe(true);
      const { cluster, urls } = opened.store.connection.nodes;
      expect(report.tables).toHaveLength(TABLE_NAMES.length * urls.length);
      expect(report.tables.map((check) => check.table)).toContain(localName("spans", cluster));
    });

    it("forgets of a service what arrived within a time, and nothing before or after it", async () => {
      const space = newSpace();
      const resource = sampleResource("played-app");
      const hours = [0, 1, 2, 3].map((hour) => epochMicros(BEGIN - hour * MICROS_PER_HOUR));
      for (const [hour, receivedAt] of hours.entries()) {
        const traceId = String(hour).repeat(32);
        const stacktrace = [{ filename: `at-${hour}.js`, lineno: 1 }];
        const at = { resource, timestamp: receivedAt, traceId };
        await store(space, [sampleTransaction(at), sampleSpan({ ...at, stacktrace })], receivedAt);
      }
      const reader = new StoreReader(opened.store.connection);
      const count = async (table: string) => {
        const sql = `SELECT ${ROWS[table] ?? "count()"} AS rows FROM ${table} WHERE space = {space:String}`;
        const [row] = await reader.query({ sql, params: {}, space, route: "test", schema: ANY });
        return Number(row?.rows);
      };
      const contents = await count("contents");
      const [, one = BEGIN, two = BEGIN] = hours;
      await forgetServices(opened.store, space, ["played-app"], { from: two, until: epochMicros(one + 1) });
      for (const table of ["transactions", "spans", "service_minutes", "trace_services"]) {
        expect([table, await count(table)]).toEqual([table, 2]);
      }
      expect(await count("contents")).toBe(contents - 2);
    });

    it("forgets the events of a service, what only they pointed at, and their files", async () => {
      const space = newSpace();
      const [mine, theirs] = [sampleResource("forgotten-app"), sampleResource("kept-app")];
      await store(space, [
        sampleTransaction({ resource: mine }),
        sampleSpan({ resource: mine, stacktrace: [{ filename: "mine.js", lineno: 1 }] }),
        sampleSpan({ resource: mine, stacktrace: [{ filename: "shared.js", lineno: 2 }] }),
        sampleSpan({ resource: theirs, stacktrace: [{ filename: "shared.js", lineno: 2 }] }),
        sampleError({ resource: mine }),
        sampleTransaction({ resource: theirs }),
        sampleError({ resource: theirs }),
      ]);
      const reader = new StoreReader(opened.store.connection);
      const count = async (table: string, which = "") => {
        const sql = `SELECT ${ROWS[table] ?? "count()"} AS rows FROM ${table} WHERE space = {space:String} ${which}`;
        const [row] = await reader.query({ sql, params: {}, space, route: "test", schema: ANY });
        return Number(row?.rows);
      };
      const contents = await count("contents");
      await forgetServices(opened.store, space, ["forgotten-app"]);
      for (const table of TABLE_NAMES.filter((name) => name !== "contents")) {
        expect([table, await count(table, "AND service = 'forgotten-app'")]).toEqual([table, 0]);
      }
      expect(await count("transactions")).toBe(1);
      expect(await count("errors")).toBe(1);
      // Its own stack trace is gone; the one both pointed at, and the resource, are still there.
      expect(await count("contents")).toBe(contents - 1);
    });
  });
}
