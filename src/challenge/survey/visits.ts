import { hash } from "node:crypto";
import type { Changing, Reading } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, Fault, randomId, type TicketId, ticketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, KIOSK_PLACE } from "../lifecycle/index.ts";
import { openAnswer, placeOf, settleCompletion, touchResponse, upsertAnswer } from "./answers.ts";
import { TAKEN_BACK } from "./progress.ts";
import type { SurveyVersion } from "./versions.ts";

/** Stands where a recovery phrase's hash stands: the secret of the visit opens the ticket, once, to take it over. */
const visitHash = (visit: string): string => hash("sha256", `kiosk-visit:${visit}`, "hex");

/** The ticket behind a visit, made at its first write; the one that took it over once a phone did. */
export async function visitTicket(
  { records, clock }: Kit,
  challenge: Challenge,
  visit: string,
  language: "ko" | "en",
): Promise<{ readonly ticket: TicketId; readonly attached: boolean }> {
  return records.write(async (transaction) => {
    await transaction
      .insertInto("ticket")
      .values({
        id: ticketId(randomId(8).toUpperCase()),
        challenge: challenge.id,
        nickname: language === "ko" ? "태블릿 방문자" : "Tablet visitor",
        language,
        created_at: clock.now(),
        recovery_hash: visitHash(visit),
        staff: 0,
        over_14_at: null,
        simulated: challenge.rehearsal ? 1 : 0,
        merged_into: null,
        withdrawn_at: null,
        place: KIOSK_PLACE,
      })
      .onConflict((conflict) => conflict.column("recovery_hash").doNothing())
      .execute();
    const found = await findVisit(transaction, challenge.id, visit);
    if (found === undefined) throw new Fault("request.invalid", { detail: "the visit belongs to another challenge" });
    return { ticket: found.merged_into ?? found.id, attached: found.merged_into !== null };
  });
}

/**
 * Moves the answers of a visit to `ticket`; false while the visit is not known. Faults: `survey.visit-taken` when
 * another ticket has them.
 */
export async function attachVisit(
  transaction: Changing,
  { vault }: Kit,
  challenge: ChallengeId,
  visit: string,
  ticket: TicketId,
  current: SurveyVersion,
  now: EpochMicros,
): Promise<boolean> {
  const found = await findVisit(transaction, challenge, visit);
  if (found === undefined) return false;
  if (found.merged_into === ticket || found.id === ticket) return true;
  const taken = await transaction
    .updateTable("ticket")
    .set({ merged_into: ticket })
    .where("id", "=", found.id)
    .where("merged_into", "is", null)
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) throw new Fault("survey.visit-taken");
  await moveAnswers(transaction, vault, challenge, found.id, ticket, current, now);
  const data = { ticket: found.id, into: ticket };
  await appendAudit(transaction, challenge, now, { actor: `participant:${ticket}`, type: "ticket.merge", data });
  return true;
}

const findVisit = (tables: Reading, challenge: ChallengeId, visit: string) =>
  tables
    .selectFrom("ticket")
    .select(["id", "merged_into"])
    .where("recovery_hash", "=", visitHash(visit))
    .where("challenge", "=", challenge)
    .executeTakeFirst();

/**
 * Everything `from` answered, under `into`: sealed anew, for a seal holds at its ticket only. Of two answers to one
 * question the later stays. For every merge of two tickets of a person.
 */
export async function moveAnswers(
  transaction: Changing,
  vault: Kit["vault"],
  challenge: ChallengeId,
  from: TicketId,
  into: TicketId,
  current: SurveyVersion,
  now: EpochMicros,
): Promise<void> {
  const response = await transaction.selectFrom("response").selectAll().where("ticket", "=", from).executeTakeFirst();
  if (response === undefined) return;
  const { started_at: startedAt, language } = response;
  await touchResponse(transaction, challenge, into, current, { now, startedAt, language });
  await transaction
    .updateTable("response")
    .set({ started_at: startedAt })
    .where("ticket", "=", into)
    .where("started_at", ">", startedAt)
    .execute();
  const answers = await transaction.selectFrom("answer").selectAll().where("ticket", "=", from).execute();
  for (const { question, value_sealed, answered_at } of answers) {
    const value =
      value_sealed === TAKEN_BACK ? undefined : await openAnswer(vault, challenge, from, question, value_sealed);
    const sealed =
      value === undefined ? TAKEN_BACK : await vault.seal(challenge, placeOf(into, question), JSON.stringify(value));
    await upsertAnswer(transaction, into, question, sealed, answered_at);
  }
  await transaction.deleteFrom("answer").where("ticket", "=", from).execute();
  await transaction.deleteFrom("response").where("ticket", "=", from).execute();
  await settleCompletion(transaction, into, current, new Set(), now);
}
