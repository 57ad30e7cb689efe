import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  EventDetailAnswer,
  ServicesAnswer,
  TraceAnswer,
  TracesAnswer,
  TransactionsAnswer,
} from "../../src/contract/index.ts";
import { startToy, type Toy } from "../agents/node-express/toy.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { followLive, type LiveReader } from "../live-reader.ts";

const NAME = "toy-shop";

/**
 * A participant pastes the lines, presses a page, and sees the app arrive, its transactions, a trace, an error;
 * the plug is pulled, and everything that was acknowledged is there again.
 */
describe("a real agent's first app", () => {
  let booth: Booth;
  let toy: Toy;
  let live: LiveReader;

  beforeAll(async () => {
    booth = await startBooth();
    live = await followLive(booth.url, host());
    toy = await startToy({
      ELASTIC_APM_SERVER_URL: booth.url,
      ELASTIC_APM_SECRET_TOKEN: booth.secretToken,
      ELASTIC_APM_SERVICE_NAME: NAME,
      ELASTIC_APM_API_REQUEST_TIME: "1s",
      ELASTIC_APM_ENVIRONMENT: "pycon",
      ELASTIC_APM_CAPTURE_BODY: "all",
      ELASTIC_APM_METRICS_INTERVAL: "1s",
    });
  });
  afterAll(async () => {
    live[Symbol.dispose]();
    await toy[Symbol.asyncDispose]();
    await booth[Symbol.asyncDispose]();
  });

  const host = () => ({ authorization: `Bearer ${booth.hostToken}` });
  const arrivals = () => live.messages.filter((message) => message.type === "arrival");
  const ticked = (transactions: number) =>
    live.messages
      .flatMap((message) => (message.type === "tick" ? message.apps : []))
      .find((app) => app.name === NAME && app.transactions === transactions);
  const services = async () => ServicesAnswer.parse(await ask(booth, "/api/services")).services;

  it("is announced when its agent connects, and has data within two seconds of its first request", async () => {
    const greeting = await eventually(async () => arrivals()[0]);
    expect(greeting).toMatchObject({ isNew: true, app: { name: NAME, agent: "nodejs", ordinal: 1 } });
    const pressed = performance.now();
    await fetch(`${toy.url}/products/1`);
    const { app } = await eventually(async () => arrivals().find((arrival) => arrival.app.transactions === 1));
    expect(performance.now() - pressed).toBeLessThan(2_000);
    expect(app).toMatchObject({ environment: "pycon", language: "javascript", framework: "express", hasData: true });
    expect(await eventually(async () => ticked(1))).toMatchObject({ environment: "pycon", requests: 1 });
  });

  it("is in the inventory with its figures", async () => {
    for (let i = 0; i < 9; i++) await fetch(`${toy.url}/products/${i}`);
    await fetch(`${toy.url}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ 상품: "티셔츠", 수량: 2 }),
    });
    await fetch(`${toy.url}/broken`);
    const row = await eventually(async () =>
      (await services()).find(({ name, transactions }) => name === NAME && transactions >= 12),
    );
    expect(row).toMatchObject({
      environment: "pycon",
      agent: "nodejs",
      language: "javascript",
      framework: "express",
      basis: "event",
    });
    expect(row.failedRate).toBeCloseTo(1 / 12, 5);
    expect(row.latencyUs).toBeGreaterThan(0);
    expect(row.firstSeen).toBeLessThanOrEqual(row.lastSeen);
  });

  it("shows groups, traces, the waterfall and what an event holds, Korean intact", async () => {
    const { groups } = TransactionsAnswer.parse(await ask(booth, `/api/services/${NAME}/transactions`));
    expect(groups.map(({ name }) => name).sort()).toEqual(["GET /broken", "GET /products/:id", "POST /orders"]);
    const products = groups.find(({ name }) => name === "GET /products/:id");
    expect(products).toMatchObject({ transactions: 10, type: "request" });
    expect(products?.latencyUs.avg).toBeGreaterThan(5_000);

    const query = new URLSearchParams({ transaction: "GET /products/:id", type: "request" });
    const { traces } = TracesAnswer.parse(await ask(booth, `/api/services/${NAME}/traces?${query}`));
    expect(traces).toHaveLength(10);
    const [newest] = traces;
    const trace = TraceAnswer.parse(await ask(booth, `/api/traces/${newest?.traceId}`));
    const span = trace.items.find(({ kind }) => kind === "span");
    expect(span).toMatchObject({
      name: "SELECT FROM products",
      type: "db",
      subtype: "postgresql",
      parentId: newest?.transactionId,
    });

    const detail = EventDetailAnswer.parse(
      await ask(booth, `/api/traces/${newest?.traceId}/events/transaction/${newest?.transactionId}`),
    );
    expect(detail.fields.find(({ value }) => value === "김하늘")?.name).toBe("labels.손님");
    const spanDetail = EventDetailAnswer.parse(
      await ask(booth, `/api/traces/${newest?.traceId}/events/span/${span?.id}`),
    );
    expect(spanDetail.fields.map(({ value }) => value)).toContain("SELECT * FROM products WHERE id = $1");
  });

  it("keeps the body it captured and the error with its stack", async () => {
    const find = async (name: string) => {
      const query = new URLSearchParams({ transaction: name });
      return TracesAnswer.parse(await ask(booth, `/api/services/${NAME}/traces?${query}`)).traces[0];
    };
    const order = await find("POST /orders");
    const orderDetail = EventDetailAnswer.parse(
      await ask(booth, `/api/traces/${order?.traceId}/events/transaction/${order?.transactionId}`),
    );
    expect(orderDetail.fields.find(({ name }) => name.startsWith("http.request.body"))?.value).toContain("티셔츠");

    const broken = await find("GET /broken");
    expect(broken).toMatchObject({ outcome: "failure", result: "HTTP 5xx" });
    const trace = await eventually(async () => {
      const answer = TraceAnswer.parse(await ask(booth, `/api/traces/${broken?.traceId}`));
      return answer.errors.length > 0 ? answer : undefined;
    });
    expect(trace.errors[0]).toMatchObject({ type: "TypeError", message: "가격을 읽을 수 없습니다" });
    const error = EventDetailAnswer.parse(
      await ask(booth, `/api/traces/${broken?.traceId}/events/error/${trace.errors[0]?.id}`),
    );
    expect(error.stacktraces[0]?.frames[0]).toMatchObject({ filename: "app.cjs", libraryFrame: false });
  });

  it("left the agent without a complaint", () => {
    expect(toy.output()).not.toMatch(/error|warn/i);
  });

  it("is there again after the plug was pulled", async () => {
    const before = (await services()).find(({ name }) => name === NAME);
    await booth.kill();
    booth = await startBooth({ dataDir: booth.dataDir, port: booth.port });
    expect(booth.startedInMillis).toBeLessThan(5_000);
    const after = await eventually(async () => (await services()).find(({ name }) => name === NAME));
    expect(after.transactions).toBeGreaterThanOrEqual(before?.transactions ?? Number.POSITIVE_INFINITY);
    expect(after.firstSeen).toBe(before?.firstSeen);
    using again = await followLive(booth.url, host());
    const snapshot = await eventually(async () => again.messages[0]);
    expect(snapshot).toMatchObject({ type: "snapshot", apps: [{ name: NAME, environment: "pycon" }] });
  });
});
