import type { Changing, Records } from "../../control/index.ts";
import { type ChallengeId, Fault } from "../../kernel/index.ts";
import { type Challenge, toChallenge } from "./challenge.ts";

/**
 * The challenge as it stays until the transaction ends: nobody else takes a step or changes its setup meanwhile.
 * Faults: `challenge.unknown`.
 */
export async function lockChallenge(kind: Records["kind"], transaction: Changing, id: ChallengeId): Promise<Challenge> {
  const row = await transaction
    .selectFrom("challenge")
    .selectAll()
    .where("id", "=", id)
    .$if(kind === "postgresql", (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new Fault("challenge.unknown", { slug: id });
  return toChallenge(row);
}
