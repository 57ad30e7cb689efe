/**
 * How unfair a ladder of random rungs is (§7a): nothing is drawn with these figures, they explain on a side screen why the
 * permutation is drawn first. One traveller's way down is a Markov chain, so the figures are exact.
 */

/** `rungs`: each rung in a random gap. `rows`: in each row, left to right, a coin for every gap whose neighbour has none. */
export type RandomLadder = "rungs" | "rows";

/** The chance of each start lane (outer index) to come out at each column, after so many rungs or rows. */
export function landingChances(kind: RandomLadder, lanes: number, steps: number): number[][] {
  const right = crossingChances(kind, lanes);
  return Array.from({ length: lanes }, (_, lane) => {
    let chances = startingAt(lane, lanes);
    for (let step = 0; step < steps; step++) chances = afterStep(chances, right);
    return chances;
  });
}

/** How many rungs or rows it takes until every lane is within `distance` (total variation) of an equal chance. */
export function stepsUntilFair(kind: RandomLadder, lanes: number, distance: number): number {
  const right = crossingChances(kind, lanes);
  // The outermost lane is the last to become fair: it has the longest way to the other side.
  let chances = startingAt(0, lanes);
  let steps = 0;
  for (; unfairness(chances) > distance; steps++) chances = afterStep(chances, right);
  return steps;
}

const startingAt = (lane: number, lanes: number): number[] =>
  Array.from({ length: lanes }, (_, pole) => (pole === lane ? 1 : 0));

/** The chance that one step has a rung in each gap. */
function crossingChances(kind: RandomLadder, lanes: number): number[] {
  const chances: number[] = [];
  for (let gap = 0; gap < lanes - 1; gap++)
    chances.push(kind === "rungs" ? 1 / (lanes - 1) : (1 - (chances[gap - 1] ?? 0)) / 2);
  return chances;
}

function afterStep(chances: readonly number[], right: readonly number[]): number[] {
  return chances.map((chance, pole) => {
    const toRight = right[pole] ?? 0;
    const toLeft = right[pole - 1] ?? 0;
    return chance * (1 - toRight - toLeft) + (chances[pole + 1] ?? 0) * toRight + (chances[pole - 1] ?? 0) * toLeft;
  });
}

const unfairness = (chances: readonly number[]): number =>
  chances.reduce((sum, chance) => sum + Math.abs(chance - 1 / chances.length), 0) / 2;
