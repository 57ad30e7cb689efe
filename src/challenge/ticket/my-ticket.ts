import type { MyApp, MyTicket, Verdict } from "../../contract/index.ts";
import type { AppTable, Reading, TicketTable } from "../../control/index.ts";
import { epochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { type ArrivalBook, diagnose, toMyApp } from "../arrival/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { readProgress } from "../survey/index.ts";
import type { TicketHolder } from "./devices.ts";

/** Whether a ticket is in the draw and why not. */
export type VerdictOf = (challenge: Challenge, ticket: TicketId) => Promise<Verdict>;

/** Everything a participant's pages show. Faults: `ticket.unknown`. */
export async function readMine(
  { records, clock }: Kit,
  arrivals: ArrivalBook,
  verdictOf: VerdictOf,
  challenge: Challenge,
  { ticket: id, device }: TicketHolder,
): Promise<MyTicket> {
  const [rows, verdict] = await Promise.all([
    records.read((tables) => readRows(tables, challenge, id)),
    verdictOf(challenge, id),
  ]);
  const { ticket, keys, choice, survey } = rows;
  const { refusal, greeting, passing } = arrivals.seenOf(id, keys);
  const apps: MyApp[] = rows.apps.map(toMyApp);
  if (passing !== undefined && apps.every(({ service }) => service !== passing.service)) {
    apps.push({ ...toMyApp(passing), ordinal: 0 });
  }
  const required = challenge.setup.requiredRequests;
  const chosen = choice?.service ?? undefined;
  return {
    id,
    nickname: ticket.nickname,
    language: ticket.language,
    createdAt: ticket.created_at,
    challenge: { slug: challenge.slug, state: challenge.state, closesAt: challenge.closesAt ?? null },
    device,
    staff: ticket.staff === 1,
    over14: ticket.over_14_at !== null,
    apps,
    choice,
    survey: { answered: survey.answered, questions: survey.questions, completed: survey.completed },
    diagnosis: diagnose({ apps, chosen, required, refusal, greeting }),
    verdict,
    ...(rows.notice === undefined ? {} : { notice: rows.notice }),
    serverTime: clock.now(),
  };
}

async function readRows(tables: Reading, challenge: Challenge, id: TicketId) {
  const ticket = await findTicket(tables, challenge, id);
  if (ticket === undefined) throw new Fault("ticket.unknown", { ticket: id });
  const keys = await tables.selectFrom("agent_key").select(["id", "hint"]).where("ticket", "=", id).execute();
  const choice = await tables
    .selectFrom("app_choice")
    .select(["typed", "service", "status"])
    .where("ticket", "=", id)
    .executeTakeFirst();
  const progress = await readProgress(tables, challenge.id, [id]);
  return {
    ticket,
    keys: keys.map((key) => ({ id: key.id, hint: key.hint ?? undefined })),
    choice: choice ?? null,
    apps: await readApps(tables, challenge, id, choice?.service ?? undefined),
    survey: progress(id),
    notice: await readNotice(tables, challenge),
  };
}

async function readNotice(tables: Reading, { id }: Challenge): Promise<MyTicket["notice"]> {
  const row = await tables
    .selectFrom("wall_state")
    .select(["message_ko as ko", "message_en as en"])
    .where("challenge", "=", id)
    .executeTakeFirst();
  return row === undefined || (row.ko === "" && row.en === "") ? undefined : row;
}

export const findTicket = (tables: Reading, challenge: Challenge, id: TicketId): Promise<TicketTable | undefined> =>
  tables.selectFrom("ticket").selectAll().where("id", "=", id).where("challenge", "=", challenge.id).executeTakeFirst();

/** Those of its own keys; where keys are shared, the one whose name it said. */
async function readApps(
  tables: Reading,
  challenge: Challenge,
  ticket: TicketId,
  chosen: string | undefined,
): Promise<readonly AppTable[]> {
  const rows = await tables
    .selectFrom("app")
    .selectAll()
    .where("challenge", "=", challenge.id)
    .where(({ eb, or, and }) =>
      or([
        eb("ticket", "=", ticket),
        ...(chosen === undefined ? [] : [and([eb("ticket", "is", null), eb("service", "=", chosen)])]),
      ]),
    )
    .orderBy("ordinal")
    .limit(200)
    .execute();
  // A service that was sent with several of one's keys is one app to its owner.
  const byService = Map.groupBy(rows, ({ service }) => service);
  return Array.from(byService.values(), (same) => same.reduce(together));
}

function together(a: AppTable, b: AppTable): AppTable {
  return {
    ...a,
    language: a.language || b.language,
    framework: a.framework || b.framework,
    last_seen: epochMicros(Math.max(a.last_seen, b.last_seen)),
    transactions: a.transactions + b.transactions,
    spans: a.spans + b.spans,
    errors: a.errors + b.errors,
  };
}
