import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { eventually, startBooth } from "../booth.ts";
import { followLive, type LiveReader } from "../live-reader.ts";
import { firstRequest, sendAsOthers, sendEvents } from "../load/others.ts";

const NEWCOMERS = 100;
const OTHERS_PER_SECOND = 1_000;

it("a new app is on the wall within a second while others send 1,000 events a second", {
  timeout: 90_000,
}, async () => {
  await using booth = await startBooth();
  using live = await followLive(booth.url, { authorization: `Bearer ${booth.hostToken}` });
  await eventually(async () => live.messages[0]);
  let running = true;
  const others = sendAsOthers(booth, OTHERS_PER_SECOND, () => running);

  const seen = watchArrivals(live);
  const millis: number[] = [];
  for (let i = 0; i < NEWCOMERS; i++) {
    const name = `newcomer-${i}`;
    const arrived = seen.next(name);
    // The moment is taken before the request leaves: the last byte is on its way after it.
    const sent = performance.now();
    expect(await sendEvents(booth, booth.secretToken, firstRequest(name))).toBe(202);
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
