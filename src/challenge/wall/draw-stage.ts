import type { Reading } from "../../control/index.ts";
import { type ChallengeId, MICROS_PER_MILLI, MICROS_PER_MINUTE } from "../../kernel/index.ts";
import { prizeCount, readPrizes, showPlan, timeOfRound } from "../draw/index.ts";
import type { DrawStage } from "./scene.ts";

/** After a try's own show it stays a moment longer. */
const TRY_STAYS = MICROS_PER_MINUTE / 2;

/** How far the newest draw of a challenge is, for the wall; undefined without one. */
export async function drawStage(tables: Reading, challenge: ChallengeId): Promise<DrawStage | undefined> {
  const rows = await tables
    .selectFrom("draw")
    .select(["ordinal", "round", "planned_at", "list_shown_at", "show_started_at", "entries_text", "prizes_text"])
    .select("commit_hash")
    .where("challenge", "=", challenge)
    .where("state", "<>", "cancelled")
    .orderBy("announced_at", "desc")
    .execute();
  const real = rows.find(({ ordinal }) => ordinal > 0);
  const tried = rows.find(({ ordinal }) => ordinal < 0);
  if (real === undefined && tried === undefined) return undefined;
  const tryEnd = tried && showEnd(tried);
  return {
    sealed: real && { commit: real.commit_hash, drawAt: real.planned_at },
    listShownAt: real?.list_shown_at ?? undefined,
    dueAt: Math.max(real?.planned_at ?? 0, real?.round ? timeOfRound(real.round) : 0),
    showEndsAt: real && showEnd(real),
    tryUntil: tryEnd === undefined ? undefined : tryEnd + TRY_STAYS,
  };
}

function showEnd(row: {
  readonly show_started_at: number | null;
  readonly entries_text: string | null;
  readonly prizes_text: string;
}): number | undefined {
  if (row.show_started_at === null || row.entries_text === null) return undefined;
  const entries = row.entries_text.split("\n").length - 1;
  const prizes = prizeCount(readPrizes(row.prizes_text) ?? []);
  return row.show_started_at + showPlan(entries, prizes).end * MICROS_PER_MILLI;
}
