import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutOf, FULL_LADDER_LANES, provenLadder, shownLadder } from "./cut.ts";
import { sha256 } from "./digest.ts";
import { fullLadder, ladderOf } from "./full-ladder.ts";
import { coreLadder, ladderFlaw, pathOf, traceLadder } from "./ladder.ts";
import { permutationOf } from "./permutation.ts";
import { landingChances, stepsUntilFair } from "./random-ladder.ts";
import { revealOrder } from "./reveal-order.ts";
import { placeRungs } from "./spacing.ts";
import { bytes, vectors } from "./vectors.fixture.ts";

const permutations = (most: number): fc.Arbitrary<number[]> =>
  fc.integer({ min: 1, max: most }).chain((n) => {
    const all = Array.from({ length: n }, (_, index) => index);
    return fc.shuffledSubarray(all, { minLength: n, maxLength: n });
  });

/** Quick words for looks: no secret hangs on them. */
function quickWords(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

describe("a ladder", () => {
  it.each(vectors.ladder_core)("is the least one for $dest", ({ dest, rows, rungs }) => {
    expect(coreLadder(dest)).toEqual(rows);
    expect(rows.flat()).toHaveLength(rungs);
  });

  it.each(vectors.ladder_trace)("leads down: $rows", ({ n, rows, dest }) => {
    expect(traceLadder(n, rows)).toEqual(dest);
    for (const [lane, column] of dest.entries()) expect(pathOf(lane, rows).at(-1)?.to ?? lane).toBe(column);
  });

  it.each(vectors.ladder_invalid)("is none when $why", ({ n, rows, why }) => {
    const flaws = { "two rungs of one row share a column": "shared pole", "gap out of range": "gap out of range" };
    expect(ladderFlaw(n, rows)).toEqual({ row: 0, flaw: new Map(Object.entries(flaws)).get(why) ?? "rung twice" });
  });

  it("is none with a row out of order or half a gap", () => {
    expect(ladderFlaw(5, [[0], [2, 0]])).toEqual({ row: 1, flaw: "row not sorted" });
    expect(ladderFlaw(5, [[0.5]])).toEqual({ row: 0, flaw: "gap out of range" });
  });

  it.each(vectors.ladder_full)("with $n lanes looks as its seed has it", ({ final_seed, n, rows, ...permutation }) => {
    const { order, layout, dest } = permutationOf(bytes(final_seed), n);
    expect({ order, layout, dest }).toMatchObject({
      order: permutation.order,
      layout: permutation.layout,
      dest: permutation.dest,
    });
    expect(ladderOf(bytes(final_seed), dest)).toEqual(rows);
  });
});

describe("every ladder", () => {
  it("leads where it must, with no shared pole and at most n rows of core: 10,000 of up to 60 lanes", () => {
    fc.assert(
      fc.property(permutations(60), fc.integer(), (dest, seed) => {
        const n = dest.length;
        const core = coreLadder(dest);
        const full = fullLadder(quickWords(seed), dest);
        const inversions = dest.flatMap((left, at) => dest.slice(at + 1).filter((right) => right < left)).length;
        return (
          core.length <= n &&
          core.flat().length === inversions &&
          ladderFlaw(n, core) === undefined &&
          ladderFlaw(n, full) === undefined &&
          traceLadder(n, core).every((column, lane) => column === dest[lane]) &&
          traceLadder(n, full).every((column, lane) => column === dest[lane])
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([0, 5_000])("drawn from a seed leads each lane to its own slot: draws %i and on of 10,000", (from) => {
    for (let round = from; round < from + 5_000; round++) {
      const n = round % 100 === 0 ? 1 + ((round / 100) % 60) : 1 + (round % 4);
      const seed = sha256(`draw ${round}`);
      const { order, layout, dest } = permutationOf(seed, n);
      const rows = ladderOf(seed, dest);
      const ends = traceLadder(n, rows).map((column) => layout[column]);
      const right = ladderFlaw(n, rows) === undefined && order.every((lane, slot) => ends[lane] === slot);
      if (!right) expect.fail(`draw ${round} of ${n} lanes leads elsewhere: ${JSON.stringify(rows)}`);
    }
  });

  it("of an event's size uses every gap and lets nobody slide straight down", () => {
    for (let round = 0; round < 30; round++) {
      const seed = sha256(`look ${round}`);
      const rows = ladderOf(seed, permutationOf(seed, 12).dest);
      expect(new Set(rows.flat()).size).toBe(11);
      for (let lane = 0; lane < 12; lane++) expect(pathOf(lane, rows).length).toBeGreaterThanOrEqual(2);
    }
  });

  it("is painted with its rungs apart and in the order of each pole", () => {
    fc.assert(
      fc.property(permutations(24), fc.integer(), (dest, seed) => {
        const n = dest.length;
        const rows = fullLadder(quickWords(seed), dest);
        const placed = placeRungs(n, rows);
        const inOrder = Array.from({ length: n }, (_, pole) =>
          placed.filter(({ gap }) => gap === pole || gap === pole - 1).map(({ height }) => height),
        );
        return (
          placed.length === rows.flat().length &&
          placed.every(({ height }) => height > 0 && height < 1) &&
          inOrder.every((heights) => heights.every((height, at) => at === 0 || height > (heights[at - 1] ?? 0)))
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("the show", () => {
  it("runs reserves first, then up to the first prize, the last two together", () => {
    expect(revealOrder([5, 6, 2, 3])).toEqual([[3], [2], [6, 5]]);
    expect(revealOrder([1, 0])).toEqual([[0, 1]]);
    expect(revealOrder([0])).toEqual([[0]]);
    expect(revealOrder([])).toEqual([]);
  });

  it("cuts many entries down to those of the first ranks, without drawing again", () => {
    const seed = sha256("many");
    const permutation = permutationOf(seed, 60);
    const { kept, dropped, poles } = cutOf(permutation);
    expect(kept).toEqual(permutation.order.slice(0, 24).toSorted((a, b) => a - b));
    expect(dropped).toEqual(permutation.order.slice(24).toReversed());
    const ends = traceLadder(24, shownLadder(seed, permutation)).map((column) => poles.layout[column]);
    expect(kept.map((_, pole) => permutation.order[ends[pole] ?? -1])).toEqual(kept);
  });

  it("cuts nothing when all lanes are readable", () => {
    const permutation = permutationOf(sha256("few"), 12);
    expect(cutOf(permutation)).toEqual({
      kept: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      dropped: [],
      poles: permutation,
    });
  });

  it("keeps a proof small: above the limit it holds the ladder of the cut", () => {
    const seed = sha256("crowd");
    const crowd = permutationOf(seed, FULL_LADDER_LANES + 1);
    expect(provenLadder(seed, crowd).dest).toHaveLength(24);
    const most = provenLadder(seed, permutationOf(seed, FULL_LADDER_LANES));
    expect(traceLadder(FULL_LADDER_LANES, most.rows)).toEqual(most.dest);
  });
});

describe("a ladder of random rungs", () => {
  const bias = vectors.random_ladder_bias;
  const rounded = (chances: readonly number[]): number[] => chances.map((chance) => Number(chance.toFixed(6)));

  it("is as unfair as computed", () => {
    const rungs = landingChances("rungs", 12, 36);
    const first = (chances: readonly number[]): number => chances[0] ?? 0;
    expect(rounded(rungs.map(first))).toEqual(bias.n12_k36_column1_by_lane);
    expect(rounded(landingChances("rows", 12, 12).map(first))).toEqual(bias.n12_rows12_column1_by_lane);
    const anyOfThree = rungs.map((chances) => chances.slice(0, 3).reduce((a, b) => a + b));
    expect(rounded(anyOfThree)).toEqual(bias.n12_k36_any_of_3_left_prizes_by_lane);
  });

  it.each(Object.entries(bias.rungs_needed_n12_S))("needs so many rungs to be within %s: %i", (distance, rungs) => {
    expect(stepsUntilFair("rungs", 12, Number(distance))).toBe(rungs);
  });

  it.each(Object.entries(bias.rows_needed_n12_R))("needs so many rows to be within %s: %i", (distance, rows) => {
    expect(stepsUntilFair("rows", 12, Number(distance))).toBe(rows);
  });
});
