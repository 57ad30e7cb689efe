import type { Entry } from "./entry-file.ts";
import { type Prize, prizeCount, prizesBySlot } from "./prize-file.ts";
import { shuffle, wordStream } from "./stream.ts";

/** What the final seed decides. Lanes, slots and columns are counted from 0. */
export interface Permutation {
  /** The lane that takes each slot: slot 0 is the first prize; slots beyond the prizes are the reserves, in order. */
  readonly order: readonly number[];
  /** The slot written under each column, so that the prizes do not all stand at the left. */
  readonly layout: readonly number[];
  /** The column at which each lane must come out. */
  readonly dest: readonly number[];
}

export interface Winner {
  readonly slot: number;
  readonly prize: string;
  readonly lane: number;
  readonly entry: string;
}

/** Order, layout and destinations of `n` lanes (§6): one uniform permutation gives winners, ranks and reserves. */
export function permutationOf(finalSeed: Uint8Array, n: number): Permutation {
  const order = shuffle(wordStream(finalSeed, "order"), n);
  const layout = shuffle(wordStream(finalSeed, "layout"), n);
  return { order, layout, dest: destinations(order, layout) };
}

/** `dest[order[layout[column]]] = column` (§6). */
export function destinations(order: readonly number[], layout: readonly number[]): number[] {
  const dest = new Array<number>(order.length).fill(0);
  for (const [column, slot] of layout.entries()) dest[order[slot] ?? 0] = column;
  return dest;
}

/** Who wins what, best prize first. Prizes beyond the number of entries stay unassigned. */
export function winnersOf(order: readonly number[], entries: readonly Entry[], prizes: readonly Prize[]): Winner[] {
  return prizesBySlot(prizes, order.length).map((prize, slot) => {
    const lane = order[slot] ?? 0;
    return { slot, prize, lane, entry: entries[lane]?.entry ?? "" };
  });
}

/** Who moves up when a winner does not come, in order. */
export const reservesOf = (order: readonly number[], entries: readonly Entry[], prizes: readonly Prize[]): string[] =>
  order.slice(prizeCount(prizes)).map((lane) => entries[lane]?.entry ?? "");
