import type { MyAppeal, OpenAppeal } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { type ChallengeId, Fault, randomId, type TicketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { type Decider, personOf } from "./overrides.ts";

/** An answer may be appealed against once or twice; after that it is a talk at the booth. */
const MOST_APPEALS = 5;

const placeOf = (id: string) => `appeal|${id}|text_sealed` as const;

/**
 * Takes an appeal of a participant; what they wrote is sealed. One at a time.
 * Faults: `challenge.not-open` before the doors open and after the event, `eligibility.settled` while one is open.
 */
export async function writeAppeal(kit: Kit, challenge: Challenge, ticket: TicketId, text: string): Promise<void> {
  const { state, slug } = challenge;
  if (state === "draft" || state === "announced" || state === "kept" || state === "purged") {
    throw new Fault("challenge.not-open", { slug, state });
  }
  const id = `ap_${randomId(16)}`;
  const at = kit.clock.now();
  const text_sealed = await kit.vault.seal(challenge.id, placeOf(id), text);
  await kit.records.write(async (transaction) => {
    // Two taps at once become one appeal.
    await transaction
      .selectFrom("ticket")
      .select("id")
      .where("id", "=", ticket)
      .$if(kit.records.kind === "postgresql", (query) => query.forUpdate())
      .execute();
    const before = await transaction.selectFrom("appeal").select("answered_at").where("ticket", "=", ticket).execute();
    if (before.length >= MOST_APPEALS || before.some(({ answered_at }) => answered_at === null)) {
      throw new Fault("eligibility.settled");
    }
    await transaction
      .insertInto("appeal")
      .values({
        id,
        challenge: challenge.id,
        ticket,
        at,
        text_sealed,
        answered_at: null,
        answered_by: null,
        answer_ko: null,
        answer_en: null,
      })
      .execute();
    await appendAudit(transaction, challenge.id, at, {
      actor: `participant:${ticket}`,
      type: "entry.appeal",
      data: { appeal: id, ticket },
    });
  });
  kit.bus.ticketChanged(ticket);
}

/** Answers an appeal in both languages. Faults: `eligibility.appeal-unknown`, `eligibility.settled`. */
export async function answerAppeal(
  kit: Kit,
  challenge: Challenge,
  id: string,
  answer: { readonly ko: string; readonly en: string },
  decider: Decider,
): Promise<void> {
  const at = kit.clock.now();
  const ticket = await kit.records.write(async (transaction) => {
    const known = await transaction
      .selectFrom("appeal")
      .select("ticket")
      .where("id", "=", id)
      .where("challenge", "=", challenge.id)
      .executeTakeFirst();
    if (known === undefined) throw new Fault("eligibility.appeal-unknown", { appeal: id });
    const answered = await transaction
      .updateTable("appeal")
      .set({ answered_at: at, answered_by: personOf(decider), answer_ko: answer.ko, answer_en: answer.en })
      .where("id", "=", id)
      .where("answered_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (answered === undefined) throw new Fault("eligibility.settled");
    await appendAudit(transaction, challenge.id, at, {
      actor: decider.actor,
      type: "entry.appeal-answered",
      data: { appeal: id, ticket: known.ticket },
    });
    return known.ticket;
  });
  kit.bus.ticketChanged(ticket);
}

/** Appeals of one ticket with their answers, newest first. */
export async function appealsOf({ records, vault }: Kit, { id }: Challenge, ticket: TicketId): Promise<MyAppeal[]> {
  const rows = await records.read((tables) =>
    tables.selectFrom("appeal").selectAll().where("ticket", "=", ticket).orderBy("at", "desc").execute(),
  );
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      at: row.at,
      text: await vault.open(id, placeOf(row.id), row.text_sealed),
      answer:
        row.answered_at === null ? null : { at: row.answered_at, ko: row.answer_ko ?? "", en: row.answer_en ?? "" },
    })),
  );
}

/** Those that nobody answered yet, oldest first. */
export async function openAppeals({ records, vault }: Kit, { id }: Challenge): Promise<OpenAppeal[]> {
  const rows = await records.read((tables) =>
    tables
      .selectFrom("appeal")
      .innerJoin("ticket", "ticket.id", "appeal.ticket")
      .select(["appeal.id", "appeal.ticket", "appeal.at", "appeal.text_sealed", "ticket.nickname"])
      .where("appeal.challenge", "=", id)
      .where("appeal.answered_at", "is", null)
      .orderBy("appeal.at")
      .execute(),
  );
  return Promise.all(
    rows.map(async ({ text_sealed, ...row }) => ({ ...row, text: await vault.open(id, placeOf(row.id), text_sealed) })),
  );
}

export async function countOpenAppeals(tables: Reading, challenge: ChallengeId): Promise<number> {
  const { n } = await tables
    .selectFrom("appeal")
    .select(({ fn }) => fn.countAll<number | string>().as("n"))
    .where("challenge", "=", challenge)
    .where("answered_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(n);
}
