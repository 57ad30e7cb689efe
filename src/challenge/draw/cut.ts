import { ladderOf } from "./full-ladder.ts";
import { destinations, type Permutation } from "./permutation.ts";

/** A ladder is readable up to about this many lanes (§6). */
export const READABLE_LANES = 24;

/**
 * Up to this many entries a proof holds the ladder of them all; above, only that of the cut. A ladder grows with the square
 * of its lanes: 256 entries are 0.1 MB and half a second, 1,000 would be 1.3 MB and eight.
 */
export const FULL_LADDER_LANES = 256;

/** The first stage of a draw with many entries: who stays for the ladder, and the smaller draw they make. */
export interface Cut {
  /** The lanes that stay, in lane order: pole p of the small ladder is lane `kept[p]`. */
  readonly kept: readonly number[];
  /** The lanes that leave, in the order they are shown: the last reserve first. */
  readonly dropped: readonly number[];
  /** Order, layout and destinations of the poles that stay. Slots keep their numbers. */
  readonly poles: Permutation;
}

/**
 * Keeps the lanes of the first `lanes` slots (§6). Nothing is drawn again: ranks are those of the one permutation, and the
 * columns are the same slots in the same order with the others left out.
 */
export function cutOf({ order, layout }: Permutation, lanes = READABLE_LANES): Cut {
  const first = order.slice(0, lanes);
  const kept = first.toSorted((a, b) => a - b);
  const poleOf = new Map(kept.map((lane, pole) => [lane, pole]));
  const poles = first.map((lane) => poleOf.get(lane) ?? 0);
  const columns = layout.filter((slot) => slot < lanes);
  return {
    kept,
    dropped: order.slice(lanes).toReversed(),
    poles: { order: poles, layout: columns, dest: destinations(poles, columns) },
  };
}

/** The ladder on the wall: of all lanes when it is readable, else of those that the cut keeps. */
export const shownLadder = (finalSeed: Uint8Array, permutation: Permutation): number[][] =>
  ladderOf(finalSeed, cutOf(permutation).poles.dest);

/** The ladder in the proof, and the permutation it must lead to. */
export function provenLadder(
  finalSeed: Uint8Array,
  permutation: Permutation,
): { readonly rows: number[][]; readonly dest: readonly number[] } {
  const whole = permutation.order.length <= FULL_LADDER_LANES;
  const { dest } = whole ? permutation : cutOf(permutation).poles;
  return { rows: ladderOf(finalSeed, dest), dest };
}
