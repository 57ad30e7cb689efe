import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";

let booth: Booth;

beforeAll(async () => {
  // Nobody listens there.
  const env = { SADARI_CLICKHOUSE_URL: "http://user:geheim@127.0.0.1:9/sadari", SADARI_SPOOL_BYTES: "64MB" };
  booth = await startBooth({ env });
});
afterAll(() => booth[Symbol.asyncDispose]());

it("takes events while the store is away, and says so to whoever asks whether it is ready", async () => {
  const metadata = { service: { name: "early-bird", agent: { name: "nodejs", version: "4.18.0" } } };
  const error = { id: "e1", timestamp: Date.now() * 1000, log: { message: "before the store" } };
  const { status } = await fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${booth.secretToken}`, "content-type": "application/x-ndjson" },
    body: `${JSON.stringify({ metadata })}\n${JSON.stringify({ error })}\n`,
  });
  expect(status).toBe(202);
  const said = await eventually(async () => {
    const answer = await fetch(`${booth.url}/readyz`);
    const words = await answer.text();
    return words.includes("spool") ? { status: answer.status, words } : undefined;
  });
  expect(said.status).toBe(200);
  expect(JSON.parse(said.words)).toEqual({
    status: "ready",
    reasons: [],
    warnings: ["the event store takes no data; events wait in the spool"],
  });
  const metrics = await (await fetch(`${booth.url}/metrics`)).text();
  expect(metrics).toMatch(/^sadari_telemetry_spooled_events 1$/m);
  expect(metrics).toMatch(/^sadari_telemetry_outage_seconds [0-9.]*[1-9]/m);
  expect(booth.output()).toContain("ClickHouse is not reachable yet");
  expect(booth.output()).not.toContain("geheim");
});

it("answers in good time until the spool is full, and then says so", async () => {
  const metadata = { service: { name: "goes-on", agent: { name: "nodejs", version: "4.18.0" } } };
  const post = async (bytes: number) => {
    const message = randomBytes(Math.min(bytes, 100_000)).toString("latin1");
    const log = JSON.stringify({ log: { message } });
    const lines = Array<string>(Math.ceil(bytes / 100_000)).fill(log);
    const started = performance.now();
    const answer = await fetch(`${booth.url}/intake/v2/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${booth.secretToken}`, "content-type": "application/x-ndjson" },
      body: [JSON.stringify({ metadata }), ...lines].join("\n"),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      text,
      retryAfter: answer.headers.get("retry-after"),
      took: performance.now() - started,
    };
  };
  const answers = [];
  let taken = 0;
  while (answers.at(-1)?.status !== 503 && answers.length < 100) {
    answers.push(await post(4_000_000), await post(1));
    taken += answers.slice(-2).filter(({ status }) => status === 202).length;
  }
  expect(answers.at(-1)).toMatchObject({ status: 503, retryAfter: "5" });
  expect(answers.at(-1)?.text).toContain("queue is full");
  expect(taken).toBeGreaterThan(15);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 503]));
  // Agents give up after five.
  expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(4_500);
}, 120_000);
