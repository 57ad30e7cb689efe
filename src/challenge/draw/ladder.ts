/**
 * A ladder (§7): poles 0 to n − 1; a rung in gap g joins the poles g and g + 1; a row is a sorted list of gaps, of which
 * no two share a pole. Going down, whoever meets a rung crosses it.
 */
export type Ladder = readonly (readonly number[])[];

export type LadderFlaw = "gap out of range" | "rung twice" | "shared pole" | "row not sorted";

/** What is wrong with a ladder of `n` poles, with its row counted from 0; undefined when nothing is. */
export function ladderFlaw(n: number, rows: Ladder): { readonly row: number; readonly flaw: LadderFlaw } | undefined {
  for (const [row, gaps] of rows.entries()) {
    const flaw = rowFlaw(n, gaps);
    if (flaw !== undefined) return { row, flaw };
  }
  return undefined;
}

function rowFlaw(n: number, gaps: readonly number[]): LadderFlaw | undefined {
  let previous = -2;
  for (const gap of gaps) {
    if (!Number.isInteger(gap) || gap < 0 || gap > n - 2) return "gap out of range";
    if (gap === previous) return "rung twice";
    if (gap < previous) return "row not sorted";
    if (gap === previous + 1) return "shared pole";
    previous = gap;
  }
  return undefined;
}

/** Where each lane comes out at the bottom of a ladder without flaws. */
export function traceLadder(n: number, rows: Ladder): number[] {
  const travellers = Array.from({ length: n }, (_, pole) => pole);
  crossRows(travellers, rows);
  const dest = new Array<number>(n).fill(0);
  for (const [pole, lane] of travellers.entries()) dest[lane] = pole;
  return dest;
}

/** One crossing of a traveller: in this row, from this pole to that one. */
export interface Turn {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** The way of one lane down the ladder, for the wall: its turns from top to bottom. */
export function pathOf(lane: number, rows: Ladder): Turn[] {
  let pole = lane;
  return rows.flatMap((gaps, row) => {
    const from = pole;
    if (gaps.includes(pole)) pole += 1;
    else if (gaps.includes(pole - 1)) pole -= 1;
    return pole === from ? [] : { row, from, to: pole };
  });
}

/**
 * The least ladder that takes each lane to its destination (§7b): odd–even transposition sort, each swap a rung.
 * At most `dest.length` rows, and as many rungs as `dest` has inversions.
 */
export function coreLadder(dest: readonly number[]): number[][] {
  const keys = [...dest];
  const rows: number[][] = [];
  let quiet = 0;
  for (let round = 0; quiet < 2; round++) {
    const row: number[] = [];
    for (let gap = round % 2; gap < keys.length - 1; gap += 2) {
      if ((keys[gap] ?? 0) > (keys[gap + 1] ?? 0)) row.push(gap);
    }
    crossRows(keys, [row]);
    quiet = row.length === 0 ? quiet + 1 : 0;
    if (row.length > 0) rows.push(row);
  }
  return rows;
}

/** Swaps, in place, what stands on the two poles of every rung, row by row. */
export function crossRows(poles: number[], rows: Ladder): void {
  for (const row of rows) {
    for (const gap of row) {
      const left = poles[gap] ?? 0;
      poles[gap] = poles[gap + 1] ?? 0;
      poles[gap + 1] = left;
    }
  }
}
