import type { Records } from "../../control/index.ts";
import type { ChallengeId, SpaceId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type AuditRecord, FIRST_PREV, readAudit } from "./log.ts";
import { followChain } from "./verify.ts";

/** What a page of the audit log shows. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly total: number;
  /** The first record that does not follow from those before it. */
  readonly brokenAt: number | undefined;
  readonly head: string;
}

export interface AuditLog {
  /** Records `from` on, at most `limit`; the whole chain is checked for it. */
  page(chain: ChallengeId | `space:${SpaceId}`, from: number, limit: number): Promise<AuditPage>;
}

/** Records read and checked at a time, so that a long chain needs no memory of its length. */
const BATCH = 2_000;

export function createAuditLog({ records }: Pick<Kit, "records">): AuditLog {
  return {
    async page(chain, from, limit) {
      const page = await records.read((tables) => readAudit(tables, chain, from, limit));
      return { records: page, ...(await checkStored(records, chain)) };
    },
  };
}

async function checkStored(
  records: Records,
  chain: ChallengeId | `space:${SpaceId}`,
): Promise<Omit<AuditPage, "records">> {
  let end = { next: 0, prev: FIRST_PREV };
  for (;;) {
    const { next } = end;
    const batch = await records.read((tables) => readAudit(tables, chain, next, BATCH));
    const followed = followChain(end, batch);
    if (followed.brokenAt !== undefined) {
      return { total: next + batch.length, brokenAt: followed.brokenAt, head: followed.prev };
    }
    end = followed;
    if (batch.length < BATCH) return { total: end.next, brokenAt: undefined, head: end.prev };
  }
}
