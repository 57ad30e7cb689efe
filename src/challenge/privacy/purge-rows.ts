import { sql } from "kysely";
import type { Changing } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, epochMicros, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { addCounts, type Counts, ERASED_TABLES, eraseContents, forgetCodes } from "./erase-tickets.ts";

/** What a purge did so far; kept after every step. */
export interface Progress {
  readonly rows: Counts;
  /** Apps by framework. */
  readonly frameworks: Counts;
  readonly consents: Readonly<Record<string, { readonly given: number; readonly refused: number }>>;
  readonly telemetry: { readonly removed: number; readonly kept: number };
}

export const NOTHING_YET: Progress = { rows: {}, frameworks: {}, consents: {}, telemetry: { removed: 0, kept: 0 } };

export const readProgress = (text: string): Progress => ({
  ...NOTHING_YET,
  ...(JSON.parse(text) as Partial<Progress>),
});

export function addProgress(a: Progress, b: Partial<Progress>): Progress {
  const consents = new Map(Object.entries(a.consents));
  for (const [name, { given, refused }] of Object.entries(b.consents ?? {})) {
    const known = consents.get(name) ?? { given: 0, refused: 0 };
    consents.set(name, { given: known.given + given, refused: known.refused + refused });
  }
  return {
    rows: addCounts(a.rows, b.rows ?? {}),
    frameworks: addCounts(a.frameworks, b.frameworks ?? {}),
    consents: Object.fromEntries(consents),
    telemetry: {
      removed: a.telemetry.removed + (b.telemetry?.removed ?? 0),
      kept: a.telemetry.kept + (b.telemetry?.kept ?? 0),
    },
  };
}

/** Tables whose rows a purge takes as a whole. */
const OF_THE_CHALLENGE = ["shift_note", "wall_state"] as const;

export const PURGED_TABLES = [
  ...ERASED_TABLES,
  ...OF_THE_CHALLENGE,
  "swag_count",
  "link",
  "person",
  "session",
] as const;

const TICKETS_AT_ONCE = 200;
const PURGED_PHRASE = "purged:";

/** Some tickets and all they told; undefined when none is left. */
export async function purgeSomeTickets(
  kit: Kit,
  transaction: Changing,
  challenge: ChallengeId,
): Promise<Partial<Progress> | undefined> {
  const found = await transaction
    .selectFrom("ticket")
    .select("id")
    .where("challenge", "=", challenge)
    .where("recovery_hash", "not like", `${PURGED_PHRASE}%`)
    .orderBy("id")
    .limit(TICKETS_AT_ONCE)
    .execute();
  if (found.length === 0) return undefined;
  const tickets = found.map(({ id }) => id);
  const contents = await eraseContents(kit, transaction, tickets);
  const consents = await takeConsents(transaction, tickets);
  const devices = await transaction.deleteFrom("ticket_device").where("ticket", "in", tickets).executeTakeFirst();
  await emptyTickets(transaction, tickets);
  const rows = {
    ...contents,
    consent: consents.rows,
    ticket_device: Number(devices.numDeletedRows),
    ticket: tickets.length,
  };
  return { rows, consents: consents.byNotice };
}

/** Nothing but the public id stays, which the audit log and the proof of the draw name. */
const emptyTickets = (transaction: Changing, tickets: readonly TicketId[]) =>
  transaction
    .updateTable("ticket")
    .set({
      nickname: "",
      language: "ko",
      created_at: epochMicros(0),
      recovery_hash: sql<string>`${PURGED_PHRASE} || id`,
      staff: 0,
      over_14_at: null,
      withdrawn_at: sql<EpochMicros | null>`case when withdrawn_at is null then null else 0 end`,
      place: null,
    })
    .where("id", "in", tickets)
    .execute();

/** Which words were agreed to how often is all that stays of who did. */
async function takeConsents(transaction: Changing, tickets: readonly TicketId[]) {
  const found = await transaction
    .selectFrom("consent")
    .select(({ fn }) => ["kind", "notice_hash", "given", fn.countAll().as("n")])
    .where("ticket", "in", tickets)
    .groupBy(["kind", "notice_hash", "given"])
    .execute();
  await transaction.deleteFrom("consent").where("ticket", "in", tickets).execute();
  let counted = NOTHING_YET;
  for (const { kind, notice_hash, given, n } of found) {
    const of = { given: given === 1 ? Number(n) : 0, refused: given === 1 ? 0 : Number(n) };
    counted = addProgress(counted, { consents: { [`${kind} ${notice_hash}`]: of } });
  }
  return { rows: found.reduce((sum, { n }) => sum + Number(n), 0), byNotice: counted.consents };
}

/** Apps, notes of shifts, names of staff who came for this challenge alone, and the keys that nobody in particular had. */
export async function purgeChallengeRows(
  { keys }: Kit,
  transaction: Changing,
  challenge: ChallengeId,
  now: EpochMicros,
): Promise<Partial<Progress>> {
  const rows: Record<string, number> = {};
  const { apps, frameworks } = await takeApps(transaction, challenge, now);
  rows.app = apps;
  for (const table of OF_THE_CHALLENGE) {
    const deleted = await transaction.deleteFrom(table).where("challenge", "=", challenge).executeTakeFirst();
    rows[table] = Number(deleted.numDeletedRows);
  }
  const codes = await forgetCodes(transaction).where("challenge", "=", challenge).executeTakeFirst();
  rows.voucher = Number(codes.numUpdatedRows);
  rows.swag_count = await forgetTableNotes(transaction, challenge);
  rows.agent_key = await keys.retire(transaction, { challenge });
  await transaction
    .updateTable("agent_key")
    .set({ ticket: null })
    .where("challenge", "=", challenge)
    .where("ticket", "is not", null)
    .execute();
  rows.person = await forgetStaff(transaction, challenge, now);
  return { rows, frameworks };
}

/** What was counted stays with the books; what staff wrote beside it goes. */
async function forgetTableNotes(transaction: Changing, challenge: ChallengeId): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable("swag_count")
    .set({ reason: "" })
    .where("reason", "<>", "")
    .where("raffle", "in", (query) =>
      query.selectFrom("swag_raffle").select("swag_raffle.id").where("swag_raffle.challenge", "=", challenge),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

const KNOWN_FRAMEWORKS: ReadonlySet<string> = new Set(
  "django,flask,fastapi,starlette,express,fastify,nest,@nestjs/core,koa,hapi,next.js,ruby on rails,rails,sinatra,spring web mvc,spring webflux,gin,echo,gorilla/mux,net/http,rum,laravel,symfony,asp.net core".split(
    ",",
  ),
);

/** A framework is an outsider's word too: only names that are one outlive its app. */
function frameworkName(said: string): string {
  const name = said.toLowerCase();
  return KNOWN_FRAMEWORKS.has(name) ? name : "other";
}

/** Their names are listed, so that their events can be removed from the store; counts by framework are what stays. */
async function takeApps(transaction: Changing, challenge: ChallengeId, now: EpochMicros) {
  const rows = await transaction.selectFrom("app").selectAll().where("challenge", "=", challenge).execute();
  const frameworks: Record<string, number> = {};
  for (const row of rows) {
    const name = frameworkName(row.framework);
    frameworks[name] = (frameworks[name] ?? 0) + 1;
    await transaction
      .insertInto("stray_service")
      .values({
        challenge,
        service: row.service,
        agent_key: row.agent_key,
        ticket: null,
        at: row.first_seen,
        forget_since: now,
      })
      .onConflict((conflict) => conflict.columns(["challenge", "service", "agent_key"]).doNothing())
      .execute();
  }
  await transaction.deleteFrom("app").where("challenge", "=", challenge).execute();
  await transaction
    .updateTable("stray_service")
    .set({ forget_since: now, ticket: null })
    .where("challenge", "=", challenge)
    .execute();
  return { apps: rows.length, frameworks };
}

/** People who came by a link of this challenge and have no login of their own; in the audit log they stay pseudonyms. */
async function forgetStaff(transaction: Changing, challenge: ChallengeId, now: EpochMicros): Promise<number> {
  const people = await transaction
    .updateTable("person")
    .set({ name: "", disabled_at: now })
    .where("login_name", "is", null)
    .where("oidc_issuer", "is", null)
    .where(({ eb, or }) => or([eb("name", "<>", ""), eb("disabled_at", "is", null)]))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("link")
          .select("link.id")
          .where("link.challenge", "=", challenge)
          .where(sql<boolean>`person.id = 'p_' || substr(link.id, 3)`),
      ),
    )
    .executeTakeFirst();
  await transaction.deleteFrom("session").where("challenge", "=", challenge).execute();
  await transaction
    .updateTable("link")
    .set({ label: "", revoked_at: sql<EpochMicros>`coalesce(revoked_at, ${now})` })
    .where("challenge", "=", challenge)
    .execute();
  return Number(people.numUpdatedRows);
}
