import { cleanName, LONGEST_NAME } from "./clean.ts";

/** A stretch of two names side by side: the same in both, or only in what was typed, or only in what arrived. */
export interface Difference {
  readonly kind: "same" | "typed" | "arrived";
  readonly text: string;
}

/** Names longer than this are shown as wholly different: nobody compares them by eye. */
const LONGEST_COMPARED = 120;

/** Where a typed name and an app's name part, in order, so that both can be read with their differences marked. */
export function differences(typed: string, arrived: string): readonly Difference[] {
  const a = [...cleanName(typed).slice(0, LONGEST_NAME)];
  const b = [...cleanName(arrived).slice(0, LONGEST_NAME)];
  if (a.length > LONGEST_COMPARED || b.length > LONGEST_COMPARED) {
    return joined([
      { kind: "typed", text: a.join("") },
      { kind: "arrived", text: b.join("") },
    ]);
  }
  const common = commonLengths(a, b);
  const found: Difference[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      found.push({ kind: "same", text: left });
      i++;
      j++;
    } else if (right === undefined || (left !== undefined && cell(common, i + 1, j) >= cell(common, i, j + 1))) {
      found.push({ kind: "typed", text: left ?? "" });
      i++;
    } else {
      found.push({ kind: "arrived", text: right });
      j++;
    }
  }
  return joined(found);
}

/** Length of the longest common subsequence of what follows each pair of places. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? [];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? cell(table, i + 1, j + 1) + 1 : Math.max(cell(table, i + 1, j), cell(table, i, j + 1));
    }
  }
  return table;
}

const cell = (table: readonly (readonly number[])[], i: number, j: number): number => table[i]?.[j] ?? 0;

function joined(parts: readonly Difference[]): readonly Difference[] {
  const stretches: Difference[] = [];
  for (const part of parts) {
    const last = stretches.at(-1);
    if (last?.kind === part.kind) stretches[stretches.length - 1] = { kind: part.kind, text: last.text + part.text };
    else if (part.text !== "") stretches.push(part);
  }
  return stretches;
}
