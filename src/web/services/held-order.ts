import { useState } from "react";

export interface HeldOrder {
  readonly order: readonly string[];
  /** Rows that have come meanwhile and are not shown yet. */
  readonly waiting: number;
}

/** `wanted`, or while `held` what is `shown` already: rows leave but none moves and none comes in between. */
export function holdOrder(shown: readonly string[], wanted: readonly string[], held: boolean): HeldOrder {
  if (!held || shown.length === 0) return { order: wanted, waiting: 0 };
  const present = new Set(wanted);
  const known = new Set(shown);
  return { order: shown.filter((key) => present.has(key)), waiting: wanted.filter((key) => !known.has(key)).length };
}

/**
 * Keeps the order of rows still while the reader points at them. A new `question` (sorting, filter) is
 * the reader's own wish and takes effect at once.
 */
export function useHeldOrder(wanted: readonly string[], held: boolean, question: string): HeldOrder {
  const [shown, setShown] = useState({ question, order: wanted });
  const free = !held || shown.question !== question || shown.order.length === 0;
  if (free && (shown.question !== question || !sameOrder(shown.order, wanted))) setShown({ question, order: wanted });
  return holdOrder(shown.order, wanted, !free);
}

const sameOrder = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index]);
