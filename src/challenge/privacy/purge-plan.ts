import { PurgeCertificate, type PurgePlan } from "../../contract/index.ts";
import type { PurgeTable, Reading } from "../../control/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, PURGEABLE } from "../lifecycle/index.ts";
import { servicesOfOthers } from "./withdraw.ts";

const OF_TICKETS = ["answer", "response", "app_choice", "consent", "client_nonce", "pairing", "ticket_device"] as const;
const OF_THE_CHALLENGE = ["appeal", "contact", "eligibility_override", "app", "shift_note"] as const;

/** What a purge would destroy now, what stays and why; or how far it is, or its certificate. */
export async function readPlan({ records, clock }: Kit, challenge: Challenge): Promise<PurgePlan> {
  const now = clock.now();
  const { row, ...found } = await records.read(async (tables) => ({
    row: await tables.selectFrom("purge").selectAll().where("challenge", "=", challenge.id).executeTakeFirst(),
    destroys: await countRows(tables, challenge),
    telemetry: await countServices(tables, challenge),
    stays: await countStaying(tables, challenge),
  }));
  const { slug, state, setup, purgeAt } = challenge;
  const failed = row !== undefined && row.at === null && row.failed_at !== null && row.failure !== null;
  return {
    slug,
    name: setup.name,
    timeZone: setup.timeZone,
    state,
    stage: stageOf(challenge, row, now),
    purgeAt: purgeAt ?? null,
    possible: PURGEABLE.includes(state),
    ...found,
    failure: failed ? { at: row.failed_at ?? now, times: row.failures, detail: row.failure ?? "" } : null,
    certificate: row?.certificate ? PurgeCertificate.parse(JSON.parse(row.certificate)) : null,
    serverTime: now,
  };
}

export function stageOf(
  { state, purgeAt }: Challenge,
  row: Pick<PurgeTable, "at" | "failure"> | undefined,
  now: EpochMicros,
): PurgePlan["stage"] {
  if (state === "purged" || (row !== undefined && row.at !== null)) return "done";
  if (row !== undefined) return row.failure === null ? "running" : "failed";
  if (purgeAt === undefined) return "none";
  return PURGEABLE.includes(state) && purgeAt <= now ? "due" : "planned";
}

async function countRows(tables: Reading, { id }: Challenge): Promise<PurgePlan["destroys"]> {
  const counts: PurgePlan["destroys"] = [];
  for (const table of OF_TICKETS) {
    const { n } = await tables
      .selectFrom(table)
      .innerJoin("ticket", "ticket.id", `${table}.ticket`)
      .select(({ fn }) => fn.countAll().as("n"))
      .where("ticket.challenge", "=", id)
      .executeTakeFirstOrThrow();
    counts.push({ table, rows: Number(n) });
  }
  for (const table of OF_THE_CHALLENGE) {
    const { n } = await tables
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("n"))
      .where("challenge", "=", id)
      .executeTakeFirstOrThrow();
    counts.push({ table, rows: Number(n) });
  }
  counts.push({ table: "voucher", rows: await countCodes(tables, id) });
  const { n } = await tables
    .selectFrom("agent_key")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return [...counts, { table: "agent_key", rows: Number(n) }];
}

/** Also those nobody took: whoever wants them back takes them before. */
async function countCodes(tables: Reading, id: Challenge["id"]): Promise<number> {
  const { n } = await tables
    .selectFrom("voucher")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("code_sealed", "<>", "")
    .executeTakeFirstOrThrow();
  return Number(n);
}

async function countServices(tables: Reading, { id, space }: Challenge): Promise<PurgePlan["telemetry"]> {
  const apps = await tables.selectFrom("app").select("service").distinct().where("challenge", "=", id).execute();
  const strays = await tables
    .selectFrom("stray_service")
    .select("service")
    .distinct()
    .where("challenge", "=", id)
    .execute();
  const services = [...new Set([...apps, ...strays].map(({ service }) => service))];
  const others = await servicesOfOthers(tables, space, services, id);
  return { removes: services.length - others.size, keeps: others.size };
}

/** Each with words of its own on the page. */
async function countStaying(tables: Reading, { id }: Challenge): Promise<PurgePlan["stays"]> {
  const count = async (table: "audit_record" | "ticket" | "survey_version"): Promise<number> => {
    const { n } = await tables
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("n"))
      .where(table === "audit_record" ? "chain" : "challenge", "=", id)
      .executeTakeFirstOrThrow();
    return Number(n);
  };
  return [
    { what: "audit", rows: await count("audit_record") },
    { what: "ticket-ids", rows: await count("ticket") },
    { what: "settings", rows: 1 + (await count("survey_version")) },
    {
      what: "notices",
      rows: Number(
        (
          await tables
            .selectFrom("notice_text")
            .select(({ fn }) => fn.countAll().as("n"))
            .executeTakeFirstOrThrow()
        ).n,
      ),
    },
  ];
}
