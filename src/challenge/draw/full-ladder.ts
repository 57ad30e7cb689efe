import { coreLadder, crossRows, type Ladder } from "./ladder.ts";
import { uniform, type Words, wordStream } from "./stream.ts";

/** The ladder that leads each lane to `dest`, looking as this seed has it (§7c). */
export const ladderOf = (finalSeed: Uint8Array, dest: readonly number[]): number[][] =>
  fullLadder(wordStream(finalSeed, "decor"), dest);

/**
 * Free random rungs first, so that nothing can be read ahead, then the core that corrects for them (§7c). It leads exactly
 * to `dest` whatever the words are.
 */
export function fullLadder(next: Words, dest: readonly number[]): number[][] {
  const prefix = randomRows(next, dest.length);
  const keys = [...dest];
  crossRows(keys, prefix);
  return pack(dest.length, [...prefix, ...coreLadder(keys)]);
}

function randomRows(next: Words, n: number): number[][] {
  const rungs = new RungCounter(n);
  const rows: number[][] = [];
  for (let row = 0; row < 4 + Math.floor(n / 3); row++) rows.push(randomRow(next, n, rungs));
  for (let row = 0; row < 3; row++) rows.push(fillingRow(n, rungs));
  return rows;
}

function randomRow(next: Words, n: number, rungs: RungCounter): number[] {
  const row: number[] = [];
  for (let gap = uniform(next, 2); gap < n - 1; ) {
    // The coin is thrown for every gap that is visited, also where no rung may be.
    const rung = uniform(next, 2) === 0 && !rungs.twin(gap);
    if (rung) row.push(gap);
    if (rung) rungs.add(gap);
    gap += rung ? 2 : 1;
  }
  return row;
}

function fillingRow(n: number, rungs: RungCounter): number[] {
  const row: number[] = [];
  for (let gap = 0; gap < n - 1; ) {
    const rung = rungs.count(gap) < 2 && !rungs.twin(gap);
    if (rung) row.push(gap);
    if (rung) rungs.add(gap);
    gap += rung ? 2 : 1;
  }
  return row;
}

/** Knows how many rungs each gap has and which rung each pole met last. */
class RungCounter {
  readonly #counts: number[];
  readonly #lastOfPole: number[];

  constructor(n: number) {
    this.#counts = new Array<number>(n).fill(0);
    this.#lastOfPole = new Array<number>(n).fill(-1);
  }

  count(gap: number): number {
    return this.#counts[gap] ?? 0;
  }

  /** Whether a rung here would lie directly under another of its gap, with nothing on either pole between. */
  twin(gap: number): boolean {
    return this.#lastOfPole[gap] === gap && this.#lastOfPole[gap + 1] === gap;
  }

  add(gap: number): void {
    this.#counts[gap] = this.count(gap) + 1;
    this.#lastOfPole[gap] = gap;
    this.#lastOfPole[gap + 1] = gap;
  }
}

/** Greedy packing: each rung as high as its two poles allow; the order on every pole stays. */
export function pack(n: number, rows: Ladder): number[][] {
  const used = new Array<number>(n).fill(0);
  const packed: number[][] = [];
  for (const gap of rows.flat()) {
    const level = Math.max(used[gap] ?? 0, used[gap + 1] ?? 0);
    packed[level] ??= [];
    packed[level].push(gap);
    used[gap] = level + 1;
    used[gap + 1] = level + 1;
  }
  return packed.map((row) => row.toSorted((a, b) => a - b));
}
