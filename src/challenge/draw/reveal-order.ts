/**
 * The order in which the travellers run (§7d): reserves from the last one up, then the prizes from the smallest to the first.
 * The last two run together: with two left, the ends are known.
 */
export function revealOrder(order: readonly number[]): number[][] {
  const single = order
    .slice(2)
    .toReversed()
    .map((lane) => [lane]);
  const together = order.slice(0, 2).toReversed();
  return together.length === 0 ? [] : [...single, together];
}
