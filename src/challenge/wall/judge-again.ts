import type { ChallengeSetup } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { BY_WORD, nameJudge } from "./screen-name.ts";

/**
 * Judges the names that already stand by a host's new list of words: a word that comes takes them off the walls, one
 * that goes lets back those it alone held. What staff decided of a name stays. The challenge's row is locked.
 */
export async function judgeAgain(transaction: Changing, before: Challenge, { wall }: ChallengeSetup): Promise<void> {
  const words = (list: readonly string[]): string => [...list].sort().join("\n");
  if (words(before.setup.wall.heldWords) === words(wall.heldWords)) return;
  const isHeld = nameJudge(wall.heldWords);
  const rows = await transaction
    .selectFrom("app")
    .select(["service", "shown"])
    .distinct()
    .where("challenge", "=", before.id)
    .where(({ or, eb }) => or([eb("shown_reason", "is", null), eb("shown_reason", "=", BY_WORD)]))
    .execute();
  for (const { service, shown } of rows) {
    const held = isHeld(service);
    if (held === (shown === "held")) continue;
    await transaction
      .updateTable("app")
      .set(held ? { shown: "held", shown_reason: BY_WORD } : { shown: "shown", shown_reason: null })
      .where("challenge", "=", before.id)
      .where("service", "=", service)
      .where(({ or, eb }) => or([eb("shown_reason", "is", null), eb("shown_reason", "=", BY_WORD)]))
      .execute();
  }
}
