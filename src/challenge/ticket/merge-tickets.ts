import type { Changing, TicketTable } from "../../control/index.ts";
import type { EpochMicros, TicketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { moveAnswers, readCurrent } from "../survey/index.ts";

/** Until the list is made; later a ticket is what it was. */
const MERGES_IN: ReadonlySet<Challenge["state"]> = new Set(["draft", "announced", "open", "closed", "review"]);

/**
 * Makes two tickets of one person one: the older of those with data wins, and gets the other's devices, keys, apps,
 * answers and decisions; the other points to it for ever. Answers the winner, or undefined when nothing may merge now.
 */
export async function mergeTickets(
  transaction: Changing,
  kit: Kit,
  challenge: Challenge,
  one: TicketId,
  other: TicketId,
  now: EpochMicros,
): Promise<TicketId | undefined> {
  const current = await lockChallenge(kit.records.kind, transaction, challenge.id);
  if (!MERGES_IN.has(current.state)) return undefined;
  const candidates = [await candidate(transaction, one), await candidate(transaction, other)].sort(byPrecedence);
  const [winner, loser] = candidates;
  if (winner === undefined || loser === undefined || winner.ticket.id === loser.ticket.id) return undefined;
  await moveAll(transaction, kit, challenge, loser.ticket, winner.ticket, now);
  const data = { ticket: loser.ticket.id, into: winner.ticket.id };
  const actor = `participant:${winner.ticket.id}` as const;
  await appendAudit(transaction, challenge.id, now, { actor, type: "ticket.merge", data });
  return winner.ticket.id;
}

interface Candidate {
  readonly ticket: TicketTable;
  readonly hasData: boolean;
}

const byPrecedence = (a: Candidate, b: Candidate): number =>
  Number(b.hasData) - Number(a.hasData) || a.ticket.created_at - b.ticket.created_at;

async function candidate(transaction: Changing, id: TicketId): Promise<Candidate> {
  const ticket = await transaction.selectFrom("ticket").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  for (const table of ["app", "answer", "app_choice"] as const) {
    const found = await transaction.selectFrom(table).select("ticket").where("ticket", "=", id).limit(1).execute();
    if (found.length > 0) return { ticket, hasData: true };
  }
  return { ticket, hasData: false };
}

async function moveAll(
  transaction: Changing,
  { vault }: Kit,
  challenge: Challenge,
  from: TicketTable,
  into: TicketTable,
  now: EpochMicros,
): Promise<void> {
  for (const table of [
    "ticket_device",
    "agent_key",
    "app",
    "stray_service",
    "consent",
    "contact",
    "eligibility_override",
    "appeal",
  ] as const) {
    await transaction.updateTable(table).set({ ticket: into.id }).where("ticket", "=", from.id).execute();
  }
  const current = await readCurrent(transaction, challenge.id);
  await moveAnswers(transaction, vault, challenge.id, from.id, into.id, current, now);
  const chosen = await transaction.selectFrom("app_choice").select("ticket").where("ticket", "=", into.id).execute();
  if (chosen.length === 0) {
    await transaction.updateTable("app_choice").set({ ticket: into.id }).where("ticket", "=", from.id).execute();
  } else {
    await transaction.deleteFrom("app_choice").where("ticket", "=", from.id).execute();
  }
  await transaction.updateTable("pairing").set({ used_at: now }).where("ticket", "=", from.id).execute();
  await transaction
    .updateTable("ticket")
    .set({
      staff: from.staff === 1 || into.staff === 1 ? 1 : 0,
      over_14_at: into.over_14_at ?? from.over_14_at,
      place: into.place ?? from.place,
    })
    .where("id", "=", into.id)
    .execute();
  await transaction
    .updateTable("ticket")
    .set({ merged_into: into.id })
    .where(({ eb, or }) => or([eb("id", "=", from.id), eb("merged_into", "=", from.id)]))
    .execute();
}
