import { describe, expect, it } from "vitest";
import { judge } from "./retention.ts";

const stored = new Map(
  ["2026-11-22", "2026-11-20", "2026-11-21", "2026-11-01", "2026-11-08", "2026-11-23"].map((day) => [
    day,
    { rows: 1, bytes: 100 },
  ]),
);
const drops = (days: number, bytes: number) =>
  judge(stored, { days, bytes }, "2026-11-22")
    .filter(({ drop }) => drop !== undefined)
    .map(({ day, drop }) => `${day} ${drop}`);

describe("what retention drops", () => {
  it("is nothing within both limits", () => {
    expect(drops(30, 1_000)).toEqual([]);
  });

  it("is what is older than the whole days to keep", () => {
    expect(drops(14, 1_000)).toEqual(["2026-11-01 too old"]);
    expect(drops(13, 1_000)).toEqual(["2026-11-01 too old", "2026-11-08 too old"]);
  });

  it("is the oldest days until the rest fits, counting what goes for its age", () => {
    expect(drops(30, 450)).toEqual(["2026-11-01 too much", "2026-11-08 too much"]);
    expect(drops(14, 450)).toEqual(["2026-11-01 too old", "2026-11-08 too much"]);
  });

  it("is never the current day, however little may be kept", () => {
    expect(drops(0, 0)).toEqual([
      "2026-11-01 too old",
      "2026-11-08 too old",
      "2026-11-20 too old",
      "2026-11-21 too old",
    ]);
  });
});
