import { READABLE_LANES } from "./cut.ts";

/** When somebody runs, in milliseconds from the start of the show. */
export interface Run {
  /** Slots that run together: one, or the last two. */
  readonly slots: readonly number[];
  readonly from: number;
  /** At the bottom; until `until` the picture stands still. */
  readonly arrives: number;
  readonly until: number;
}

export interface ShowPlan {
  /** From here to `curtain` the lanes of the cut leave; the same moment without a cut. */
  readonly cut: number;
  /** The curtain begins to rise, and is up. */
  readonly curtain: number;
  readonly uncovered: number;
  readonly runs: readonly Run[];
  readonly end: number;
}

const CUT_MS = 8_000;
const CURTAIN_MS = 2_500;
const LONGEST_BLANK_MS = 2_400;
/** All who win nothing run within this. */
const BLANKS_MS = 42_000;
const PRIZE_MS = 4_500;
const LAST_TWO_MS = 7_000;
const STANDS_MS = 2_500;

/**
 * The show of `entries` people and `prizes` prizes, the same on every screen: reserves from the last one up, then the prizes
 * from the smallest to the first, the last two together (§7d).
 */
export function showPlan(entries: number, prizes: number): ShowPlan {
  const lanes = Math.min(entries, READABLE_LANES);
  const curtain = entries > READABLE_LANES ? CUT_MS : 0;
  const uncovered = curtain + CURTAIN_MS;
  const blanks = Math.max(lanes - Math.max(prizes, 2), 1);
  const blankMs = Math.min(LONGEST_BLANK_MS, Math.floor(BLANKS_MS / blanks));
  const runs: Run[] = [];
  let from = uncovered + 500;
  for (let slot = lanes - 1; slot >= 2; slot--) {
    const wins = slot < prizes;
    const arrives = from + (wins ? PRIZE_MS : blankMs);
    const until = arrives + (wins ? STANDS_MS : 0);
    runs.push({ slots: [slot], from, arrives, until });
    from = until;
  }
  const last = lanes >= 2 ? [1, 0] : lanes === 1 ? [0] : [];
  if (last.length > 0)
    runs.push({ slots: last, from, arrives: from + LAST_TWO_MS, until: from + LAST_TWO_MS + STANDS_MS });
  return { cut: 0, curtain, uncovered, runs, end: (runs.at(-1)?.until ?? uncovered) + 1_000 };
}
