import { type AuditRecord, FIRST_PREV, hashOf } from "./log.ts";

/** Number of the first record that does not follow from those before it; undefined when all do. */
export function verifyChain(records: readonly AuditRecord[]): number | undefined {
  let prev = FIRST_PREV;
  for (const [index, record] of records.entries()) {
    if (record.i !== index || record.prev !== prev || record.hash !== hashOf(record)) return index;
    prev = record.hash;
  }
  return undefined;
}

/** Hash of the newest record: what is shown on the wall and printed in the recap. */
export const chainHead = (records: readonly AuditRecord[]): string => records.at(-1)?.hash ?? FIRST_PREV;
