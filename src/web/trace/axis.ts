import { MICROS_PER_HOUR, MICROS_PER_MILLI, MICROS_PER_MINUTE, MICROS_PER_SECOND } from "../../kernel/index.ts";

const STEPS = [1, 2, 2.5, 5, 10];

/** Round moments from 0 to `totalUs`, about `wanted` of them. */
export function ticks(totalUs: number, wanted: number): readonly number[] {
  const rough = totalUs / Math.max(wanted, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * (STEPS.find((candidate) => candidate * size >= rough) ?? 10);
  return Array.from({ length: Math.floor(totalUs / step) + 1 }, (_, index) => index * step);
}

/** Largest first; each from ten of it on, as durations are written. */
const UNITS = [
  ["h", MICROS_PER_HOUR],
  ["min", MICROS_PER_MINUTE],
  ["s", MICROS_PER_SECOND],
  ["ms", MICROS_PER_MILLI],
] as const;

/** A label further right than this would be cut off at the edge. */
const LAST_LABEL = 0.88;

const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

export interface AxisLabel {
  readonly atUs: number;
  readonly text: string;
}

/** The labels of the axis, all in the one unit that its length calls for. */
export function axisLabels(totalUs: number, wanted: number): readonly AxisLabel[] {
  const [unit, size] = UNITS.find(([, micros]) => totalUs >= 10 * micros) ?? ["μs", 1];
  return ticks(totalUs / size, wanted)
    .map((at) => ({ atUs: at * size, text: at === 0 ? "0" : `${number.format(at)} ${unit}` }))
    .filter(({ atUs }) => atUs <= totalUs * LAST_LABEL);
}

/** Where a bar stands in the track, in percent; never so thin that it cannot be seen. */
export function barPlace(startUs: number, durationUs: number, totalUs: number): { left: number; width: number } {
  const left = clamp((startUs / totalUs) * 100, 0, 100);
  return { left, width: clamp((durationUs / totalUs) * 100, 0, 100 - left) };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
