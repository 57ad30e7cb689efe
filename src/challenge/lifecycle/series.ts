import { PurgeCertificate, type SeriesAnswer } from "../../contract/index.ts";
import type { Reading, Records } from "../../control/index.ts";
import type { ChallengeId, SpaceId } from "../../kernel/index.ts";
import { type Challenge, toChallenge } from "./challenge.ts";
import { isEntry } from "./held-ticket.ts";

type Numbers = SeriesAnswer["series"][number]["challenges"][number]["numbers"];

/**
 * The challenges of a space that were cloned from one another, oldest first, with their numbers side by side; those that
 * stand alone or were not opened yet are no series. Rehearsals are none either. What a purge destroyed is told from its certificate.
 */
export async function readSeries(records: Records, space: SpaceId): Promise<SeriesAnswer["series"]> {
  return records.read(async (tables) => {
    const rows = await tables
      .selectFrom("challenge")
      .selectAll()
      .where("space", "=", space)
      .where("rehearsal", "=", 0)
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    const families = familiesOf(rows.map((row) => ({ id: row.id, from: row.cloned_from })));
    const challenges = new Map(rows.map((row) => [row.id, toChallenge(row)]));
    const series: SeriesAnswer["series"] = [];
    for (const family of families) {
      const members = family.flatMap((id) => challenges.get(id) ?? []).filter(({ state }) => !UNOPENED.has(state));
      const newest = members.at(-1);
      if (members.length < 2 || newest === undefined) continue;
      series.push({
        name: newest.setup.name,
        challenges: await Promise.all(members.map((each) => tell(tables, each))),
      });
    }
    return series;
  });
}

/** Nothing to compare yet. */
const UNOPENED: ReadonlySet<Challenge["state"]> = new Set(["draft", "announced"]);

/** Who came from whom, in the order given; one whose model is gone or a rehearsal begins a family of its own. */
export function familiesOf(
  all: readonly { readonly id: ChallengeId; readonly from: ChallengeId | null }[],
): readonly (readonly ChallengeId[])[] {
  const families = new Map<ChallengeId, ChallengeId[]>();
  for (const { id, from } of all) {
    const family = (from === null ? undefined : families.get(from)) ?? [];
    family.push(id);
    families.set(id, family);
  }
  return [...new Set(families.values())];
}

async function tell(
  tables: Reading,
  challenge: Challenge,
): Promise<SeriesAnswer["series"][number]["challenges"][number]> {
  const { slug, state, setup, opensAt, closesAt } = challenge;
  return {
    slug,
    name: setup.name,
    state,
    timeZone: setup.timeZone,
    opensAt: opensAt ?? null,
    closesAt: closesAt ?? null,
    numbers: await numbersOf(tables, challenge),
  };
}

async function numbersOf(tables: Reading, { id }: Challenge): Promise<Numbers> {
  const visitors = await tables
    .selectFrom("place_hour")
    .innerJoin("place", "place.slug", "place_hour.place")
    .select(({ fn }) => fn.sum<number | string | null>("place_hour.visitors").as("n"))
    .where("place.challenge", "=", id)
    .executeTakeFirstOrThrow();
  const tickets = await tables
    .selectFrom("ticket")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("simulated", "=", 0)
    .where("merged_into", "is", null)
    .where("withdrawn_at", "is", null)
    .where(isEntry)
    .executeTakeFirstOrThrow();
  const gifts = await tables
    .selectFrom("swag_roll")
    .innerJoin("swag_raffle", "swag_raffle.id", "swag_roll.raffle")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("swag_raffle.challenge", "=", id)
    .where("swag_raffle.simulated", "=", 0)
    .where("swag_roll.item", "<>", "")
    .executeTakeFirstOrThrow();
  const draws = await tables
    .selectFrom("draw")
    .select("entries_text")
    .where("challenge", "=", id)
    .where("simulated", "=", 0)
    .where("ordinal", ">", 0)
    .where("bundle", "is not", null)
    .orderBy("ordinal")
    .execute();
  const handed = await tables
    .selectFrom("claim")
    .innerJoin("draw", "draw.id", "claim.draw")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("draw.challenge", "=", id)
    .where("draw.simulated", "=", 0)
    .where("claim.state", "=", "handed-over")
    .executeTakeFirstOrThrow();
  const entries = draws[0]?.entries_text?.trimEnd().split("\n").length ?? null;
  return {
    visitors: Number(visitors.n ?? 0),
    tickets: Number(tickets.n),
    ...(await perishable(tables, id)),
    entries,
    prizes: draws.length === 0 ? null : Number(handed.n),
    gifts: Number(gifts.n),
  };
}

/** Apps and answers go with the purge; its certificate keeps how many there were. */
async function perishable(tables: Reading, id: ChallengeId): Promise<Pick<Numbers, "apps" | "surveys">> {
  const purge = await tables
    .selectFrom("purge")
    .select("certificate")
    .where("challenge", "=", id)
    .where("at", "is not", null)
    .executeTakeFirst();
  if (purge?.certificate) {
    const { rows } = PurgeCertificate.parse(JSON.parse(purge.certificate));
    return { apps: new Map(Object.entries(rows)).get("app") ?? 0, surveys: null };
  }
  const apps = await tables
    .selectFrom("app")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("simulated", "=", 0)
    .executeTakeFirstOrThrow();
  const surveys = await tables
    .selectFrom("response")
    .innerJoin("ticket", "ticket.id", "response.ticket")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("response.challenge", "=", id)
    .where("response.completed_at", "is not", null)
    .where("ticket.simulated", "=", 0)
    .executeTakeFirstOrThrow();
  return { apps: Number(apps.n), surveys: Number(surveys.n) };
}
