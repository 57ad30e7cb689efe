import { expect, it } from "vitest";
import {
  ageOf,
  formatClock,
  formatDuration,
  formatMillis,
  formatMoment,
  formatPercent,
  formatThroughput,
  formatThroughputFromAfar,
} from "./format.ts";

const SECOND = 1_000_000;

it("writes throughput", () => {
  expect([0, 0.04, 0.1, 3, 1_234.56].map(formatThroughput)).toEqual([
    "0 tpm",
    "< 0.1 tpm",
    "0.1 tpm",
    "3.0 tpm",
    "1,234.6 tpm",
  ]);
  expect([0, 3, 9.94, 9.96, 12_345.6].map(formatThroughputFromAfar)).toEqual(["0", "3", "9.9", "10", "12,346"]);
});

it("writes shares: one decimal under ten percent, N/A for nothing counted", () => {
  expect([null, 0, 0.0012, 0.0994, 0.0996, 0.523, 1].map(formatPercent)).toEqual([
    "N/A",
    "0 %",
    "0.1 %",
    "9.9 %",
    "10 %",
    "52 %",
    "100 %",
  ]);
});

it("writes table durations in ms, one decimal under ten", () => {
  expect([null, 900, 9_940, 12_000, 1_234_000].map(formatMillis)).toEqual([
    "N/A",
    "0.9 ms",
    "9.9 ms",
    "12 ms",
    "1,234 ms",
  ]);
});

it("changes the unit of a bar at ten of the next", () => {
  expect(
    [9_999, 10_000, 9.9 * SECOND, 12.34 * SECOND, 11 * 60 * SECOND, 12 * 3_600 * SECOND].map(formatDuration),
  ).toEqual(["9,999 μs", "10 ms", "9,900 ms", "12.3 s", "11 min", "12 h"]);
});

it("counts ages up, and takes the future for now", () => {
  const age = (seconds: number) => ageOf(0, seconds * SECOND);
  expect(age(-5)).toEqual({ unit: "now", n: 0 });
  expect(age(3)).toEqual({ unit: "seconds", n: 3 });
  expect(age(119)).toEqual({ unit: "minutes", n: 1 });
  expect(age(7_200)).toEqual({ unit: "hours", n: 2 });
  expect(age(90_000)).toEqual({ unit: "days", n: 1 });
});

it("writes the time of day in 24 hours, with the day when it is another", () => {
  const at = new Date(2026, 10, 22, 15, 4, 5, 123).getTime() * 1_000;
  expect(formatClock(at, "millis")).toBe("15:04:05.123");
  expect(formatMoment(at, at)).toBe("15:04:05");
  expect(formatMoment(at, at + 86_400 * SECOND)).toBe("11-22 15:04");
});
