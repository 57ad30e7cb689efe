import type { Labels, Outcome } from "../../model/index.ts";
import type { RowWriter } from "./row-writer.ts";

export const OUTCOME_BYTE: Readonly<Record<Outcome, number>> = { unknown: 0, success: 1, failure: 2 };

const HEAVIEST = 1e12;

/**
 * What a transaction counts for, as something that can be added up: a sample rate near nothing would make it
 * infinite, and one infinite row would spoil every sum it is part of.
 */
export const countedWeight = (weight: number): number => (weight > 0 ? Math.min(weight, HEAVIEST) : 0);

/** An id of nothing: what a FixedString(16) holds where there is no content. */
export const NO_HASH = new Uint8Array(16);

/** The columns `labels` and `numeric_labels`: the event's own, then those of its resource it does not override. */
export function labelColumns(row: RowWriter, own: Labels | undefined, inherited: Labels | undefined): void {
  if (inherited === undefined || own === undefined) {
    const labels = own ?? inherited;
    if (labels === undefined) {
      row.byte(0);
      row.byte(0);
      return;
    }
    row.size(labels.strings.length);
    for (const [key, value] of labels.strings) pairText(row, key, value);
    row.size(labels.numbers.length);
    for (const [key, value] of labels.numbers) pairNumber(row, key, value);
    return;
  }
  mergedLabelColumns(row, own, inherited);
}

function mergedLabelColumns(row: RowWriter, own: Labels, inherited: Labels): void {
  // An event's label replaces a global one of the same name whatever the type of either.
  const taken = new Set<string>();
  for (const [key] of own.strings) taken.add(key);
  for (const [key] of own.numbers) taken.add(key);
  const strings = inherited.strings.filter(([key]) => !taken.has(key));
  const numbers = inherited.numbers.filter(([key]) => !taken.has(key));
  row.size(own.strings.length + strings.length);
  for (const [key, value] of own.strings) pairText(row, key, value);
  for (const [key, value] of strings) pairText(row, key, value);
  row.size(own.numbers.length + numbers.length);
  for (const [key, value] of own.numbers) pairNumber(row, key, value);
  for (const [key, value] of numbers) pairNumber(row, key, value);
}

function pairText(row: RowWriter, key: string, value: string): void {
  row.text(key);
  row.text(value);
}

function pairNumber(row: RowWriter, key: string, value: number): void {
  row.text(key);
  row.float64(value);
}
