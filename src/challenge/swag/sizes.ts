import { sql } from "kysely";
import type { z } from "zod";
import type { SwagRollView, SwagSizeBody } from "../../contract/index.ts";
import type { Changing, SwagRollTable } from "../../control/index.ts";
import { Fault, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { ownTickets } from "./roll.ts";
import { lockRaffle, refused } from "./rows.ts";
import { rollView } from "./views.ts";

/**
 * Gives a roll its size, or another one for the one it had. The raffle is held by the caller.
 * Faults: `swag.not-there` when nobody can have this size any more.
 */
export async function takeSize(transaction: Changing, roll: SwagRollTable, size: string): Promise<void> {
  const { raffle, seq, item, size: before } = roll;
  if (before === size) return;
  const taken = await transaction
    .updateTable("swag_size")
    .set({ taken: sql`taken + 1` })
    .where("raffle", "=", raffle)
    .where("item", "=", item)
    .where("size", "=", size)
    .where(sql<boolean>`taken < amount`)
    .executeTakeFirst();
  if (Number(taken.numUpdatedRows) !== 1) throw new Fault("swag.not-there", { item: `${item} ${size}` });
  if (before !== null)
    await transaction
      .updateTable("swag_size")
      .set({ taken: sql`taken - 1` })
      .where("raffle", "=", raffle)
      .where("item", "=", item)
      .where("size", "=", before)
      .execute();
  await transaction
    .updateTable("swag_roll")
    .set({ size })
    .where("raffle", "=", raffle)
    .where("seq", "=", seq)
    .execute();
}

/**
 * A winner's size, chosen or swapped: by themselves until they have it in their hands, by the table also afterwards, when
 * it comes back because it does not fit. Faults: `swag.nothing-won`, `swag.refused`, `swag.not-there`.
 */
export async function chooseSize(
  { records, clock, bus }: Kit,
  challenge: Challenge,
  ticket: TicketId,
  { raffle, size }: z.infer<typeof SwagSizeBody>,
  by: { readonly actor: Actor; readonly atTable: boolean },
): Promise<SwagRollView> {
  const view = await records.write(async (transaction) => {
    const row = await lockRaffle(records.kind, transaction, raffle);
    const own = await ownTickets(transaction, ticket);
    const roll = await transaction
      .selectFrom("swag_roll")
      .selectAll()
      .where("raffle", "=", raffle)
      .where("pid", "in", own)
      .where("item", "<>", "")
      .executeTakeFirst();
    if (roll === undefined || row.challenge !== challenge.id) throw new Fault("swag.nothing-won");
    if (roll.handed_over_at !== null && !by.atTable) throw refused("it was handed over; the booth swaps it");
    await takeSize(transaction, roll, size);
    if (roll.size !== size) {
      const data = { raffle, seq: roll.seq, item: roll.item, from: roll.size ?? "", to: size };
      await appendAudit(transaction, challenge.id, clock.now(), { actor: by.actor, type: "swag.size", data });
    }
    return rollView(transaction, { ...roll, size });
  });
  bus.ticketChanged(ticket);
  bus.challengeChanged(challenge.id);
  return view;
}
