import type { Changing } from "../../control/index.ts";
import { Fault } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "../lifecycle/index.ts";

/**
 * Runs a change of somebody's eligibility, the challenge held in its state meanwhile. What the database itself refuses
 * after the freeze is `challenge.frozen`.
 */
export async function changing<T>(
  { records }: Pick<Kit, "records">,
  challenge: Challenge,
  work: (transaction: Changing, current: Challenge) => Promise<T>,
): Promise<T> {
  try {
    return await records.write(async (transaction) => {
      const row = await transaction
        .selectFrom("challenge")
        .selectAll()
        .where("id", "=", challenge.id)
        // Of all changes at once only the step to another state has to wait.
        .$if(records.kind === "postgresql", (query) => query.forShare())
        .executeTakeFirst();
      if (row === undefined) throw new Fault("challenge.unknown", { slug: challenge.slug });
      return work(transaction, toChallenge(row));
    });
  } catch (error) {
    throw isFrozen(error) ? new Fault("challenge.frozen", {}, { cause: error }) : error;
  }
}

/** Whether a trigger refused; its words are those of the migration. */
export function isFrozen(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (each.message.includes("the list is frozen")) return true;
  }
  return false;
}
