import { expect, it } from "vitest";
import type { TraceSample } from "../../contract/index.ts";
import { timeOf, traceMoment } from "./trace-time.ts";

const SECOND = 1_000_000;
const ARRIVED = new Date(2026, 10, 22, 15, 4, 5, 123).getTime() * 1_000;

const sample = (timestamp: number, durationUs = SECOND): TraceSample => ({
  traceId: "t",
  transactionId: "a",
  service: "shop",
  environment: "",
  name: "GET /",
  type: "request",
  result: "",
  outcome: "success",
  timestamp,
  receivedAt: ARRIVED,
  durationUs,
  spans: 0,
});

it("believes an app's clock within reason", () => {
  for (const ago of [0, 10, 3_000, -30]) {
    const at = ARRIVED - ago * SECOND;
    expect(timeOf(sample(at), "event")).toEqual({ shown: at, own: null });
  }
  const long = ARRIVED - 5 * 3_600 * SECOND;
  expect(timeOf(sample(long, 5 * 3_600 * SECOND), "event")).toEqual({ shown: long, own: null });
});

it("shows the arrival of what comes from the future or from long ago", () => {
  for (const ago of [-120, 7_200]) {
    const at = ARRIVED - ago * SECOND;
    expect(timeOf(sample(at), "event")).toEqual({ shown: ARRIVED, own: at });
  }
  expect(timeOf(sample(ARRIVED), "received")).toEqual({ shown: ARRIVED, own: ARRIVED });
});

it("writes milliseconds today and the date on other days", () => {
  expect(traceMoment(ARRIVED, ARRIVED + 60 * SECOND)).toBe("15:04:05.123");
  expect(traceMoment(ARRIVED, ARRIVED + 86_400 * SECOND)).toBe("11-22 15:04");
});
