import { expect, it } from "vitest";
import type { AppNow } from "../live/live-state.ts";
import { nextArrival } from "./arrivals.ts";
import { frameworkShares } from "./frameworks.ts";
import { dotSizes } from "./heartbeat.tsx";

const SECOND = 1_000_000;
const apps = (...ordinals: number[]) => ordinals.map((ordinal) => ({ ordinal }) as AppNow);

it("shows arrivals one after the other", () => {
  expect(nextArrival(apps(5, 4, 3), 3)?.ordinal).toBe(4);
  expect(nextArrival(apps(5, 4, 3), 5)).toBeUndefined();
});

it("skips ahead after a rush, so that the newest is not minutes late", () => {
  const rush = apps(...Array.from({ length: 30 }, (_, index) => 30 - index));
  expect(nextArrival(rush, 2)?.ordinal).toBe(26);
});

it("gathers frameworks beyond five", () => {
  const used = ["django", "django", "flask", "express", "gin", "rails", "spring", ""].map((framework) => ({
    framework,
    language: "go",
  }));
  const shares = frameworkShares(used);
  expect(shares[0]).toEqual({ name: "django", apps: 2 });
  expect(shares).toHaveLength(6);
  expect(shares.at(-1)).toEqual({ name: "", apps: 2 });
});

it("draws the requests of the last sixteen seconds as eight dots", () => {
  const now = 1_000 * SECOND;
  const beats = [
    { at: now - 300 * SECOND, requests: 99 },
    { at: now - 14 * SECOND, requests: 1 },
    { at: now - 2 * SECOND, requests: 12 },
    { at: now, requests: 40 },
  ];
  expect(dotSizes(beats, now)).toEqual([1, 0, 0, 0, 0, 0, 2, 3]);
});
