import type { AppChoice } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { type EpochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { cleanName, isPlaceholder, matchName, type NameMatch, prepareNames } from "../names/index.ts";
import { readDecision } from "./decision.ts";
import { namesFor } from "./gather.ts";

export interface Choosing {
  readonly typed: string;
  /** A tap on an app; null when only the name was typed. */
  readonly service: string | null;
}

/**
 * Which app a ticket enters with, in the transaction of whatever asks. Only the exact name binds by itself; another
 * app of the candidates takes the tap. An empty choice is kept as one that is still open.
 * Faults: `challenge.not-open`, `challenge.frozen`, `eligibility.app-unknown`, `eligibility.settled` for what staff
 * turned down.
 */
export async function chooseApp(
  transaction: Changing,
  challenge: Challenge,
  ticket: TicketId,
  choosing: Choosing,
  now: EpochMicros,
): Promise<AppChoice> {
  refuseOutOfTime(challenge);
  await refuseTurnedDown(transaction, challenge, ticket, choosing);
  const names = await namesFor(transaction, challenge, ticket, choosing.typed || (choosing.service ?? ""));
  const { typed, service, status, match } = resolve(challenge, names, choosing);
  const row = { typed, service, status, chosen_at: now, decided_by: null, reason: null };
  await transaction
    .insertInto("app_choice")
    .values({ ticket, ...row })
    .onConflict((conflict) =>
      typed === "" && service === null ? conflict.doNothing() : conflict.column("ticket").doUpdateSet(row),
    )
    .execute();
  return {
    typed,
    service,
    status,
    match: { ...match, candidates: [...match.candidates], placeholder: isPlaceholder(typed) },
  };
}

/** Where keys are shared, a tap does not undo what staff has looked at. */
async function refuseTurnedDown(
  tables: Reading,
  { setup }: Challenge,
  ticket: TicketId,
  { service, typed }: Choosing,
): Promise<void> {
  if (setup.keyMode === "personal") return;
  const before = await tables.selectFrom("app_choice").select("reason").where("ticket", "=", ticket).executeTakeFirst();
  const decision = readDecision(before?.reason ?? null);
  if (decision?.answer === "not" && decision.service === (service ?? cleanName(typed))) {
    throw new Fault("eligibility.settled");
  }
}

export function refuseOutOfTime({ state, slug }: Challenge): void {
  if (state === "draft" || state === "announced") throw new Fault("challenge.not-open", { slug, state });
  if (state !== "open" && state !== "closed" && state !== "review") throw new Fault("challenge.frozen");
}

interface Resolved {
  readonly typed: string;
  readonly service: string | null;
  readonly status: AppChoice["status"];
  readonly match: NameMatch;
}

function resolve(challenge: Challenge, names: readonly string[], { typed, service }: Choosing): Resolved {
  const written = cleanName(typed);
  if (service === null) {
    const match = matchName(written, prepareNames(names));
    const [found] = match.candidates;
    const isExact = match.status === "exact" && found !== undefined;
    return { typed: written, service: isExact ? found : null, status: isExact ? "exact" : "waiting", match };
  }
  const match = matchName(written === "" ? service : written, prepareNames(names));
  const isOwn = challenge.setup.keyMode === "personal" && names.includes(service);
  if (!isOwn && !match.candidates.includes(service)) throw new Fault("eligibility.app-unknown", { app: service });
  const status = match.status === "exact" && match.candidates.includes(service) ? "exact" : "confirmed";
  return { typed: written === "" ? cleanName(service) : written, service, status, match };
}

/**
 * Binds typed names that waited for this very app; the tickets whose choice it was. With keys of their own a name
 * waits for an app of the same ticket only.
 */
export async function bindWaiting(
  transaction: Changing,
  challenge: Challenge,
  service: string,
): Promise<readonly TicketId[]> {
  const waiting = await transaction
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .select("app_choice.ticket")
    .where("ticket.challenge", "=", challenge.id)
    .where("app_choice.status", "=", "waiting")
    .where("app_choice.typed", "=", cleanName(service))
    .execute();
  const tickets = await ownersOf(
    transaction,
    challenge,
    service,
    waiting.map(({ ticket }) => ticket),
  );
  if (tickets.length === 0) return [];
  const bound = await transaction
    .updateTable("app_choice")
    .set({ service, status: "exact", decided_by: null, reason: null })
    .where("ticket", "in", tickets)
    .where("status", "=", "waiting")
    .returning("ticket")
    .execute();
  return bound.map(({ ticket }) => ticket);
}

/** Tickets whose typed name is like this app's and bound to none. */
export async function waitingFor(tables: Reading, challenge: Challenge, service: string): Promise<readonly TicketId[]> {
  const waiting = await tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .select(["app_choice.ticket", "app_choice.typed"])
    .where("ticket.challenge", "=", challenge.id)
    .where("app_choice.status", "=", "waiting")
    .execute();
  const app = prepareNames([service]);
  return waiting.flatMap(({ ticket, typed }) => (matchName(typed, app).candidates.length > 0 ? [ticket] : []));
}

async function ownersOf(
  tables: Reading,
  { id, setup }: Challenge,
  service: string,
  tickets: readonly TicketId[],
): Promise<readonly TicketId[]> {
  if (setup.keyMode === "shared" || tickets.length === 0) return tickets;
  const rows = await tables
    .selectFrom("app")
    .select("ticket")
    .where("challenge", "=", id)
    .where("service", "=", service)
    .where("ticket", "in", tickets)
    .execute();
  return rows.flatMap(({ ticket }) => ticket ?? []);
}
