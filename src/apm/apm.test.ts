import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ApmEvent,
  sampleError,
  sampleLog,
  sampleMetricset,
  sampleResource,
  sampleSpan,
  sampleTransaction,
} from "../../test/samples/events.ts";
import { EventDetailAnswer, ServicesAnswer, TraceAnswer, TracesAnswer, TransactionsAnswer } from "../contract/index.ts";
import {
  type EpochMicros,
  epochMicros,
  MICROS_PER_HOUR,
  micros,
  type SpaceId,
  spaceId,
  systemClock,
} from "../kernel/index.ts";
import { createMetrics, silentLog } from "../self/index.ts";
import { openTelemetry, type Telemetry } from "../telemetry/index.ts";
import { type Apm, createApm } from "./apm.ts";

describe("the questions of the APM pages", () => {
  let folder: string;
  let telemetry: Telemetry;
  let apm: Apm;
  let counter = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sadari-apm-"));
    telemetry = await openTelemetry({
      dataDir: folder,
      clickhouse: { kind: "child" },
      retention: { days: 14, bytes: 1e15 },
      clock: systemClock,
      log: silentLog,
      metrics: createMetrics(),
    });
    apm = createApm({ reader: telemetry.reader, clock: systemClock });
  });
  afterAll(async () => {
    await telemetry?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const newSpace = () => spaceId(`space-${counter++}`);
  const now = (): EpochMicros => systemClock.now();
  const ago = (seconds: number) => epochMicros(now() - seconds * 1_000_000);

  /** Sends and waits until the store has everything. */
  async function send(space: SpaceId, events: readonly ApmEvent[]): Promise<void> {
    await telemetry.sink.write({ space, receivedAt: now(), events });
    for (let i = 0; i < 200; i++) {
      const { spool } = await telemetry.health();
      if (spool.stored === spool.accepted) return;
      await sleep(25);
    }
    throw new Error("the store did not take it");
  }

  it("lists a service with its figures, weighted by the sample rate", async () => {
    const space = newSpace();
    await send(space, [
      sampleTransaction({ duration: micros(1_000), representativeCount: 4, timestamp: ago(5) }),
      sampleTransaction({ duration: micros(5_000), outcome: "failure", timestamp: ago(5) }),
      sampleTransaction({ outcome: "unknown", representativeCount: 0, timestamp: ago(5) }),
    ]);
    const answer = ServicesAnswer.parse(await apm.services(space, {}));
    expect(answer.services).toMatchObject([
      {
        name: "toy-shop",
        environment: "pycon",
        agent: "nodejs",
        language: "javascript",
        framework: "express",
        version: "1.0.0",
        transactions: 5,
        latencyUs: (4 * 1_000 + 5_000) / 5,
        failedRate: 1 / 5,
        basis: "event",
      },
    ]);
    expect(now() - (answer.services[0]?.lastSeen ?? 0)).toBeLessThan(10_000_000);
    expect(answer.range.from % 60_000_000).toBe(0);
  });

  it("lists services that sent only errors, metrics or logs, and tells environments apart", async () => {
    const space = newSpace();
    await send(space, [
      sampleError({ resource: sampleResource("only-errors", "") }),
      sampleMetricset({ resource: sampleResource("only-metrics", "a") }),
      sampleLog({ resource: sampleResource("only-logs", "a") }),
      sampleTransaction({ resource: sampleResource("only-logs", "b") }),
    ]);
    const { services } = ServicesAnswer.parse(await apm.services(space, {}));
    expect(services.map(({ name, environment, latencyUs }) => [name, environment, latencyUs]).sort()).toEqual([
      ["only-errors", "", null],
      ["only-logs", "a", null],
      ["only-logs", "b", 11_075],
      ["only-metrics", "a", null],
    ]);
  });

  it("never shows one space what another was sent", async () => {
    const [mine, theirs] = [newSpace(), newSpace()];
    await send(theirs, [sampleTransaction({ traceId: "secret-trace" }), sampleError({ traceId: "secret-trace" })]);
    expect((await apm.services(mine, {})).services).toEqual([]);
    expect((await apm.transactions(mine, { service: "toy-shop" })).groups).toEqual([]);
    expect((await apm.traces(mine, { service: "toy-shop" })).traces).toEqual([]);
    await expect(apm.trace(mine, "secret-trace")).rejects.toMatchObject({ code: "apm.trace-unknown" });
    const asked = { traceId: "secret-trace", kind: "transaction", id: "6ad1870483cb4308" } as const;
    await expect(apm.eventDetail(mine, asked)).rejects.toMatchObject({ code: "apm.trace-unknown" });
    expect((await apm.trace(theirs, "secret-trace")).items).toHaveLength(1);
  });

  it("groups transactions by type and name with percentiles, failures and impact", async () => {
    const space = newSpace();
    const group = (name: string, durations: readonly number[], over = {}) =>
      durations.map((duration) => sampleTransaction({ name, duration: micros(duration), timestamp: ago(3), ...over }));
    await send(space, [
      ...group(
        "GET /fast",
        Array.from({ length: 99 }, (_, i) => (i + 1) * 100),
      ),
      ...group("GET /slow", [50_000, 50_000], { outcome: "failure" }),
      ...group("job", [10], { type: "scheduled", outcome: "unknown" }),
    ]);
    const answer = TransactionsAnswer.parse(await apm.transactions(space, { service: "toy-shop" }));
    const found = new Map(answer.groups.map((one) => [one.name, one]));
    expect(found.get("GET /fast")).toMatchObject({ transactions: 99, failedRate: 0 });
    expect(found.get("GET /fast")?.latencyUs.avg).toBeCloseTo(5_000);
    expect(found.get("GET /fast")?.latencyUs.p50).toBeGreaterThan(4_500);
    expect(found.get("GET /fast")?.latencyUs.p50).toBeLessThan(5_500);
    expect(found.get("GET /fast")?.latencyUs.p95).toBeGreaterThan(9_000);
    expect(found.get("GET /slow")).toMatchObject({ transactions: 2, failedRate: 1, latencyUs: { p99: 50_000 } });
    expect(found.get("job")).toMatchObject({ type: "scheduled", failedRate: null });
    expect(answer.groups.reduce((sum, one) => sum + one.impact, 0)).toBeCloseTo(1);
    expect(answer.groups[0]?.name).toBe("GET /fast");
    expect(answer.service).toMatchObject({ name: "toy-shop", transactions: 102 });
    expect(answer.truncated).toBe(false);
    const jobs = await apm.transactions(space, { service: "toy-shop", type: "scheduled", environment: "pycon" });
    expect(jobs.groups.map(({ name }) => name)).toEqual(["job"]);
    expect((await apm.transactions(space, { service: "toy-shop", environment: "" })).groups).toEqual([]);
  });

  it("says when there are more groups than it lists", async () => {
    const space = newSpace();
    await send(
      space,
      Array.from({ length: 1_001 }, (_, i) => sampleTransaction({ name: `GET /${i}` })),
    );
    const answer = await apm.transactions(space, { service: "toy-shop" });
    expect(answer.groups).toHaveLength(1_000);
    expect(answer.truncated).toBe(true);
  });

  it("lists the newest sampled traces of a group", async () => {
    const space = newSpace();
    await send(space, [
      sampleTransaction({ transactionId: "old", timestamp: ago(60) }),
      sampleTransaction({ transactionId: "new", timestamp: ago(1), spanCount: { started: 7 } }),
      sampleTransaction({ transactionId: "unsampled", sampled: false }),
      sampleTransaction({ transactionId: "nameless", name: undefined, timestamp: ago(30) }),
    ]);
    const ids = async (transaction?: string) =>
      TracesAnswer.parse(await apm.traces(space, { service: "toy-shop", transaction })).traces.map(
        (one) => one.transactionId,
      );
    expect(await ids("GET /products/:id")).toEqual(["new", "old"]);
    expect(await ids("")).toEqual(["nameless"]);
    expect(await ids()).toEqual(["new", "nameless", "old"]);
    const [newest] = (await apm.traces(space, { service: "toy-shop" })).traces;
    expect(newest).toMatchObject({ spans: 7, result: "HTTP 2xx", outcome: "success", durationUs: 11_075 });
  });

  it("shows an app whose clock is wrong by hours or decades", async () => {
    for (const timestamp of [
      epochMicros(now() - 9 * MICROS_PER_HOUR),
      epochMicros(now() + 9 * MICROS_PER_HOUR),
      epochMicros(1),
      epochMicros(9_999_999_999_000_000),
    ]) {
      const space = newSpace();
      await send(space, [sampleTransaction({ timestamp }), sampleSpan({ timestamp })]);
      const { services } = await apm.services(space, {});
      expect(services, String(timestamp)).toMatchObject([{ name: "toy-shop", transactions: 1 }]);
      const { traces } = await apm.traces(space, { service: "toy-shop" });
      expect(traces).toMatchObject([{ timestamp }]);
      expect((await apm.transactions(space, { service: "toy-shop" })).groups).toHaveLength(1);
      expect((await apm.trace(space, "c7b007682532d1460df917ce0b9646e2")).items).toHaveLength(2);
      if (timestamp < now() && timestamp > 1) expect(services).toMatchObject([{ basis: "received" }]);
    }
  });

  it("puts a trace together over services, with its errors, each event once", async () => {
    const space = newSpace();
    const traceId = "trace with 'quotes' and 한글";
    const back = sampleResource("back", "prod");
    const events = [
      sampleTransaction({ traceId, timestamp: ago(3) }),
      sampleSpan({ traceId, timestamp: ago(2), sync: true, childIds: ["x"], composite: { count: 5, sum: micros(9) } }),
      sampleTransaction({
        traceId,
        resource: back,
        transactionId: "back-1",
        parentId: "27ce4149fa5e3068",
        timestamp: ago(1),
      }),
      sampleError({ traceId, timestamp: ago(1) }),
      sampleError({ traceId, id: "e2", exceptions: undefined, log: { message: "logged" }, timestamp: ago(1) }),
    ];
    await send(space, events);
    await send(space, events);
    const answer = TraceAnswer.parse(await apm.trace(space, traceId));
    expect(answer.items.map(({ kind, id, service }) => [kind, id, service])).toEqual([
      ["transaction", "6ad1870483cb4308", "toy-shop"],
      ["span", "27ce4149fa5e3068", "toy-shop"],
      ["transaction", "back-1", "back"],
    ]);
    expect(answer.items[1]).toMatchObject({ sync: true, childIds: ["x"], compositeCount: 5, subtype: "postgresql" });
    expect(answer.errors.map(({ message, handled }) => [message, handled]).sort()).toEqual([
      ["card declined", true],
      ["logged", null],
    ]);
    expect(answer).toMatchObject({ total: 3, truncated: false });
  });

  it("limits a huge trace and says so", async () => {
    const space = newSpace();
    const traceId = "huge";
    const spans = Array.from({ length: 6_000 }, (_, i) => sampleSpan({ traceId, spanId: `s${i}` }));
    await send(space, spans);
    const answer = await apm.trace(space, traceId);
    expect(answer).toMatchObject({ total: 6_000, truncated: true });
    expect(answer.items).toHaveLength(5_000);
  });

  it("shows everything that was sent of an event", async () => {
    const space = newSpace();
    const stacktrace = [{ filename: "app.cjs", lineno: 3, function: "f", libraryFrame: false, contextLine: "f()" }];
    await send(space, [
      sampleTransaction({
        labels: { strings: [["seat", "A-7"]], numbers: [["n", 1.5]] },
        user: { id: "u1", email: "k@example.com" },
        http: { method: "POST", statusCode: 500, requestHeaders: [["Host", ["x"]]], requestBody: { id: 0 } },
        url: { full: "http://127.0.0.1/checkout" },
        custom: { cart: { items: 3 } },
        marks: [{ name: "agent", marks: [["timeToFirstByte", 12.5]] }],
        experience: { values: [["lcp", 1.5]] },
        session: { id: "s" },
        faas: { coldstart: true },
        links: [{ traceId: "t", spanId: "s" }],
      }),
      sampleSpan({
        stacktrace,
        db: { statement: "SELECT 1", rowsAffected: 0 },
        destination: { serviceResource: "postgresql" },
      }),
      sampleError({
        exceptions: [
          { message: "outer", type: "A", stacktrace },
          { message: "inner", stacktrace: [{ filename: "b.cjs" }] },
        ],
        log: { message: "logged", stacktrace },
        logLine: { level: "warn", logger: "shop", threadName: "main", originLine: 3, dataset: "shop.log" },
      }),
    ]);
    const detail = async (kind: "transaction" | "span" | "error", id: string) => {
      const asked = { traceId: "c7b007682532d1460df917ce0b9646e2", kind, id };
      const answer = EventDetailAnswer.parse(await apm.eventDetail(space, asked));
      return { ...answer, fields: new Map(answer.fields.map(({ name, value }) => [name, value])) };
    };
    const transaction = await detail("transaction", "6ad1870483cb4308");
    for (const [name, value] of [
      ["labels.seat", "A-7"],
      ["numeric_labels.n", "1.5"],
      ["user.email", "k@example.com"],
      ["http.response.status_code", "500"],
      ["http.request.headers.Host", "x"],
      ["http.request.body.original", '{"id":0}'],
      ["url.full", "http://127.0.0.1/checkout"],
      ["transaction.custom.cart", '{"items":3}'],
      ["transaction.marks.agent.timeToFirstByte", "12.5"],
      ["transaction.experience.lcp", "1.5"],
      ["session.id", "s"],
      ["faas.coldstart", "true"],
      ["span.links", '[{"trace.id":"t","span.id":"s"}]'],
      ["process.pid", "17568"],
      ["cloud.region", "asia-northeast3"],
      ["service.runtime.version", "26.10.0"],
      ["host.ip", "127.0.0.1"],
    ]) {
      expect(transaction.fields.get(String(name)), name).toBe(value);
    }
    const span = await detail("span", "27ce4149fa5e3068");
    expect(span.fields.get("span.db.statement")).toBe("SELECT 1");
    expect(span.fields.get("span.db.rows_affected")).toBe("0");
    expect(span.stacktraces).toMatchObject([{ frames: [{ filename: "app.cjs", lineno: 3, contextLine: "f()" }] }]);
    const error = await detail("error", "ddaba6009bc92a8a2228e4ec4642e379");
    expect([...error.fields].filter(([name]) => /^(?:log|process\.thread|event\.dataset)/.test(name))).toEqual([
      ["event.dataset", "shop.log"],
      ["log.level", "warn"],
      ["log.logger", "shop"],
      ["log.origin.file.line", "3"],
      ["process.thread.name", "main"],
    ]);
    expect(error.stacktraces.map(({ title, frames }) => [title, frames[0]?.filename])).toEqual([
      ["A: outer", "app.cjs"],
      ["inner", "b.cjs"],
      ["log", "app.cjs"],
    ]);
    await expect(detail("span", "nobody")).rejects.toMatchObject({ code: "apm.trace-unknown" });
  });

  it("treats names as values, whatever they hold", async () => {
    const space = newSpace();
    const name = "x' OR 1=1 --\\\n\t{space:String} `\"";
    await send(space, [sampleTransaction({ resource: sampleResource(name), name })]);
    expect((await apm.services(space, {})).services.map((one) => one.name)).toEqual([name]);
    expect((await apm.transactions(space, { service: name })).groups.map((one) => one.name)).toEqual([name]);
    expect((await apm.traces(space, { service: name, transaction: name })).traces).toHaveLength(1);
    expect((await apm.traces(space, { service: "' OR 1=1 --" })).traces).toEqual([]);
  });
});
