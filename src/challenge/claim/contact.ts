import type { ClaimBody, Notice, WinnerContacts } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { type ChallengeId, Fault, randomId, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { composeNotice, contactPlace, keepNotice, newConsentId } from "../privacy/index.ts";
import { refuseOutOfTime, refuseSettled } from "./hand-over.ts";
import { prizeOf } from "./prizes.ts";
import { type Claim, readClaims, toClaim } from "./rows.ts";

/** What a winner's contact is held for; it has no other use. */
const WINNER = "winner";

export const winnerNotices = ({ setup }: Challenge): Notice[] =>
  (["ko", "en"] as const).map((language) => composeNotice(setup, "winner-contact", language));

/**
 * Stores who the winner is, asked now for the first time, with the words they were shown. Again replaces it.
 * Faults: `claim.unknown`, `claim.settled`, `claim.handed-over`, `privacy.notice-changed`.
 */
export async function giveContact(kit: Kit, challenge: Challenge, ticket: TicketId, body: ClaimBody): Promise<void> {
  const shown = winnerNotices(challenge).find(({ hash }) => hash === body.noticeHash);
  if (shown === undefined) throw new Fault("privacy.notice-changed");
  const id = `ct_${randomId(16)}`;
  const text = `${body.name.normalize("NFC")}\n${body.reach.value}`;
  const value_sealed = await kit.vault.seal(challenge.id, contactPlace(id), text);
  await kit.records.write(async (transaction) => {
    refuseOutOfTime(await lockChallenge(kit.records.kind, transaction, challenge.id));
    const claim = await readOwn(transaction, challenge.id, ticket);
    if (claim === undefined) throw new Fault("claim.unknown");
    refuseSettled(claim);
    const at = kit.clock.now();
    if (claim.state === "open" && at > claim.deadline) throw new Fault("claim.settled", { state: "over its time" });
    await transaction.deleteFrom("contact").where("ticket", "=", ticket).where("purpose", "=", WINNER).execute();
    await keepNotice(transaction, shown, at);
    await transaction
      .insertInto("consent")
      .values({
        id: newConsentId(),
        ticket,
        kind: shown.kind,
        notice_hash: shown.hash,
        given: 1,
        at,
        withdrawn_at: null,
      })
      .execute();
    await transaction
      .insertInto("contact")
      .values({ id, challenge: challenge.id, ticket, purpose: WINNER, value_sealed, created_at: at })
      .execute();
    await transaction
      .updateTable("claim")
      .set({ state: "claimed", claimed_at: claim.claimedAt ?? at })
      .where("id", "=", claim.id)
      .execute();
    const { draw, slot, prize } = claim;
    const data = { draw, slot, prize, ticket, notice: shown.hash };
    await appendAudit(transaction, challenge.id, at, {
      actor: `participant:${ticket}`,
      type: "prize.claim",
      data,
    });
  });
  kit.bus.ticketChanged(ticket);
  kit.bus.challengeChanged(challenge.id);
}

/** The claim that counts of a ticket's: of several draws the newest. */
export async function readOwn(tables: Reading, challenge: ChallengeId, ticket: TicketId): Promise<Claim | undefined> {
  const row = await tables
    .selectFrom("claim")
    .selectAll()
    .where("challenge", "=", challenge)
    .where("ticket", "=", ticket)
    .orderBy("made_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toClaim(row);
}

/** Names as staff may see them, by ticket. */
export async function maskedNames(kit: Kit, challenge: ChallengeId): Promise<ReadonlyMap<TicketId, string>> {
  const rows = await kit.records.read((tables) =>
    tables
      .selectFrom("contact")
      .select(["id", "ticket", "value_sealed"])
      .where("challenge", "=", challenge)
      .where("purpose", "=", WINNER)
      .execute(),
  );
  const opened = rows.map(async ({ id, ticket, value_sealed }): Promise<[TicketId, string]> => {
    const [name = ""] = (await kit.vault.open(challenge, contactPlace(id), value_sealed)).split("\n");
    return [ticket, maskName(name)];
  });
  return new Map(await Promise.all(opened));
}

/** So that only the person knows it for theirs: 홍길동 → 홍*동, Alice Kim → A**** K**. */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      const letters = [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);
      const isHangul = /^\p{Script=Hangul}+$/u.test(word);
      const last = isHangul && letters.length > 2 ? letters.at(-1) : "";
      const hidden = Math.max(1, letters.length - (last === "" ? 1 : 2));
      return `${letters[0] ?? ""}${"*".repeat(hidden)}${last}`;
    })
    .join(" ");
}

/** Everybody who said who they are, for the host alone. Who read it and how many stands in the audit log. */
export async function readWinnerContacts(kit: Kit, challenge: Challenge, actor: Actor): Promise<WinnerContacts> {
  const { id } = challenge;
  const { rows, claims } = await kit.records.write(async (transaction) => {
    const found = await transaction
      .selectFrom("contact")
      .select(["contact.id", "contact.ticket", "contact.value_sealed"])
      .select(({ selectFrom }) =>
        selectFrom("consent")
          .select("notice_hash")
          .whereRef("consent.ticket", "=", "contact.ticket")
          .where("consent.kind", "=", "winner-contact")
          .orderBy("consent.at", "desc")
          .limit(1)
          .as("noticeHash"),
      )
      .where("contact.challenge", "=", id)
      .where("contact.purpose", "=", WINNER)
      .orderBy("contact.created_at")
      .execute();
    const data = { purpose: WINNER, contacts: found.length };
    await appendAudit(transaction, id, kit.clock.now(), { actor, type: "privacy.read", data });
    return { rows: found, claims: await readClaims(transaction, id) };
  });
  const contacts = await Promise.all(
    rows.map(async ({ id: contact, ticket, value_sealed, noticeHash }) => {
      const [name = "", reach = ""] = (await kit.vault.open(id, contactPlace(contact), value_sealed)).split("\n");
      const claim = claims.findLast((each) => each.ticket === ticket);
      return { ticket, name, reach, prize: prizeOf(challenge, claim?.prize ?? ""), noticeHash: noticeHash ?? "" };
    }),
  );
  return { contacts, serverTime: kit.clock.now() };
}
