import { describe, expect, it } from "vitest";
import type { ServiceRow, ServicesAnswer } from "../../contract/index.ts";
import { type AppNow, appKey } from "../live/live-state.ts";
import { holdOrder } from "./held-order.ts";
import { filterLines, type ServiceLine, serviceLines, sortLines } from "./service-lines.ts";

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

const answer = (...services: ServiceRow[]): ServicesAnswer => ({ range: { from: 0, to: 1_000 }, services });
const apps = (...list: AppNow[]) => new Map(list.map((app) => [app.key, app]));

describe("the lines", () => {
  it("take description from the store and figures from the feed", () => {
    const [line] = serviceLines(answer(row("a")), apps(live("a")), "feed");
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
    const lines = serviceLines(answer(row("a")), apps(live("a"), live("b")), "answer");
    expect(lines.map((line) => line.throughputPerMinute)).toEqual([5, 0]);
  });

  it("invent no figures of a range that has no answer", () => {
    const figures = ({ throughputPerMinute, latencyUs, failedRate }: ServiceLine) => [
      throughputPerMinute,
      latencyUs,
      failedRate,
    ];
    const nothing = [null, null, null];
    expect(serviceLines(undefined, apps(live("a")), "answer").map(figures)).toEqual([nothing]);
    // Nor of a range whose answer is not this one, nor of the last minute before the feed has been heard.
    const lines = serviceLines(answer(row("a"), row("b")), apps(live("b"), live("c")), "nobody");
    expect(lines.map(figures)).toEqual([nothing, nothing, nothing]);
  });

  it("invent no figures of an app that came after the answer", () => {
    const later = live("later", { firstSeen: 1_500 });
    const lines = serviceLines(answer(), apps(live("before"), later), "answer");
    expect(lines.map((line) => line.throughputPerMinute)).toEqual([0, null]);
  });

  it("include apps of either side", () => {
    const lines = serviceLines(answer(row("stored")), apps(live("arriving", { hasData: false })), "feed");
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
    "answer",
  );
  const names = (descending: boolean) => sortLines(lines, { column: "latency", descending }).map((line) => line.name);
  expect(names(true)).toEqual(["c", "a", "b"]);
  expect(names(false)).toEqual(["a", "c", "b"]);
});

it("filters by every word and by environment, the unnamed one too", () => {
  const lines = serviceLines(answer(row("shop-api"), row("shop-web", { environment: "dev" })), new Map(), "answer");
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
