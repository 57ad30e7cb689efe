import type { Row } from "./waterfall.ts";

/** Traces longer than this open folded below the third level. */
const FOLD_ABOVE_ROWS = 300;
const FOLD_BELOW_DEPTH = 2;

/** What is folded when a trace opens: nothing in a short one; `openKey` and its ancestors stay visible. */
export function initiallyFolded(rows: readonly Row[], openKey: string | undefined): ReadonlySet<string> {
  if (rows.length <= FOLD_ABOVE_ROWS) return new Set();
  const folded = new Set(rows.filter((row) => row.depth >= FOLD_BELOW_DEPTH && row.children > 0).map((row) => row.key));
  const parents = new Map(rows.map((row) => [row.key, row.parentKey]));
  for (let key = parents.get(openKey ?? "") ?? null; key !== null; key = parents.get(key) ?? null) folded.delete(key);
  return folded;
}

export interface VisibleRow {
  readonly row: Row;
  /** False for an ancestor that is only shown to keep the tree together while filtering. */
  readonly matches: boolean;
}

/** The rows to draw: without what is folded away, or while filtering the matches and their ancestors. */
export function visibleRows(rows: readonly Row[], folded: ReadonlySet<string>, filter: string): readonly VisibleRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length > 0 ? filteredRows(rows, words) : unfoldedRows(rows, folded);
}

function unfoldedRows(rows: readonly Row[], folded: ReadonlySet<string>): readonly VisibleRow[] {
  const visible: VisibleRow[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = folded.has(row.key) ? row.depth : Number.POSITIVE_INFINITY;
    visible.push({ row, matches: true });
  }
  return visible;
}

function filteredRows(rows: readonly Row[], words: readonly string[]): readonly VisibleRow[] {
  const parents = new Map(rows.map((row) => [row.key, row.parentKey]));
  const matching = new Set(rows.filter((row) => contains(row, words)).map((row) => row.key));
  const kept = new Set<string>();
  for (const start of matching) {
    for (let key: string | null = start; key !== null && !kept.has(key); key = parents.get(key) ?? null) kept.add(key);
  }
  return rows.filter((row) => kept.has(row.key)).map((row) => ({ row, matches: matching.has(row.key) }));
}

function contains({ item, errors }: Row, words: readonly string[]): boolean {
  const failed = item.outcome === "failure" ? "failure" : "";
  const text = [item.name, item.service, item.type, item.subtype, item.action, item.id, item.result, failed]
    .concat(errors.map((error) => `${error.type} ${error.message}`))
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
