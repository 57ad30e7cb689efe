import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ProofBundle, shownOf } from "../../challenge/draw/index.ts";
import { along, ladderModel, lengthOf } from "./ladder-model.ts";

const bundle = ProofBundle.parse(
  JSON.parse(readFileSync(new URL("../../../test/vectors/proof-example.json", import.meta.url), "utf8")),
);

describe("the ladder as it is painted", () => {
  const model = ladderModel(shownOf(bundle));

  it("leads every lane to the rank that the proof gives it", () => {
    for (const [slot, lane] of bundle.order.entries()) expect(model.slots[lane]).toBe(slot);
  });

  it("goes down all the way, and sideways only by one pole at a rung", () => {
    for (const path of model.paths) {
      expect(path[0]?.y).toBe(0);
      expect(path.at(-1)?.y).toBe(1);
      for (const [at, point] of path.entries()) {
        const before = path[at - 1] ?? point;
        expect(point.y).toBeGreaterThanOrEqual(before.y);
        if (point.x !== before.x) {
          expect(Math.abs(point.x - before.x)).toBe(1);
          expect(point.y).toBe(before.y);
          const gap = Math.min(point.x, before.x);
          expect(model.rungs.some((rung) => rung.gap === gap && rung.height === point.y)).toBe(true);
        }
      }
    }
  });

  it("has travellers walk at an even pace", () => {
    const path = [
      { x: 0, y: 0 },
      { x: 0, y: 50 },
      { x: 30, y: 50 },
      { x: 30, y: 100 },
    ];
    expect(lengthOf(path)).toBe(130);
    expect(along(path, 0)).toEqual({ x: 0, y: 0 });
    expect(along(path, 65 / 130)).toEqual({ x: 15, y: 50 });
    expect(along(path, 2)).toEqual({ x: 30, y: 100 });
  });
});
