import type { FunnelAnswer, ReasonCode, TicketRow, Verdict } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { TicketId } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { foldName } from "../names/index.ts";
import { entryApp } from "./entry-app.ts";
import type { TicketFacts } from "./facts.ts";

export interface Judged {
  readonly facts: TicketFacts;
  readonly verdict: Verdict;
}

const MOST_FOUND = 200;

/** As people read an id aloud or off a screen: case, blanks and the look-alikes O/0 and I/L/1 do not matter. */
export const asTicketId = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[\s-]+/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

/** Tickets with their verdict, newest first. */
export async function listTickets(
  tables: Reading,
  { id }: Challenge,
  judged: readonly Judged[],
): Promise<readonly TicketRow[]> {
  const rows = await readRows(tables, id);
  return judged.toReversed().flatMap((each) => rowOf(each, rows) ?? []);
}

/** The same by id, nickname or app; all without a query. The newest of them. */
export async function findTickets(
  tables: Reading,
  { id }: Challenge,
  judged: readonly Judged[],
  query: string,
): Promise<{ readonly tickets: TicketRow[]; readonly total: number }> {
  const rows = await readRows(tables, id);
  const [asId, asName] = [asTicketId(query), foldName(query)];
  const found = judged.filter(({ facts }) => {
    if (query.trim() === "") return true;
    if (asId.length >= 3 && facts.ticket.includes(asId)) return true;
    const names = [...facts.apps.map(({ service }) => service), facts.choice?.typed, facts.choice?.app?.service];
    const nickname = rows.get(facts.ticket)?.nickname;
    return asName !== "" && [...names, nickname].some((name) => name !== undefined && foldName(name).includes(asName));
  });
  const newest = found.toReversed().slice(0, MOST_FOUND);
  return { tickets: newest.flatMap((each) => rowOf(each, rows) ?? []), total: found.length };
}

type TicketRows = ReadonlyMap<TicketId, Awaited<ReturnType<typeof selectRows>>[number]>;

const selectRows = (tables: Reading, challenge: Challenge["id"]) =>
  tables
    .selectFrom("ticket")
    .select(["id", "nickname", "language", "created_at", "staff", "simulated"])
    .where("challenge", "=", challenge)
    .execute();

async function readRows(tables: Reading, challenge: Challenge["id"]): Promise<TicketRows> {
  return new Map((await selectRows(tables, challenge)).map((row) => [row.id, row]));
}

function rowOf({ facts, verdict }: Judged, rows: TicketRows): TicketRow | undefined {
  const row = rows.get(facts.ticket);
  if (row === undefined) return undefined;
  return {
    id: row.id,
    nickname: row.nickname,
    language: row.language,
    createdAt: row.created_at,
    staff: row.staff === 1,
    simulated: row.simulated === 1,
    app: appOf(facts),
    eligible: verdict.eligible,
    codes: verdict.reasons.map(({ code }) => code),
    fixable: isFixable(verdict),
    sentence: verdict.sentence,
  };
}

function appOf(facts: TicketFacts): string {
  const entry = entryApp(facts);
  if (entry.kind === "chosen" || entry.kind === "default-name") return entry.app.service;
  return facts.choice?.typed || (facts.apps.at(-1)?.service ?? "");
}

/** Out, and only for what they can mend by themselves. */
const isFixable = ({ eligible, reasons }: Verdict): boolean => !eligible && reasons.every(({ fixable }) => fixable);

type Counted = Pick<FunnelAnswer, "tickets" | "data" | "survey" | "eligible" | "fixable" | "reasons">;

/** How far people came: each step counts those who did it, whatever else they lack. Staff and who left are no visitors. */
export function countFunnel(judged: readonly Judged[]): Counted {
  const visitors = judged.filter(({ facts }) => !facts.staff && !facts.withdrawn && facts.duplicateOf === undefined);
  const reasons = new Map<ReasonCode, { people: number; fixable: boolean }>();
  for (const { verdict } of visitors.filter((each) => !each.verdict.eligible)) {
    const mendable = isFixable(verdict);
    for (const { code } of verdict.reasons) {
      const counted = reasons.get(code) ?? { people: 0, fixable: false };
      reasons.set(code, { people: counted.people + 1, fixable: counted.fixable || mendable });
    }
  }
  const done = (id: string): number =>
    visitors.filter(({ verdict }) => verdict.checklist.some((item) => item.id === id && item.state === "done")).length;
  return {
    tickets: visitors.length,
    data: done("data"),
    survey: done("survey"),
    eligible: visitors.filter(({ verdict }) => verdict.eligible).length,
    fixable: visitors.filter(({ verdict }) => isFixable(verdict)).length,
    reasons: [...reasons]
      .map(([code, counted]) => ({ code, ...counted }))
      .sort((a, b) => Number(b.fixable) - Number(a.fixable) || b.people - a.people),
  };
}

/** The ticket an id typed by hand means. */
export async function ticketNamed(tables: Reading, { id }: Challenge, typed: string): Promise<TicketId | undefined> {
  const row = await tables
    .selectFrom("ticket")
    .select("id")
    .where("challenge", "=", id)
    .where("id", "=", asTicketId(typed) as TicketId)
    .executeTakeFirst();
  return row?.id;
}
