import { afterAll, beforeAll, expect, it } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";

let booth: Booth;

beforeAll(async () => {
  // Nobody listens there.
  booth = await startBooth({ env: { SADARI_CLICKHOUSE_URL: "http://user:geheim@127.0.0.1:9/sadari" } });
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
