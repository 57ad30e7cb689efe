import type { AppTable, Changing } from "../../control/index.ts";
import type { ChallengeId, TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import type { Tally } from "./app-tally.ts";
import type { AppRow } from "./diagnosis.ts";
import { isOpenAt } from "./owners.ts";

/** Whether an app's name may be shown at once. */
export type Screen = (challenge: Challenge, service: string) => Pick<AppTable, "shown" | "shown_reason">;

/** Beyond these names are noise: of one key of a person, and of a whole challenge. */
const MOST_OF_A_KEY = 20;
const MOST_OF_A_CHALLENGE = 5_000;

export interface Met {
  readonly tally: Tally;
  /** `passing`: the list is final, so nothing is written. `refused`: too many names. */
  readonly outcome: "new" | "known" | "passing" | "refused";
  readonly row: AppRow;
}

/**
 * Writes the rows of apps met for the first time, in the order of their arrival, each challenge counting from 1 without
 * a gap: its row is locked, so that two nodes number one after the other.
 */
export async function insertApps(kit: Kit, tallies: readonly Tally[], screen: Screen | undefined): Promise<Met[]> {
  const { records } = kit;
  const byChallenge = Map.groupBy(tallies, ({ challenge }) => challenge);
  return records.write(async (transaction) => {
    const met: Met[] = [];
    for (const id of [...byChallenge.keys()].sort()) {
      const challenge = await lockChallenge(records.kind, transaction, id);
      const own = [...(byChallenge.get(id) ?? [])].sort((a, b) => a.at - b.at);
      met.push(...(await insertOwn(transaction, challenge, own, screen)));
    }
    return met;
  });
}

async function insertOwn(
  transaction: Changing,
  challenge: Challenge,
  tallies: readonly Tally[],
  screen: Screen | undefined,
): Promise<Met[]> {
  let last = await lastOrdinal(transaction, challenge.id);
  const isWritten = TAKES_APPS.has(challenge.state);
  const met: Met[] = [];
  for (const seen of tallies) {
    // The locked row decides, not what was remembered of it.
    const tally = { ...seen, counts: isWritten && isOpenAt(challenge, seen) };
    const row = toRow(tally, last + 1);
    if (!isWritten) {
      await noteStray(transaction, tally);
      met.push({ tally, outcome: "passing", row });
      continue;
    }
    const exists = await transaction
      .selectFrom("app")
      .select("ordinal")
      .where("challenge", "=", challenge.id)
      .where("service", "=", tally.service)
      .where("agent_key", "=", tally.agentKey)
      .executeTakeFirst();
    const outcome = exists !== undefined ? "known" : (await hasRoom(transaction, tally, last)) ? "new" : "refused";
    met.push({ tally, outcome, row });
    if (outcome === "refused") await noteStray(transaction, tally);
    if (outcome !== "new") continue;
    last += 1;
    const { challenge: id, agentKey, ticket, simulated } = tally;
    const shown = screen?.(challenge, tally.service) ?? { shown: "shown" as const, shown_reason: null };
    await transaction
      .insertInto("app")
      .values({ ...row, ...shown, challenge: id, agent_key: agentKey, ticket, simulated })
      .execute();
  }
  return met;
}

/** Once the list is final, no app comes to it. */
const TAKES_APPS: ReadonlySet<Challenge["state"]> = new Set(["draft", "announced", "open", "closed", "review"]);

/** Its events are in the store all the same, and a purge has to find them. */
async function noteStray(transaction: Changing, { challenge, service, agentKey, ticket, at }: Tally): Promise<void> {
  await transaction
    .insertInto("stray_service")
    .values({ challenge, service, agent_key: agentKey, ticket, at, forget_since: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function lastOrdinal(transaction: Changing, challenge: ChallengeId): Promise<number> {
  const { last } = await transaction
    .selectFrom("app")
    .select(({ fn }) => fn.max<number | null>("ordinal").as("last"))
    .where("challenge", "=", challenge)
    .executeTakeFirstOrThrow();
  return Number(last ?? 0);
}

async function hasRoom(transaction: Changing, { challenge, agentKey }: Tally, last: number): Promise<boolean> {
  if (last >= MOST_OF_A_CHALLENGE) return false;
  if (agentKey === "") return true;
  const { apps } = await transaction
    .selectFrom("app")
    .select(({ fn }) => fn.countAll().as("apps"))
    .where("challenge", "=", challenge)
    .where("agent_key", "=", agentKey)
    .executeTakeFirstOrThrow();
  return Number(apps) < MOST_OF_A_KEY;
}

function toRow(tally: Tally, ordinal: number): AppRow {
  const { service, environment, agent, language, framework, at, lastAt, transactions, spans, errors, counts } = tally;
  const counted = counts ? { transactions, spans, errors } : { transactions: 0, spans: 0, errors: 0 };
  return {
    service,
    ordinal,
    environment,
    agent,
    language,
    framework,
    first_seen: at,
    last_seen: lastAt,
    ...counted,
  };
}

/** Adds what was counted since the last time, in one transaction. Answers the tickets whose pages show it. */
export async function addCounts({ records }: Kit, tallies: readonly Tally[]): Promise<ReadonlySet<TicketId>> {
  // In one order, so that two nodes that write the same rows wait for one another instead of forever.
  const sorted = [...tallies].sort((a, b) => compare(a.challenge, b.challenge) || compare(a.service, b.service));
  return records.write(async (transaction) => {
    const tickets = new Set<TicketId>();
    for (const tally of sorted) {
      await transaction
        .updateTable("app")
        .set(({ eb }) => ({
          transactions: eb("transactions", "+", tally.transactions),
          spans: eb("spans", "+", tally.spans),
          errors: eb("errors", "+", tally.errors),
          last_seen: eb.case().when("last_seen", "<", tally.lastAt).then(tally.lastAt).else(eb.ref("last_seen")).end(),
          language: eb.case().when("language", "=", "").then(tally.language).else(eb.ref("language")).end(),
          framework: eb.case().when("framework", "=", "").then(tally.framework).else(eb.ref("framework")).end(),
        }))
        .where("challenge", "=", tally.challenge)
        .where("service", "=", tally.service)
        .where("agent_key", "=", tally.agentKey)
        .execute();
      if (tally.ticket !== null) tickets.add(tally.ticket);
      else for (const ticket of await choosersOf(transaction, tally)) tickets.add(ticket);
    }
    return tickets;
  });
}

const choosersOf = async (transaction: Changing, { challenge, service }: Tally): Promise<readonly TicketId[]> =>
  (
    await transaction
      .selectFrom("app_choice")
      .innerJoin("ticket", "ticket.id", "app_choice.ticket")
      .select("ticket.id")
      .where("ticket.challenge", "=", challenge)
      .where("app_choice.service", "=", service)
      .execute()
  ).map(({ id }) => id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
