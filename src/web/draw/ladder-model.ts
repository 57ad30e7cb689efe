import { type PlacedRung, pathOf, placeRungs, type ShownProof } from "../../challenge/draw/index.ts";

/** A point of the ladder: x in poles from 0, y in parts of the pole from the top. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LadderModel {
  readonly poles: number;
  readonly rungs: readonly PlacedRung[];
  /** The way of each pole's traveller, from top to bottom. */
  readonly paths: readonly (readonly Point[])[];
  /** The slot in which each pole's traveller ends. */
  readonly slots: readonly number[];
  /** The slot under each column. */
  readonly layout: readonly number[];
}

/** The stored ladder as it is painted; nothing in it is drawn by chance or by the screen it is on. */
export function ladderModel({ rows, layout, kept }: Pick<ShownProof, "rows" | "layout" | "kept">): LadderModel {
  const poles = kept.length;
  const rungs = placeRungs(poles, rows);
  const heights = new Map(rungs.map(({ row, gap, height }) => [`${row}.${gap}`, height]));
  const paths = kept.map((_, pole) => {
    const points: Point[] = [{ x: pole, y: 0 }];
    let at = pole;
    for (const { row, from, to } of pathOf(pole, rows)) {
      const y = heights.get(`${row}.${Math.min(from, to)}`) ?? 0;
      points.push({ x: from, y }, { x: to, y });
      at = to;
    }
    return [...points, { x: at, y: 1 }];
  });
  const slots = paths.map((path) => layout[path.at(-1)?.x ?? 0] ?? 0);
  return { poles, rungs, paths, slots, layout };
}

/** Where somebody is after a part of a way in pixels, and how long the way is. */
export function along(points: readonly Point[], part: number): Point {
  const total = lengthOf(points);
  let left = Math.max(0, Math.min(1, part)) * total;
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1] ?? { x: 0, y: 0 }, points[at] ?? { x: 0, y: 0 }];
    const step = Math.abs(b.x - a.x) + Math.abs(b.y - a.y);
    if (step > 0 && left <= step) {
      return { x: a.x + ((b.x - a.x) * left) / step, y: a.y + ((b.y - a.y) * left) / step };
    }
    left -= step;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

/** All parts are level or upright. */
export function lengthOf(points: readonly Point[]): number {
  let total = 0;
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1] ?? { x: 0, y: 0 }, points[at] ?? { x: 0, y: 0 }];
    total += Math.abs(b.x - a.x) + Math.abs(b.y - a.y);
  }
  return total;
}
