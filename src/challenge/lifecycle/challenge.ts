import { ChallengeSetup } from "../../contract/index.ts";
import type { ChallengeState, ChallengeTable } from "../../control/index.ts";
import type { ChallengeId, EpochMicros, SpaceId } from "../../kernel/index.ts";
import { DEFAULT_SETUP } from "./default-setup.ts";

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
    setup: readSetup(row.setup),
    opensAt: row.opens_at ?? undefined,
    closesAt: row.closes_at ?? undefined,
    purgeAt: row.purge_at ?? undefined,
    rehearsal: row.rehearsal === 1,
    createdAt: row.created_at,
    version: row.version,
  };
}

/** What an older version did not ask yet has its default. */
function readSetup(text: string): ChallengeSetup {
  return ChallengeSetup.parse(withDefaults(JSON.parse(text), DEFAULT_SETUP));
}

function withDefaults(stored: unknown, defaults: unknown): unknown {
  if (!isGroup(stored) || !isGroup(defaults)) return stored ?? defaults;
  const known = new Map(Object.entries(stored));
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]): [string, unknown] => [name, withDefaults(known.get(name), value)]),
  );
}

const isGroup = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
