import { ChallengeSetup } from "../../contract/index.ts";
import type { ChallengeState, ChallengeTable } from "../../control/index.ts";
import type { ChallengeId, EpochMicros, SpaceId } from "../../kernel/index.ts";

/** The happening at the booth. */
export interface Challenge {
  readonly id: ChallengeId;
  readonly space: SpaceId;
  readonly slug: string;
  readonly state: ChallengeState;
  readonly stateChangedAt: EpochMicros;
  readonly stateBefore: ChallengeState | undefined;
  /** Until when the last step can be taken back. */
  readonly undoUntil: EpochMicros | undefined;
  readonly setup: ChallengeSetup;
  readonly opensAt: EpochMicros | undefined;
  readonly closesAt: EpochMicros | undefined;
  readonly purgeAt: EpochMicros | undefined;
  readonly rehearsal: boolean;
  readonly createdAt: EpochMicros;
  readonly version: number;
}

export function toChallenge(row: ChallengeTable): Challenge {
  return {
    id: row.id,
    space: row.space,
    slug: row.slug,
    state: row.state,
    stateChangedAt: row.state_changed_at,
    stateBefore: row.state_before ?? undefined,
    undoUntil: row.undo_until ?? undefined,
    setup: ChallengeSetup.parse(JSON.parse(row.setup)),
    opensAt: row.opens_at ?? undefined,
    closesAt: row.closes_at ?? undefined,
    purgeAt: row.purge_at ?? undefined,
    rehearsal: row.rehearsal === 1,
    createdAt: row.created_at,
    version: row.version,
  };
}
