/**
 * Optimal string alignment of two texts by UTF-16 units: the fewest insertions, deletions, replacements and swaps of
 * neighbours, none of which is edited again.
 */
export const distance = (a: string, b: string): number => distanceWithin(a, b, Math.max(a.length, b.length)) ?? 0;

/** The same where it is at most `limit`, otherwise undefined; looks at `limit` places around the diagonal only. */
export function distanceWithin(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined;
  const beyond = limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, beyond));
  for (let row = 1; row <= a.length; row++) {
    const current = new Array<number>(b.length + 1).fill(beyond);
    if (row <= limit) current[0] = row;
    let least = current[0] ?? beyond;
    for (let column = Math.max(1, row - limit); column <= Math.min(b.length, row + limit); column++) {
      const cost = step(a, b, row, column, { current, last, beforeLast });
      current[column] = Math.min(cost, beyond);
      least = Math.min(least, cost);
    }
    if (least > limit && row > 1 && Math.min(...windowOf(last, row - 1, limit)) > limit) return undefined;
    [beforeLast, last] = [last, current];
  }
  const found = last[b.length] ?? beyond;
  return found > limit ? undefined : found;
}

interface Rows {
  readonly current: readonly number[];
  readonly last: readonly number[];
  readonly beforeLast: readonly number[];
}

function step(a: string, b: string, row: number, column: number, { current, last, beforeLast }: Rows): number {
  const at = (cells: readonly number[], index: number): number => cells[index] ?? Number.POSITIVE_INFINITY;
  const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1) ? 0 : 1;
  const edited = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + same);
  const swapped =
    row > 1 &&
    column > 1 &&
    a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
    a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
  return swapped ? Math.min(edited, at(beforeLast, column - 2) + 1) : edited;
}

const windowOf = (cells: readonly number[], row: number, limit: number): readonly number[] =>
  cells.slice(Math.max(0, row - limit), row + limit + 1);
