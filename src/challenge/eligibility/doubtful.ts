import type { DecideBody, DoubtfulPair, Verdict } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { Fault, type TicketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { cleanName, differences } from "../names/index.ts";
import { refuseOutOfTime } from "./choice.ts";
import { type Decision, readDecision } from "./decision.ts";
import type { TicketFacts } from "./facts.ts";
import { changing } from "./frozen.ts";
import { judge } from "./judge.ts";
import { type Decider, needsSecond, personOf } from "./overrides.ts";

/** What somebody has to look at: which ticket, which app, and why. */
export interface Doubt {
  readonly kind: DoubtfulPair["kind"];
  readonly ticket: TicketId;
  readonly typed: string;
  /** The app in question. */
  readonly service: string;
  readonly candidates: readonly string[];
  readonly match: DoubtfulPair["match"];
  readonly sentence: Verdict["sentence"];
}

const KINDS: ReadonlyMap<string, Doubt["kind"]> = new Map([
  ["NAME_NEAR", "name"],
  ["NAME_SHARED", "shared"],
  ["NOT_AN_AGENT", "by-hand"],
]);

/** The doubt about one ticket that nobody has settled; a decision that turned it down settles it too. */
export function doubtOf(facts: TicketFacts): Doubt | undefined {
  const { choice, ticket, staff, withdrawn, duplicateOf } = facts;
  if (staff || withdrawn || duplicateOf !== undefined) return undefined;
  for (const { code, params, ko, en } of judge({ ...facts, override: undefined }).reasons) {
    const kind = KINDS.get(code);
    const service = params.app;
    if (kind === undefined || service === undefined || params.staffKo !== undefined) continue;
    const typed = choice?.typed ?? service;
    const candidates = kind === "name" ? (choice?.match.candidates ?? []) : [];
    return {
      kind,
      ticket,
      typed,
      service,
      candidates: candidates.filter((each) => each !== service),
      match: choice?.match.status ?? "exact",
      sentence: { ko, en },
    };
  }
  return undefined;
}

/** The doubts side by side with what arrived, oldest ticket first. */
export async function describeDoubts(
  tables: Reading,
  challenge: Challenge,
  doubts: readonly Doubt[],
  decider: Decider,
): Promise<DoubtfulPair[]> {
  if (doubts.length === 0) return [];
  const services = [...new Set(doubts.map(({ service }) => service))];
  const apps = await tables
    .selectFrom("app")
    .select(["service", "ticket", "framework", "last_seen", "first_seen"])
    .where("challenge", "=", challenge.id)
    .where("service", "in", services)
    .orderBy("first_seen")
    .execute();
  const claims = await tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .leftJoin("person", "person.id", "app_choice.decided_by")
    .select(["app_choice.ticket", "app_choice.service", "app_choice.status", "app_choice.chosen_at"])
    .select(["app_choice.reason", "app_choice.decided_by", "person.name as by"])
    .where("ticket.challenge", "=", challenge.id)
    .orderBy("app_choice.chosen_at")
    .execute();
  const nicknames = await readNicknames(tables, challenge);
  return doubts.map((doubt) => {
    const { kind, ticket, typed, service, candidates, match, sentence } = doubt;
    const named = apps.filter((app) => app.service === service);
    const app = named.find((each) => each.ticket === ticket) ?? named[0];
    const claimed = claims.find(
      (each) => each.service === service && each.ticket !== ticket && each.status !== "waiting",
    );
    const holder = claimed?.ticket ?? named.find((each) => each.ticket !== null && each.ticket !== ticket)?.ticket;
    const mine = claims.find((each) => each.ticket === ticket);
    const waiting = readDecision(mine?.reason ?? null);
    return {
      kind,
      ticket,
      nickname: nicknames.get(ticket) ?? "",
      typed,
      arrived: service,
      candidates: [...candidates],
      match,
      differences: kind === "name" ? [...differences(typed, service)] : [{ kind: "same", text: cleanName(service) }],
      framework: app?.framework ?? "",
      lastSeen: app?.last_seen ?? null,
      other:
        kind === "shared" && holder != null
          ? {
              ticket: holder,
              nickname: nicknames.get(holder) ?? "",
              framework: named.find((each) => each.ticket === holder)?.framework ?? app?.framework ?? "",
            }
          : null,
      sentence,
      waitsForSecond:
        waiting?.waits && waiting.service === service
          ? { by: mine?.by ?? "", mine: mine?.decided_by === personOf(decider) }
          : null,
    };
  });
}

async function readNicknames(tables: Reading, { id }: Challenge): Promise<ReadonlyMap<TicketId, string>> {
  const rows = await tables.selectFrom("ticket").select(["id", "nickname"]).where("challenge", "=", id).execute();
  return new Map(rows.map((row) => [row.id, row.nickname]));
}

/**
 * Settles the doubt about a ticket: it is this app, or it is not. Above the prize limit a yes holds once a second
 * person says the same. Faults: `eligibility.settled` when the doubt is another one now, `eligibility.second-person`,
 * `challenge.not-open`, `challenge.frozen`.
 */
export async function decideDoubt(
  kit: Kit,
  challenge: Challenge,
  doubt: Doubt | undefined,
  { answer, service, reason, note }: DecideBody,
  decider: Decider,
): Promise<void> {
  const isAsked = doubt !== undefined && (doubt.service === service || doubt.candidates.includes(service));
  if (!isAsked) throw new Fault("eligibility.settled");
  const { ticket } = doubt;
  const at = kit.clock.now();
  await changing(kit, challenge, async (transaction, current) => {
    refuseOutOfTime(current);
    const before = await transaction
      .selectFrom("app_choice")
      .selectAll()
      .where("ticket", "=", ticket)
      .$if(kit.records.kind === "postgresql", (query) => query.forUpdate())
      .executeTakeFirst();
    if (before !== undefined && before.typed !== doubt.typed) throw new Fault("eligibility.settled");
    const earlier = readDecision(before?.reason ?? null);
    const isSecond = earlier?.waits === true && earlier.service === service && answer === "same";
    if (isSecond && before?.decided_by === personOf(decider)) {
      throw new Fault("eligibility.second-person", { limit: current.setup.secondApproverAboveWon });
    }
    const waits = answer === "same" && needsSecond(current) && !isSecond;
    const decision: Decision = { answer, reason, note, service, waits };
    const holds = answer === "same" && !waits;
    const row = {
      typed: before?.typed ?? doubt.typed,
      service: holds ? service : (before?.service ?? (doubt.kind === "name" ? null : service)),
      status: holds ? ("staff" as const) : (before?.status ?? "confirmed"),
      decided_by: personOf(decider),
      reason: JSON.stringify(decision),
    };
    await transaction
      .insertInto("app_choice")
      .values({ ticket, chosen_at: at, ...row })
      .onConflict((conflict) => conflict.column("ticket").doUpdateSet(row))
      .execute();
    await appendAudit(transaction, challenge.id, at, {
      actor: decider.actor,
      type: "entry.name-decision",
      data: { ticket, kind: doubt.kind, answer, reason, waitsForSecond: waits },
    });
  });
  kit.bus.ticketChanged(ticket);
}
