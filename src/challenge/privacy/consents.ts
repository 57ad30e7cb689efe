import type { ConsentBody, MyConsents, NewsList } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { type ChallengeId, Fault, randomId, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { composeNotice, keepNotice, newConsentId } from "./notices.ts";

/** What the e-mail address is held for; it has no other use. */
export const NEWS = "news";

export const contactPlace = (id: string) => `contact|${id}|value_sealed` as const;

/**
 * Says yes to news, or takes it back, which deletes the address at once. Saying no is never asked a reason and changes
 * nothing else. Faults: `privacy.notice-changed`, `privacy.news-off`, `challenge.not-open` after the purge.
 */
export async function decideNews(kit: Kit, challenge: Challenge, ticket: TicketId, body: ConsentBody): Promise<void> {
  if (body.given) await giveNews(kit, challenge, ticket, body);
  else await withdrawNews(kit, challenge, ticket);
  kit.bus.ticketChanged(ticket);
}

async function giveNews(kit: Kit, challenge: Challenge, ticket: TicketId, body: ConsentBody): Promise<void> {
  const { setup, state } = challenge;
  if (state === "purged") throw new Fault("challenge.not-open", { state });
  if (!setup.privacy.news) throw new Fault("privacy.news-off");
  const { email } = body;
  if (email === undefined) throw new Fault("request.invalid", { detail: "body email: an address is needed" });
  const shown = (["ko", "en"] as const)
    .map((language) => composeNotice(setup, "news", language))
    .find(({ hash }) => hash === body.noticeHash);
  if (shown === undefined) throw new Fault("privacy.notice-changed");
  const id = `ct_${randomId(16)}`;
  const value_sealed = await kit.vault.seal(challenge.id, contactPlace(id), email);
  await kit.records.write(async (transaction) => {
    await holdTicket(kit, transaction, ticket);
    const now = kit.clock.now();
    await takeBack(kit, transaction, ticket);
    await keepNotice(transaction, shown, now);
    const consent = { id: newConsentId(), ticket, kind: NEWS, notice_hash: shown.hash, given: 1 as const };
    await transaction
      .insertInto("consent")
      .values({ ...consent, at: now, withdrawn_at: null })
      .execute();
    const contact = { id, challenge: challenge.id, ticket, purpose: NEWS, value_sealed, created_at: now };
    await transaction.insertInto("contact").values(contact).execute();
    await audit(kit, transaction, challenge.id, ticket, { given: 1, notice: shown.hash });
  });
}

async function withdrawNews(kit: Kit, challenge: Challenge, ticket: TicketId): Promise<void> {
  await kit.records.write(async (transaction) => {
    await holdTicket(kit, transaction, ticket);
    const { consents } = await takeBack(kit, transaction, ticket);
    if (consents > 0) await audit(kit, transaction, challenge.id, ticket, { given: 0, notice: "" });
  });
}

/** Ends what was given and deletes the address. */
async function takeBack({ clock }: Kit, transaction: Changing, ticket: TicketId): Promise<{ consents: number }> {
  const { numUpdatedRows } = await transaction
    .updateTable("consent")
    .set({ withdrawn_at: clock.now() })
    .where("ticket", "=", ticket)
    .where("kind", "=", NEWS)
    .where("withdrawn_at", "is", null)
    .executeTakeFirst();
  await transaction.deleteFrom("contact").where("ticket", "=", ticket).where("purpose", "=", NEWS).execute();
  return { consents: Number(numUpdatedRows) };
}

/** Two taps of one person on two devices follow one another. */
async function holdTicket({ records }: Kit, transaction: Changing, ticket: TicketId): Promise<void> {
  await transaction
    .selectFrom("ticket")
    .select("id")
    .where("id", "=", ticket)
    .$if(records.kind === "postgresql", (query) => query.forUpdate())
    .execute();
}

async function audit(
  { clock }: Kit,
  transaction: Changing,
  challenge: ChallengeId,
  ticket: TicketId,
  { given, notice }: { readonly given: 0 | 1; readonly notice: string },
): Promise<void> {
  const data = { kind: NEWS, given, notice };
  await appendAudit(transaction, challenge, clock.now(), {
    actor: `participant:${ticket}`,
    type: "privacy.consent",
    data,
  });
}

export async function readMyConsents(kit: Kit, challenge: Challenge, ticket: TicketId): Promise<MyConsents> {
  const { consent, contact } = await kit.records.read(async (tables) => ({
    consent: await newestNews(tables, ticket),
    contact: await tables
      .selectFrom("contact")
      .selectAll()
      .where("ticket", "=", ticket)
      .where("purpose", "=", NEWS)
      .orderBy("created_at", "desc")
      .limit(1)
      .executeTakeFirst(),
  }));
  const serverTime = kit.clock.now();
  if (consent === undefined) return { news: null, serverTime };
  const given = consent.given === 1 && consent.withdrawn_at === null;
  const email =
    given && contact !== undefined
      ? await kit.vault.open(challenge.id, contactPlace(contact.id), contact.value_sealed)
      : null;
  const { at, withdrawn_at: withdrawnAt, notice_hash: noticeHash } = consent;
  return { news: { given, at, withdrawnAt, email, noticeHash }, serverTime };
}

const newestNews = (tables: Reading, ticket: TicketId) =>
  tables
    .selectFrom("consent")
    .selectAll()
    .where("ticket", "=", ticket)
    .where("kind", "=", NEWS)
    // The one in force, wherever two were written in the same moment.
    .orderBy(({ eb }) => eb.case().when("withdrawn_at", "is", null).then(0).else(1).end())
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();

/** The addresses of everybody who said yes, oldest first. Who read them and how many stands in the audit log. */
export async function readNewsList(kit: Kit, challenge: Challenge, actor: Actor): Promise<NewsList> {
  const { id } = challenge;
  const rows = await kit.records.write(async (transaction) => {
    const found = await transaction
      .selectFrom("contact")
      .innerJoin("consent", (join) =>
        join
          .onRef("consent.ticket", "=", "contact.ticket")
          .on("consent.kind", "=", NEWS)
          .on("consent.withdrawn_at", "is", null),
      )
      .select(["contact.id", "contact.value_sealed", "contact.created_at", "consent.notice_hash"])
      .where("contact.challenge", "=", id)
      .where("contact.purpose", "=", NEWS)
      .orderBy("contact.created_at")
      .orderBy("contact.id")
      .execute();
    const data = { purpose: NEWS, contacts: found.length };
    await appendAudit(transaction, id, kit.clock.now(), { actor, type: "privacy.read", data });
    return found;
  });
  // Who had two tickets that became one may have said yes twice.
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  const contacts = await Promise.all(
    once.map(async (row) => ({
      email: await kit.vault.open(id, contactPlace(row.id), row.value_sealed),
      since: row.created_at,
      noticeHash: row.notice_hash,
    })),
  );
  return { contacts, serverTime: kit.clock.now() };
}
