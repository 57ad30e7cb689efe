import { describe, expect, it } from "vitest";
import type { TraceError, TraceItem } from "../../contract/index.ts";
import { axisLabels, barPlace, ticks } from "./axis.ts";
import { assignHues } from "./colours.ts";
import { initiallyFolded, visibleRows } from "./visible-rows.ts";
import { buildWaterfall, unusualSync } from "./waterfall.ts";

const BASE = 1_700_000_000_000_000;

function item(
  id: string,
  parentId: string,
  start: number,
  durationUs: number,
  more: Partial<TraceItem> = {},
): TraceItem {
  return {
    kind: parentId === "" ? "transaction" : "span",
    id,
    parentId,
    transactionId: "t",
    service: "shop",
    environment: "",
    agent: "nodejs",
    name: id,
    type: "custom",
    subtype: "",
    action: "",
    timestamp: BASE + start,
    durationUs,
    outcome: "success",
    result: "",
    sync: null,
    compositeCount: 1,
    droppedSpans: 0,
    childIds: [],
    ...more,
  };
}

const shape = (items: readonly TraceItem[]) =>
  buildWaterfall(items, []).rows.map((row) => `${" ".repeat(row.depth)}${row.item.id}${row.orphan ? "?" : ""}`);

describe("the tree", () => {
  it("puts children under parents, by start", () => {
    expect(
      shape([item("b", "t", 50, 10), item("t", "", 0, 100), item("a", "t", 10, 30), item("a1", "a", 12, 5)]),
    ).toEqual(["t", " a", "  a1", " b"]);
  });

  it("keeps orphans under the root and says so", () => {
    const waterfall = buildWaterfall([item("t", "", 0, 100), item("lost", "gone", 20, 10)], []);
    expect(waterfall.rows.map((row) => [row.item.id, row.depth, row.orphan])).toEqual([
      ["t", 0, false],
      ["lost", 1, true],
    ]);
    expect(waterfall).toMatchObject({ orphans: 1, incomplete: false });
  });

  it("takes the earliest item as root when none begins the trace", () => {
    const waterfall = buildWaterfall([item("late", "x", 40, 5), item("early", "x", 10, 50)], []);
    expect(waterfall.incomplete).toBe(true);
    expect(waterfall.rows[0]).toMatchObject({ depth: 0, orphan: false, item: { id: "early" } });
    expect(waterfall.rows).toHaveLength(2);
  });

  it("drops nothing when parents go round in a circle or an id comes twice", () => {
    expect(shape([item("t", "", 0, 9), item("a", "b", 1, 1), item("b", "a", 2, 1), item("s", "s", 3, 1)])).toHaveLength(
      4,
    );
    const twice = buildWaterfall([item("t", "", 0, 9), item("a", "t", 1, 1), item("a", "t", 2, 1)], []);
    expect(new Set(twice.rows.map((row) => row.key)).size).toBe(3);
  });

  it("follows a list of children against the child's own word", () => {
    expect(shape([item("t", "", 0, 9), item("a", "t", 1, 5, { childIds: ["b"] }), item("b", "t", 2, 1)])).toEqual([
      "t",
      " a",
      "  b",
    ]);
  });

  it("survives 5,000 levels", () => {
    const deep = Array.from({ length: 5_000 }, (_, level) =>
      item(`i${level}`, level === 0 ? "" : `i${level - 1}`, level, 1),
    );
    expect(buildWaterfall(deep, []).rows.at(-1)?.depth).toBe(4_999);
  });
});

describe("clocks", () => {
  const caller = item("t", "", 0, 100_000);
  const call = item("call", "t", 10_000, 80_000);

  it("centres a transaction that starts before its caller, with all below it", () => {
    const remote = item("r", "call", -500_000, 40_000, { kind: "transaction", service: "other" });
    const inner = item("q", "r", -490_000, 10_000, { service: "other" });
    const waterfall = buildWaterfall([caller, call, remote, inner], []);
    const starts = new Map(waterfall.rows.map((row) => [row.item.id, row.startUs]));
    expect(starts.get("r")).toBe(10_000 + 20_000);
    expect(starts.get("q")).toBe(10_000 + 20_000 + 10_000);
    expect(waterfall).toMatchObject({ skewed: true, totalUs: 100_000 });
  });

  it("leaves alone what starts after its caller, and spans on their own transaction's clock", () => {
    const remote = item("r", "call", 12_000, 40_000, { kind: "transaction", service: "other" });
    const early = item("s", "t", -5, 10);
    const waterfall = buildWaterfall([caller, call, remote, early], []);
    expect(waterfall.skewed).toBe(false);
    expect(waterfall.rows[0]?.startUs).toBe(5);
  });
});

it("marks errors on the row they belong to", () => {
  const error: TraceError = {
    id: "e",
    parentId: "a",
    transactionId: "t",
    service: "shop",
    timestamp: BASE + 20,
    groupingKey: "",
    type: "Error",
    message: "boom",
    culprit: "",
    handled: false,
  };
  const waterfall = buildWaterfall(
    [item("t", "", 0, 100), item("a", "t", 10, 30)],
    [error, { ...error, id: "f", parentId: "gone" }],
  );
  expect(waterfall.rows.map((row) => row.errors.length)).toEqual([1, 1]);
  expect(waterfall.marks.map((mark) => [mark.atUs, mark.rowKey])).toEqual([
    [20, "span:a"],
    [20, "transaction:t"],
  ]);
});

describe("rows shown", () => {
  const rows = buildWaterfall(
    [item("t", "", 0, 100), item("a", "t", 10, 30), item("a1", "a", 12, 5), item("b", "t", 50, 10)],
    [],
  ).rows;
  const ids = (visible: ReturnType<typeof visibleRows>) =>
    visible.map(({ row, matches }) => row.item.id + (matches ? "" : "~"));

  it("hides what is below a folded row", () => {
    expect(ids(visibleRows(rows, new Set(["span:a"]), ""))).toEqual(["t", "a", "b"]);
  });

  it("shows matches with their ancestors, folded or not", () => {
    expect(ids(visibleRows(rows, new Set(["span:a"]), "a1"))).toEqual(["t~", "a~", "a1"]);
  });

  it("folds a long trace but not the way to the opened row", () => {
    const chain = Array.from({ length: 400 }, (_, level) =>
      item(`i${level}`, level === 0 ? "" : `i${level - 1}`, level, 1),
    );
    const long = buildWaterfall(chain, []).rows;
    expect(visibleRows(long, initiallyFolded(long, undefined), "")).toHaveLength(3);
    expect(visibleRows(long, initiallyFolded(long, "span:i9"), "")).toHaveLength(10);
    expect(initiallyFolded(rows, undefined).size).toBe(0);
  });
});

it("ticks at round moments and keeps bars inside the track", () => {
  expect(ticks(100_000, 5)).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000]);
  expect(ticks(1, 4).length).toBeGreaterThan(1);
  expect(barPlace(50, 100, 100)).toEqual({ left: 50, width: 50 });
  expect(barPlace(-10, 5, 100)).toEqual({ left: 0, width: 5 });
});

it("gives up to ten names a hue each, the same every time", () => {
  const names = Array.from({ length: 10 }, (_, index) => `service-${index}`);
  const hues = assignHues(names);
  expect(new Set(hues.values()).size).toBe(10);
  expect(assignHues([...names].reverse())).toEqual(hues);
});

it("keeps a name's hue while more come, and few names apart at a glance", () => {
  const near = [
    [1, 4],
    [2, 5],
    [4, 6],
  ];
  for (let index = 0; index < 200; index++) {
    const pair = assignHues([`app-${index}`, `api-${index * 7}`]);
    const [one = 0, other = 0] = [...pair.values()].sort();
    expect(Math.max(one, other)).toBeLessThanOrEqual(6);
    expect(one).not.toBe(other);
    expect(near).not.toContainEqual([one, other]);
    const more = assignHues(["a-new-one", ...pair.keys(), "zz"], pair);
    for (const [name, hue] of pair) expect(more.get(name)).toBe(hue);
    expect(new Set(more.values()).size).toBe(4);
  }
});

it("labels the axis in one unit and leaves out what would be cut off", () => {
  const texts = (totalUs: number, wanted = 5) => axisLabels(totalUs, wanted).map(({ text }) => text);
  expect(texts(12_000)).toEqual(["0", "2.5 ms", "5 ms", "7.5 ms", "10 ms"]);
  expect(texts(9_000)).toEqual(["0", "2,000 μs", "4,000 μs", "6,000 μs"]);
  expect(texts(660_000, 3)).toEqual(["0", "250 ms", "500 ms"]);
  expect(texts(11 * 60_000_000)).toEqual(["0", "2.5 min", "5 min", "7.5 min"]);
});

it("names the service where it changes, and the beginning's where there are several", () => {
  const remote = { kind: "transaction", service: "bank" } as const;
  const items = [item("t", "", 0, 100), item("a", "t", 10, 30), item("r", "a", 12, 5, remote)];
  const entering = (some: readonly TraceItem[]) => buildWaterfall(some, []).rows.map((row) => row.entersService);
  expect(entering(items)).toEqual([true, false, true]);
  expect(entering(items.slice(0, 2))).toEqual([false, false]);
});

it("speaks of how a span ran only where that is unusual for its agent", () => {
  const of = (agent: string) => [true, false, null].map((sync) => unusualSync({ agent, sync }));
  for (const agent of ["nodejs", "rum-js", "js-base"]) expect(of(agent)).toEqual(["blocking", null, null]);
  for (const agent of ["python", "java", "go"]) expect(of(agent)).toEqual([null, "async", null]);
});
