const STEPS = [1, 2, 2.5, 5, 10];

/** Round moments from 0 to `totalUs`, about `wanted` of them. */
export function ticks(totalUs: number, wanted: number): readonly number[] {
  const rough = totalUs / Math.max(wanted, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * (STEPS.find((candidate) => candidate * size >= rough) ?? 10);
  return Array.from({ length: Math.floor(totalUs / step) + 1 }, (_, index) => index * step);
}

/** Where a bar stands in the track, in percent; never so thin that it cannot be seen. */
export function barPlace(startUs: number, durationUs: number, totalUs: number): { left: number; width: number } {
  const left = clamp((startUs / totalUs) * 100, 0, 100);
  return { left, width: clamp((durationUs / totalUs) * 100, 0, 100 - left) };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
