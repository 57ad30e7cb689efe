import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commitTo } from "./commitment.ts";
import { listHash, writeEntries } from "./entry-file.ts";
import { holdDraw } from "./hold-draw.ts";
import { traceLadder } from "./ladder.ts";
import { ProofBundle } from "./proof-bundle.ts";
import { revealOrder } from "./reveal-order.ts";
import { showPlan } from "./show-plan.ts";
import { shownOf } from "./shown-proof.ts";

const EXAMPLE = ProofBundle.parse(
  JSON.parse(readFileSync(new URL("../../../test/vectors/proof-example.json", import.meta.url), "utf8")),
);

describe("what a wall shows of a proof", () => {
  it("is the ladder of the proof itself up to 24 entries", () => {
    const shown = shownOf(EXAMPLE);
    expect(shown.rows).toBe(EXAMPLE.ladder);
    expect(shown.kept).toHaveLength(12);
    expect(shown.dropped).toEqual([]);
  });

  it("is above that the ladder of those whom the cut keeps, and leads each to the rank of the proof", () => {
    const seed = new Uint8Array(32).fill(7);
    const prizesText = "book\t3\n";
    const entriesText = writeEntries(
      Array.from({ length: 60 }, (_, at) => ({ entry: String(at).padStart(8, "0"), lucky: "0".repeat(32) })),
    );
    const { bundle } = holdDraw({
      announced: { draw: "e/d", mode: "C", commit: commitTo("seed", seed), prizes: listHash(prizesText), round: 0 },
      frozen: { entries: listHash(entriesText) },
      entriesText,
      prizesText,
      serverSeed: seed,
      beacon: null,
      room: null,
    });
    const shown = shownOf(bundle);
    expect([...shown.kept, ...shown.dropped].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, at) => at),
    );
    const dest = traceLadder(24, shown.rows);
    for (const [slot, pole] of shown.order.entries()) {
      expect(shown.layout[dest[pole] ?? -1]).toBe(slot);
      expect(shown.kept[pole]).toBe(bundle.order[slot]);
    }
  });
});

describe("the plan of a show", () => {
  it.each([1, 2, 3, 12, 24, 25, 300])("runs %i entries in the order of the reveal, one after the other", (entries) => {
    const { runs, uncovered, end } = showPlan(entries, 3);
    const slots = Array.from({ length: Math.min(entries, 24) }, (_, slot) => slot);
    expect(runs.map((run) => run.slots)).toEqual(revealOrder(slots).map((group) => group));
    let before = uncovered;
    for (const run of runs) {
      expect(run.from).toBeGreaterThanOrEqual(before);
      expect(run.arrives).toBeGreaterThan(run.from);
      before = run.until;
    }
    expect(end).toBeGreaterThan(before);
    expect(end).toBeLessThan(90_000);
  });
});
