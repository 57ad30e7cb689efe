import { sql } from "kysely";
import type { WithdrawAnswer } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, Fault, type SpaceId, type TicketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { type Counts, eraseContents, erasedPhrase } from "./erase-tickets.ts";

/** From here on the list of the draw is public and stays what it is. */
const LISTED: ReadonlySet<Challenge["state"]> = new Set(["frozen", "drawn", "handing-over", "kept", "purged"]);

export interface Withdrawn extends WithdrawAnswer {
  /** Names that leave the walls now. */
  readonly services: readonly string[];
}

/**
 * Ends a ticket for good: what it told is destroyed, its keys and devices stop, its apps leave the walls, and their
 * events are listed to be removed from the store. A second time changes nothing. Faults: `ticket.unknown`.
 */
export async function withdrawTicket(kit: Kit, { id }: Challenge, ticket: TicketId): Promise<Withdrawn> {
  const withdrawn = await kit.records.write(async (transaction) => {
    const challenge = await lockChallenge(kit.records.kind, transaction, id);
    const row = await transaction
      .selectFrom("ticket")
      .select("withdrawn_at")
      .where("id", "=", ticket)
      .where("challenge", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw new Fault("ticket.unknown", { ticket });
    const entryStays = LISTED.has(challenge.state);
    if (row.withdrawn_at !== null) {
      const apps = { removing: 0, untilPurge: 0 };
      return { ticket, withdrawnAt: row.withdrawn_at, destroyed: {}, entryStays, apps, services: [] };
    }
    const now = kit.clock.now();
    return { ticket, withdrawnAt: now, entryStays, ...(await erase(kit, transaction, challenge, ticket, now)) };
  });
  kit.keys.noticeChanges();
  kit.bus.ticketChanged(ticket);
  kit.bus.appsChanged(id);
  return withdrawn;
}

async function erase(kit: Kit, transaction: Changing, challenge: Challenge, ticket: TicketId, now: EpochMicros) {
  const merged = await transaction.selectFrom("ticket").select("id").where("merged_into", "=", ticket).execute();
  const tickets = [ticket, ...merged.map(({ id }) => id)];
  const contents = await eraseContents(kit, transaction, tickets);
  const apps = await takeAppsDown(transaction, challenge, tickets, now);
  const devices = await transaction
    .updateTable("ticket_device")
    .set({ ended_at: now })
    .where("ticket", "in", tickets)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  await transaction
    .updateTable("consent")
    .set({ withdrawn_at: now })
    .where("ticket", "in", tickets)
    .where("withdrawn_at", "is", null)
    .execute();
  for (const id of tickets) {
    await transaction
      .updateTable("ticket")
      .set({ withdrawn_at: now, nickname: "", recovery_hash: erasedPhrase(id), over_14_at: null, place: null })
      .where("id", "=", id)
      .execute();
  }
  const destroyed: Counts = { ...contents, app: apps.rows, ticket_device: Number(devices.numUpdatedRows) };
  const actor = `participant:${ticket}` as const;
  await appendAudit(transaction, challenge.id, now, { actor, type: "privacy.withdraw", data: { rows: destroyed } });
  const { removing, untilPurge, services } = apps;
  return { destroyed, apps: { removing, untilPurge }, services };
}

/** Off the walls at once; listed, so that their events follow unless they are others' too. */
async function takeAppsDown(
  transaction: Changing,
  { id: challenge, space }: Challenge,
  tickets: readonly TicketId[],
  now: EpochMicros,
) {
  const rows = await transaction.selectFrom("app").selectAll().where("ticket", "in", tickets).execute();
  for (const { service, agent_key, ticket, first_seen: at } of rows) {
    await transaction
      .insertInto("stray_service")
      .values({ challenge, service, agent_key, ticket, at, forget_since: now })
      .onConflict((conflict) =>
        conflict.columns(["challenge", "service", "agent_key"]).doUpdateSet({ forget_since: now }),
      )
      .execute();
  }
  await transaction.deleteFrom("app").where("ticket", "in", tickets).execute();
  await transaction.updateTable("stray_service").set({ forget_since: now }).where("ticket", "in", tickets).execute();
  const services = [...new Set(rows.map(({ service }) => service))];
  const shared = await servicesOfOthers(transaction, space, services);
  const own = services.filter((service) => !shared.has(service));
  return { rows: rows.length, removing: own.length, untilPurge: services.length - own.length, services: own };
}

/** Those of `services` that somebody else in the space sends too; all of `except` counts as nobody else. */
export async function servicesOfOthers(
  tables: Reading,
  space: SpaceId,
  services: readonly string[],
  except?: ChallengeId,
): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (let from = 0; from < services.length; from += NAMES_AT_ONCE) {
    const names = services.slice(from, from + NAMES_AT_ONCE);
    for (const table of ["app", "stray_service"] as const) {
      const rows = await tables
        .selectFrom(table)
        .innerJoin("challenge", "challenge.id", `${table}.challenge`)
        .select(`${table}.service`)
        .distinct()
        .where("challenge.space", "=", space)
        .where(`${table}.service`, "in", names)
        .$if(except !== undefined, (query) => query.where("challenge.id", "<>", except as ChallengeId))
        .$if(table === "stray_service", (query) => query.where(sql<boolean>`stray_service.forget_since is null`))
        .execute();
      for (const { service } of rows) held.add(service);
    }
  }
  return held;
}

const NAMES_AT_ONCE = 500;
