import type { Override, OverrideBody, Verdict } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { type EpochMicros, Fault, type PersonId, randomId, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { refuseOutOfTime } from "./choice.ts";
import { changing } from "./frozen.ts";

/** Whoever decides: named in the audit log, and told apart from the second person. */
export interface Decider {
  readonly actor: Actor;
  /** Undefined for the host's token, which is nobody in particular. */
  readonly person: PersonId | undefined;
}

const NOBODY_IN_PARTICULAR = "token";

export const personOf = ({ person }: Decider): string => person ?? NOBODY_IN_PARTICULAR;

/** Whether a prize is worth so much that one person alone may not decide. */
export const needsSecond = ({ setup }: Challenge): boolean =>
  setup.prizes.some(({ valueWon }) => valueWon > setup.secondApproverAboveWon);

/** What a verdict was, kept with the decision that changed it. */
const summary = ({ eligible, reasons }: Verdict) => ({ eligible, codes: reasons.map(({ code }) => code) });

/**
 * Brings a ticket in or puts it out, whatever the rules say. Above the prize limit it holds once a second person has
 * confirmed it. The newest that holds counts and ends those before it.
 * Faults: `challenge.not-open`, `challenge.frozen`, `ticket.unknown`.
 */
export async function makeOverride(
  kit: Kit,
  challenge: Challenge,
  ticket: TicketId,
  body: OverrideBody,
  before: Verdict,
  decider: Decider,
): Promise<string> {
  const id = `o_${randomId(16)}`;
  const at = kit.clock.now();
  await changing(kit, challenge, async (transaction, current) => {
    refuseOutOfTime(current);
    const second = needsSecond(current);
    await transaction
      .insertInto("eligibility_override")
      .values({
        id,
        challenge: challenge.id,
        ticket,
        effect: body.effect,
        reason_ko: body.reasonKo,
        reason_en: body.reasonEn,
        verdict_before: JSON.stringify(summary(before)),
        person: personOf(decider),
        at,
        needs_second: second ? 1 : 0,
        second_person: null,
        second_at: null,
        revoked_at: null,
        revoked_by: null,
      })
      .execute();
    if (!second) await endEarlier(transaction, ticket, id, at, decider);
    await appendAudit(transaction, challenge.id, at, {
      actor: decider.actor,
      type: "entry.override",
      data: {
        override: id,
        ticket,
        from: before.eligible ? "in" : before.reasons.map(({ code }) => code).join(" "),
        to: body.effect,
        reason: body.reasonKo,
        needsSecond: second,
      },
    });
  });
  kit.bus.ticketChanged(ticket);
  return id;
}

async function endEarlier(
  transaction: Changing,
  ticket: TicketId,
  except: string,
  at: EpochMicros,
  decider: Decider,
): Promise<void> {
  await transaction
    .updateTable("eligibility_override")
    .set({ revoked_at: at, revoked_by: personOf(decider) })
    .where("ticket", "=", ticket)
    .where("id", "<>", except)
    .where("revoked_at", "is", null)
    .execute();
}

/** Confirms a decision as its second person. Faults: `eligibility.second-person`, `eligibility.settled`, `challenge.frozen`. */
export async function approveOverride(kit: Kit, challenge: Challenge, id: string, decider: Decider): Promise<TicketId> {
  const at = kit.clock.now();
  const ticket = await changing(kit, challenge, async (transaction, current) => {
    refuseOutOfTime(current);
    const row = await findOverride(transaction, challenge, id);
    if (row.person === personOf(decider)) {
      throw new Fault("eligibility.second-person", { limit: current.setup.secondApproverAboveWon });
    }
    const approved = await transaction
      .updateTable("eligibility_override")
      .set({ second_person: personOf(decider), second_at: at })
      .where("id", "=", id)
      .where("needs_second", "=", 1)
      .where("second_at", "is", null)
      .where("revoked_at", "is", null)
      .returning("ticket")
      .executeTakeFirst();
    if (approved === undefined) throw new Fault("eligibility.settled");
    await endEarlier(transaction, row.ticket, id, at, decider);
    await record(transaction, challenge, at, decider, "entry.override-approved", { override: id, ticket: row.ticket });
    return row.ticket;
  });
  kit.bus.ticketChanged(ticket);
  return ticket;
}

/** Takes a decision back; the rules alone count again. Faults: `eligibility.settled`, `challenge.frozen`. */
export async function revokeOverride(kit: Kit, challenge: Challenge, id: string, decider: Decider): Promise<TicketId> {
  const at = kit.clock.now();
  const ticket = await changing(kit, challenge, async (transaction, current) => {
    refuseOutOfTime(current);
    const row = await findOverride(transaction, challenge, id);
    const revoked = await transaction
      .updateTable("eligibility_override")
      .set({ revoked_at: at, revoked_by: personOf(decider) })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returning("ticket")
      .executeTakeFirst();
    if (revoked === undefined) throw new Fault("eligibility.settled");
    await record(transaction, challenge, at, decider, "entry.override-revoked", { override: id, ticket: row.ticket });
    return row.ticket;
  });
  kit.bus.ticketChanged(ticket);
  return ticket;
}

const record = (
  transaction: Changing,
  { id }: Challenge,
  at: EpochMicros,
  { actor }: Decider,
  type: string,
  data: Parameters<typeof appendAudit>[3]["data"],
): Promise<unknown> => appendAudit(transaction, id, at, { actor, type, data });

async function findOverride(tables: Reading, { id: challenge }: Challenge, id: string) {
  const row = await tables
    .selectFrom("eligibility_override")
    .select(["ticket", "person"])
    .where("id", "=", id)
    .where("challenge", "=", challenge)
    .executeTakeFirst();
  if (row === undefined) throw new Fault("eligibility.override-unknown", { override: id });
  return row;
}

/** All decisions of a challenge or one ticket, newest first, with the names of who made them. */
export async function listOverrides(
  tables: Reading,
  { id: challenge }: Challenge,
  decider: Decider,
  only?: TicketId,
): Promise<Override[]> {
  const rows = await tables
    .selectFrom("eligibility_override as o")
    .leftJoin("person as p", "p.id", "o.person")
    .leftJoin("person as s", "s.id", "o.second_person")
    .leftJoin("person as r", "r.id", "o.revoked_by")
    .selectAll("o")
    .select(["p.name as by", "s.name as second_by", "r.name as revoked_name"])
    .where("o.challenge", "=", challenge)
    .$if(only !== undefined, (query) => query.where("o.ticket", "=", only as TicketId))
    .orderBy("o.at", "desc")
    .orderBy("o.id")
    .execute();
  return rows.map((row) => {
    const isOpen = row.revoked_at === null;
    const waits = row.needs_second === 1 && row.second_at === null;
    return {
      id: row.id,
      ticket: row.ticket,
      effect: row.effect,
      reasonKo: row.reason_ko,
      reasonEn: row.reason_en,
      by: row.by ?? "",
      at: row.at,
      before: JSON.parse(row.verdict_before) as Override["before"],
      needsSecond: row.needs_second === 1,
      second: row.second_at === null ? null : { by: row.second_by ?? "", at: row.second_at },
      revoked: row.revoked_at === null ? null : { by: row.revoked_name ?? "", at: row.revoked_at },
      inForce: isOpen && !waits,
      mayApprove: isOpen && waits && row.person !== personOf(decider),
    };
  });
}
