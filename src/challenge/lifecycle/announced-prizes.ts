import type { ChallengeSetup } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { Fault } from "../../kernel/index.ts";
import { writePrizes } from "../draw/index.ts";
import type { Challenge } from "./challenge.ts";

/** Prizes by rank, as a draw announces and hashes them. Faults: `draw.list-invalid`. */
export function rankedPrizes(prizes: ChallengeSetup["prizes"]): string {
  const ranked = prizes.toSorted((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  return writePrizes(ranked.map(({ id, quantity }) => ({ prize: id, quantity })));
}

/**
 * Refuses other prizes than those that a draw announced; their names and pictures may still be mended.
 * Faults: `challenge.field-fixed`.
 */
export async function refuseOtherPrizes(
  tables: Reading,
  { id, state }: Pick<Challenge, "id" | "state">,
  prizes: ChallengeSetup["prizes"],
): Promise<void> {
  const announced = await tables
    .selectFrom("draw")
    .select("prizes_text")
    .where("challenge", "=", id)
    .where("ordinal", ">", 0)
    .where("state", "<>", "cancelled")
    .execute();
  const isOther = announced.some(({ prizes_text }) => prizes_text !== rankedPrizes(prizes));
  if (isOther) throw new Fault("challenge.field-fixed", { field: "prizes", state });
}
