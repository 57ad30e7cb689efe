import { describe, expect, it } from "vitest";
import type { ServiceRow, ServicesAnswer } from "../../contract/index.ts";
import { type AppNow, appKey } from "../live/live-state.ts";
import { holdOrder } from "./held-order.ts";
import { filterLines, serviceLines, sortLines } from "./service-lines.ts";

const row = (name: string, more: Partial<ServiceRow> = {}): ServiceRow => ({
  name,
  environment: "",
  agent: "python",
  agentVersion: "6.24.0",
  language: "python",
  framework: "django",
  version: "",
  firstSeen: 100,
  lastSeen: 200,
  transactions: 10,
  throughputPerMinute: 5,
  latencyUs: 1_000,
  failedRate: 0.5,
  basis: "event",
  ...more,
});

const live = (name: string, more: Partial<AppNow> = {}): AppNow => ({
  key: appKey(name, ""),
  name,
  environment: "",
  agent: "python",
  language: "python",
  framework: "",
  firstSeen: 120,
  lastSeen: 900,
  hasData: true,
  ordinal: 1,
  transactions: 1,
  throughputPerMinute: 60,
  latencyUs: 2_000,
  failedRate: 0,
  beats: [],
  arrivedAt: null,
  ...more,
});

const answer = (...services: ServiceRow[]): ServicesAnswer => ({ range: { from: 0, to: 1 }, services });
const apps = (...list: AppNow[]) => new Map(list.map((app) => [app.key, app]));

describe("the lines", () => {
  it("take description from the store and figures from the feed", () => {
    const [line] = serviceLines(answer(row("a")), apps(live("a")), true);
    expect(line).toMatchObject({
      framework: "django",
      agentVersion: "6.24.0",
      throughputPerMinute: 60,
      failedRate: 0,
      firstSeen: 100,
      lastSeen: 900,
    });
  });

  it("take figures from the store when a range is asked for", () => {
    const lines = serviceLines(answer(row("a")), apps(live("a"), live("b", { key: appKey("b", "") })), false);
    expect(lines.map((line) => line.throughputPerMinute)).toEqual([5, 0]);
  });

  it("include apps of either side", () => {
    const lines = serviceLines(answer(row("stored")), apps(live("arriving", { hasData: false })), true);
    expect(lines.map((line) => [line.name, line.hasData])).toEqual([
      ["stored", true],
      ["arriving", false],
    ]);
  });
});

it("sorts, with what cannot be computed last either way", () => {
  const lines = serviceLines(
    answer(row("a", { latencyUs: 5 }), row("b", { latencyUs: null }), row("c", { latencyUs: 9 })),
    new Map(),
    false,
  );
  const names = (descending: boolean) => sortLines(lines, { column: "latency", descending }).map((line) => line.name);
  expect(names(true)).toEqual(["c", "a", "b"]);
  expect(names(false)).toEqual(["a", "c", "b"]);
});

it("filters by every word and by environment, the unnamed one too", () => {
  const lines = serviceLines(answer(row("shop-api"), row("shop-web", { environment: "dev" })), new Map(), false);
  expect(filterLines(lines, "SHOP django", undefined)).toHaveLength(2);
  expect(filterLines(lines, "shop", "dev").map((line) => line.name)).toEqual(["shop-web"]);
  expect(filterLines(lines, "", "").map((line) => line.name)).toEqual(["shop-api"]);
});

describe("rows under the pointer", () => {
  it("stand still while new ones wait", () => {
    expect(holdOrder(["a", "b"], ["c", "b", "a"], true)).toEqual({ order: ["a", "b"], waiting: 1 });
  });
  it("leave when they are gone", () => {
    expect(holdOrder(["a", "b"], ["b"], true)).toEqual({ order: ["b"], waiting: 0 });
  });
  it("move again when the pointer leaves", () => {
    expect(holdOrder(["a", "b"], ["c", "b", "a"], false)).toEqual({ order: ["c", "b", "a"], waiting: 0 });
  });
});
