import { type AuditRecord, FIRST_PREV, hashOf } from "./log.ts";

/** Number of the first record that does not follow from those before it; undefined when all do. */
export const verifyChain = (records: readonly AuditRecord[]): number | undefined =>
  followChain({ next: 0, prev: FIRST_PREV }, records).brokenAt;

/** Where a chain that was followed so far goes on. */
export interface ChainEnd {
  readonly next: number;
  readonly prev: string;
}

/** Follows `records` on from `end`, up to the first that does not follow. */
export function followChain(
  { next, prev }: ChainEnd,
  records: readonly AuditRecord[],
): ChainEnd & { readonly brokenAt: number | undefined } {
  let end = { next, prev };
  for (const record of records) {
    const follows = record.i === end.next && record.prev === end.prev && record.hash === hashOf(record);
    if (!follows) return { ...end, brokenAt: end.next };
    end = { next: end.next + 1, prev: record.hash };
  }
  return { ...end, brokenAt: undefined };
}

/** Hash of the newest record: what is shown on the wall and printed in the recap. */
export const chainHead = (records: readonly AuditRecord[]): string => records.at(-1)?.hash ?? FIRST_PREV;
