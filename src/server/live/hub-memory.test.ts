import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { DEFAULT_SPACE, epochMicros, MICROS_PER_SECOND, micros } from "../../kernel/index.ts";
import type { Resource } from "../../model/index.ts";
import { LiveHub } from "./hub.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const heldBytes = (): number => {
  for (let i = 0; i < 3; i++) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const APPS = 2_000;
const ARRIVALS = 300_000;
const THREE_DAYS = 3 * 86_400;

it("holds no more after 300,000 arrivals of 2,000 apps over three days than after the first 60,000", () => {
  let now = 1_795_000_000 * MICROS_PER_SECOND;
  using hub = new LiveHub({ now: () => epochMicros(now), monotonic: () => micros(now) });
  let frames = 0;
  const reader = { seesRejections: true, send: () => void frames++ };
  let leave = hub.subscribe(DEFAULT_SPACE, reader, undefined);
  // Each name is made anew, as a decoder makes it, so that what is kept shows.
  const sender = (n: number): Resource => ({
    service: { name: `app-${n}-${"x".repeat(40)}`, environment: `env-${n % 3}`, language: { name: "go" } },
    agent: { name: "go", version: "2" },
  });
  const arrive = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      now += (THREE_DAYS * MICROS_PER_SECOND) / ARRIVALS;
      const activity = { transactions: 1, durationSum: 900, failures: i % 7 === 0 ? 1 : 0, successes: 1 };
      hub.observe(DEFAULT_SPACE, epochMicros(now), [{ resource: sender(i % APPS), events: 3, activity }]);
      if (i % 10 === 0) {
        hub.record({
          at: epochMicros(now),
          space: DEFAULT_SPACE,
          reason: "key-unknown",
          status: 401,
          address: `10.0.${i % 250}.${i % 199}`,
          agent: `agent-${i}`,
          service: undefined,
          detail: "",
          params: {},
          count: 1,
        });
      }
      // A wall that loses its line and comes back.
      if (i % 5_000 === 0) {
        leave();
        leave = hub.subscribe(DEFAULT_SPACE, reader, undefined);
      }
    }
  };
  arrive(0, ARRIVALS / 5);
  const early = heldBytes();
  arrive(ARRIVALS / 5, ARRIVALS);
  const late = heldBytes();
  leave();
  expect(hub.apps(DEFAULT_SPACE)).toHaveLength(APPS);
  expect(hub.rejections(DEFAULT_SPACE).length).toBeLessThanOrEqual(200);
  expect(frames).toBeGreaterThan(APPS);
  expect(late - early).toBeLessThan(3_000_000);
  expect(late).toBeLessThan(200_000_000);
});

it("remembers no more than 2,000 names, whatever outsiders send", () => {
  using hub = new LiveHub({ now: () => epochMicros(1), monotonic: () => micros(1) });
  for (let i = 0; i < 10_000; i++) {
    const resource: Resource = {
      service: { name: `flood-${i}`, environment: "" },
      agent: { name: "a", version: "1" },
    };
    const activity = { transactions: 1, durationSum: 1, failures: 0, successes: 1 };
    hub.observe(DEFAULT_SPACE, epochMicros(i), [{ resource, events: 1, activity }]);
    hub.expect(DEFAULT_SPACE, { service: `greeting-${i}`, agent: "a", environment: "" });
  }
  expect(hub.apps(DEFAULT_SPACE)).toHaveLength(2_000);
});
