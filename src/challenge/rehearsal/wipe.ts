import { sql } from "kysely";
import type { Changing } from "../../control/index.ts";
import { type ChallengeId, Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";

/** Rows that belong to a ticket, and rows that belong to a challenge; each before what it points at. */
export const TICKET_TABLES = [
  "client_nonce",
  "answer",
  "response",
  "app_choice",
  "consent",
  "pairing",
  "ticket_device",
  "visitor_note",
] as const;
export const CHALLENGE_TABLES = [
  "claim",
  "swag_raffle",
  "voucher",
  "voucher_batch",
  "app",
  "stray_service",
  "eligibility_override",
  "appeal",
  "contact",
  "agent_key",
  "ticket",
  "survey_version",
  "shift_note",
  "wall_state",
  "purge",
  "place",
  "picture",
  "session",
  "link",
] as const;

/**
 * Removes a rehearsal with everything that came of it; only the audit log keeps that it was, and its own chain.
 * Faults: `challenge.not-a-rehearsal`.
 */
export async function wipeRehearsal(kit: Kit, { id }: Challenge, actor: Actor): Promise<void> {
  const { records, clock, vault, keys } = kit;
  await records.write((transaction) => refuseReal(kit, transaction, id));
  // Nodes know keys by heart; they hear of an end, not of a row that is gone.
  await keys.expire(id, clock.now());
  await records.write(async (transaction) => {
    const challenge = await refuseReal(kit, transaction, id);
    await transaction.updateTable("ticket").set({ merged_into: null }).where("challenge", "=", id).execute();
    await transaction.updateTable("challenge").set({ cloned_from: null }).where("cloned_from", "=", id).execute();
    for (const table of ["room_number", "draw_entry", "claim"] as const) {
      await sql`delete from ${sql.table(table)} where draw in (select id from draw where challenge = ${id})`.execute(
        transaction,
      );
    }
    await transaction.deleteFrom("draw").where("challenge", "=", id).execute();
    for (const table of TICKET_TABLES) {
      await sql`delete from ${sql.table(table)} where ticket in (select id from ticket where challenge = ${id})`.execute(
        transaction,
      );
    }
    for (const table of ["swag_count", "swag_release", "swag_roll", "swag_size", "swag_item"] as const) {
      await sql`delete from ${sql.table(table)} where raffle in (select id from swag_raffle where challenge = ${id})`.execute(
        transaction,
      );
    }
    await transaction.deleteFrom("swag_raffle").where("challenge", "=", id).where("parent", "is not", null).execute();
    await sql`delete from place_hour where place in (select slug from place where challenge = ${id})`.execute(
      transaction,
    );
    for (const table of CHALLENGE_TABLES) {
      await sql`delete from ${sql.table(table)} where challenge = ${id}`.execute(transaction);
    }
    await transaction.deleteFrom("challenge").where("id", "=", id).execute();
    await appendAudit(transaction, `space:${challenge.space}`, clock.now(), {
      actor,
      type: "event.rehearsal",
      data: { wiped: id, slug: challenge.slug },
    });
  });
  await vault.destroy(id);
}

async function refuseReal({ records }: Kit, transaction: Changing, id: ChallengeId): Promise<Challenge> {
  const challenge = await lockChallenge(records.kind, transaction, id);
  if (!challenge.rehearsal) throw new Fault("challenge.not-a-rehearsal", { slug: challenge.slug });
  return challenge;
}
