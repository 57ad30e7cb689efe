import type { Ladder } from "./ladder.ts";

export interface PlacedRung {
  readonly row: number;
  readonly gap: number;
  /** Distance from the top, as a part of the pole: above 0, below 1. */
  readonly height: number;
}

/**
 * Where to paint each rung (§7c): half-way between the highest and the lowest level it could have. Both keep the order of
 * the rungs on every pole, so their mean does too.
 */
export function placeRungs(n: number, rows: Ladder): PlacedRung[] {
  const highest = levels(n, rows);
  const lowest = levels(n, rows.toReversed()).toReversed();
  const count = 1 + Math.max(-1, ...highest.flat());
  return rows.flatMap((gaps, row) =>
    gaps.map((gap, index) => {
      const fromTop = highest[row]?.[index] ?? 0;
      const fromBottom = lowest[row]?.[index] ?? 0;
      return { row, gap, height: ((fromTop + count - 1 - fromBottom) / 2 + 0.5) / count };
    }),
  );
}

/** The level of every rung when each is as near the start as its poles allow; same shape as `rows`. */
function levels(n: number, rows: Ladder): number[][] {
  const used = new Array<number>(n).fill(0);
  return rows.map((gaps) =>
    gaps.map((gap) => {
      const level = Math.max(used[gap] ?? 0, used[gap + 1] ?? 0);
      used[gap] = level + 1;
      used[gap + 1] = level + 1;
      return level;
    }),
  );
}
