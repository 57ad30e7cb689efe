import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { followLive, type LiveReader } from "../live-reader.ts";
import { FreshBodies } from "../load/fresh-bodies.ts";

const NEWCOMERS = 100;
const OTHERS_PER_SECOND = 1_000;
const EVENTS_PER_BODY = 100;

it("a new app is on the wall within a second while others send 1,000 events a second", {
  timeout: 90_000,
}, async () => {
  await using booth = await startBooth();
  using live = await followLive(booth.url, { authorization: `Bearer ${booth.hostToken}` });
  await eventually(async () => live.messages[0]);
  let running = true;
  const others = sendAsOthers(booth, () => running);

  const seen = watchArrivals(live);
  const millis: number[] = [];
  for (let i = 0; i < NEWCOMERS; i++) {
    const name = `newcomer-${i}`;
    const arrived = seen.next(name);
    // The moment is taken before the request leaves: the last byte is on its way after it.
    const sent = performance.now();
    expect(await post(booth, firstRequest(name))).toBe(202);
    millis.push((await arrived) - sent);
    await sleep(Math.random() * 100);
  }
  running = false;
  const sentByOthers = await others;
  seen.stop();

  millis.sort((a, b) => a - b);
  const at = (share: number): number => millis[Math.ceil(millis.length * share) - 1] ?? Number.NaN;
  console.log(
    `arrival: p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms beside ${sentByOthers.toFixed(0)} events/s`,
  );
  expect(sentByOthers).toBeGreaterThan(OTHERS_PER_SECOND * 0.8);
  expect(at(0.99)).toBeLessThan(1_000);
});

function firstRequest(name: string): string {
  const metadata = { service: { name, agent: { name: "python", version: "6.26.2" }, language: { name: "python" } } };
  const transaction = {
    id: randomBytes(8).toString("hex"),
    trace_id: randomBytes(16).toString("hex"),
    name: "GET /",
    type: "request",
    duration: 1.5,
    timestamp: Date.now() * 1_000,
    span_count: { started: 0 },
  };
  return `${JSON.stringify({ metadata })}\n${JSON.stringify({ transaction })}\n`;
}

async function post(booth: Booth, body: string | Uint8Array<ArrayBuffer>, encoding?: string): Promise<number> {
  const headers = {
    authorization: `Bearer ${booth.secretToken}`,
    "content-type": "application/x-ndjson",
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  const response = await fetch(`${booth.url}/intake/v2/events`, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}

/** Sends recorded bodies at the rate; resolves with the rate it kept. */
async function sendAsOthers(booth: Booth, running: () => boolean): Promise<number> {
  const bodies = new FreshBodies("node-express", EVENTS_PER_BODY, 1);
  const started = performance.now();
  let sent = 0;
  while (running()) {
    const { gzip, events } = bodies.next();
    expect(await post(booth, new Uint8Array(gzip), "gzip")).toBe(202);
    sent += events;
    const due = started + (sent / OTHERS_PER_SECOND) * 1_000;
    await sleep(Math.max(0, due - performance.now()));
  }
  return sent / ((performance.now() - started) / 1_000);
}

/** Looks through what the stream brought every few milliseconds; tells when an app's arrival with data was first there. */
function watchArrivals(live: LiveReader): { next(name: string): Promise<number>; stop(): void } {
  const waiting = new Map<string, (at: number) => void>();
  let read = live.messages.length;
  const timer = setInterval(() => {
    for (; read < live.messages.length; read++) {
      const message = live.messages[read];
      if (message?.type === "arrival" && message.app.hasData) waiting.get(message.app.name)?.(performance.now());
    }
  }, 2);
  return {
    next: (name) => new Promise((resolve) => waiting.set(name, resolve)),
    stop: () => clearInterval(timer),
  };
}
