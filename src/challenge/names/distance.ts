/**
 * Optimal string alignment of two texts by UTF-16 units: the fewest insertions, deletions, replacements and swaps of
 * neighbours, none of which is edited again.
 */
export const distance = (a: string, b: string): number => distanceWithin(a, b, Math.max(a.length, b.length)) ?? 0;

/** The same where it is at most `limit`, otherwise undefined; looks at `limit` places around the diagonal only. */
export function distanceWithin(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined;
  const beyond = limit + 1;
  let beforeLast = new Uint32Array(b.length + 1).fill(beyond);
  let last = Uint32Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, beyond));
  let current = new Uint32Array(b.length + 1);
  let leastBefore = 0;
  for (let row = 1; row <= a.length; row++) {
    current.fill(beyond);
    const least = fillRow(a, b, row, limit, current, last, beforeLast);
    // A swap reaches back two rows, so both have to be beyond.
    if (least > limit && leastBefore > limit) return undefined;
    leastBefore = least;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  const found = last[b.length] ?? beyond;
  return found > limit ? undefined : found;
}

/** The costs of one row within the band; the least of them. */
function fillRow(
  a: string,
  b: string,
  row: number,
  limit: number,
  current: Uint32Array,
  last: Uint32Array,
  beforeLast: Uint32Array,
): number {
  const left = a.charCodeAt(row - 1);
  let least = limit + 1;
  if (row <= limit) least = current[0] = row;
  const until = Math.min(b.length, row + limit);
  for (let column = Math.max(1, row - limit); column <= until; column++) {
    const right = b.charCodeAt(column - 1);
    let cost = at(last, column - 1) + (left === right ? 0 : 1);
    cost = Math.min(cost, at(last, column) + 1, at(current, column - 1) + 1);
    if (row > 1 && column > 1 && left === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === right) {
      cost = Math.min(cost, at(beforeLast, column - 2) + 1);
    }
    current[column] = Math.min(cost, limit + 1);
    if (cost < least) least = cost;
  }
  return least;
}

const at = (cells: Uint32Array, index: number): number => cells[index] ?? 0;
