import type { Prize, ReasonCode, SurveyResults } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { TicketFacts } from "../eligibility/index.ts";
import { judge } from "../eligibility/index.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** Everything the recap says in numbers. Counts, names of apps that may be shown and names of prizes; nobody's data. */
export interface RecapFacts {
  readonly joined: number;
  readonly withData: number;
  readonly withSurvey: number;
  readonly eligible: number;
  /** Each person once, under the first reason that stood in the way. */
  readonly excluded: readonly { readonly code: ReasonCode; readonly people: number }[];
  /** Left out because the typed name matched no app: what must never happen again. */
  readonly typos: number;
  readonly apps: number;
  readonly firstApp: Arrival | undefined;
  readonly lastApp: (Arrival & { readonly minutesBeforeEnd: number | undefined }) | undefined;
  readonly frameworks: readonly Count[];
  readonly draws: readonly DrawFacts[];
  readonly swag: readonly SwagFacts[];
  readonly places: readonly PlaceFacts[];
  readonly survey: SurveyResults;
  /** Of the last step of the challenge's life; exports and texts that come later change no number here. */
  readonly audit: { readonly record: number; readonly hash: string } | undefined;
}

export interface Count {
  /** "" where nobody told. */
  readonly name: string;
  readonly count: number;
}

export interface Arrival {
  /** "" where the name may not be shown. */
  readonly app: string;
  readonly at: EpochMicros;
}

export interface DrawFacts {
  readonly name: string;
  readonly mode: string;
  readonly entries: number;
  readonly drawnAt: EpochMicros;
  readonly commit: string;
  readonly entriesHash: string;
  readonly round: number | null;
  readonly winners: readonly { readonly prize: Prize | undefined; readonly lane: number; readonly app: string }[];
  readonly handedOver: number;
  readonly forfeited: number;
}

export interface SwagFacts {
  readonly day: string;
  readonly rolls: number;
  readonly blanks: number;
  readonly items: readonly {
    readonly ko: string;
    readonly en: string;
    readonly initial: number;
    readonly given: number;
  }[];
  /** When the last piece went; undefined while there is one left. */
  readonly soldOutAt: EpochMicros | undefined;
}

export interface PlaceFacts extends Count {
  readonly visitors: number;
  readonly tickets: number;
}

/** Counts of people: staff, those who left and second tickets of the same person are none of them. */
export function peopleFacts(
  all: readonly TicketFacts[],
): Pick<RecapFacts, "joined" | "withData" | "withSurvey" | "eligible" | "excluded" | "typos"> {
  const judged = all
    .filter(({ staff, withdrawn, duplicateOf }) => !staff && !withdrawn && duplicateOf === undefined)
    .map((facts) => judge(facts));
  const done = (id: string): number =>
    judged.filter(({ checklist }) => checklist.some((item) => item.id === id && item.state === "done")).length;
  const excluded = new Map<ReasonCode, number>();
  for (const { eligible, reasons } of judged) {
    const [first] = reasons;
    if (!eligible && first !== undefined) excluded.set(first.code, (excluded.get(first.code) ?? 0) + 1);
  }
  return {
    joined: judged.length,
    withData: done("data"),
    withSurvey: done("survey"),
    eligible: judged.filter(({ eligible }) => eligible).length,
    excluded: [...excluded]
      .map(([code, people]) => ({ code, people }))
      .sort((a, b) => b.people - a.people || byText(a.code, b.code)),
    typos: judged.filter(
      ({ eligible, reasons }) =>
        !eligible && reasons.some(({ code }) => code === "NAME_NEAR" || code === "NAME_UNKNOWN"),
    ).length,
  };
}

/** `hidden`: names that no screen of the space may show. */
export async function appFacts(
  tables: Reading,
  { id, closesAt }: Challenge,
  hidden: ReadonlySet<string>,
): Promise<Pick<RecapFacts, "apps" | "firstApp" | "lastApp" | "frameworks">> {
  const rows = await tables
    .selectFrom("app")
    .select(["service", "framework", "language", "shown", "first_seen"])
    .where("challenge", "=", id)
    .where("simulated", "=", 0)
    .$if(closesAt !== undefined, (query) => query.where("first_seen", "<=", closesAt as EpochMicros))
    .orderBy("first_seen")
    .orderBy("ordinal")
    .orderBy("agent_key")
    .execute();
  const arrival = (row: (typeof rows)[number]): Arrival => ({
    app: row.shown === "shown" && !hidden.has(row.service) ? row.service : "",
    at: row.first_seen,
  });
  const [first] = rows;
  const last = rows.at(-1);
  return {
    apps: rows.length,
    firstApp: first && arrival(first),
    lastApp: last && {
      ...arrival(last),
      minutesBeforeEnd: closesAt && Math.floor((closesAt - last.first_seen) / MICROS_PER_MINUTE),
    },
    frameworks: counted(rows.map(({ framework, language }) => framework || language)),
  };
}

function counted(names: readonly string[]): readonly Count[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || byText(a.name, b.name));
}

/** By code units: the same order on every machine, whatever its locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Raffles that were opened, by their days. */
export async function swagFacts(tables: Reading, challenge: ChallengeId): Promise<readonly SwagFacts[]> {
  const raffles = await tables
    .selectFrom("swag_raffle")
    .select(["id", "day"])
    .where("challenge", "=", challenge)
    .where("simulated", "=", 0)
    .where("opened_at", "is not", null)
    .orderBy("day")
    .execute();
  return Promise.all(raffles.map(({ id, day }) => raffleFacts(tables, id, day)));
}

async function raffleFacts(tables: Reading, raffle: string, day: string): Promise<SwagFacts> {
  const items = await tables.selectFrom("swag_item").selectAll().where("raffle", "=", raffle).orderBy("id").execute();
  const rolls = await tables
    .selectFrom("swag_roll")
    .select(["item", "at"])
    .where("raffle", "=", raffle)
    .orderBy("seq")
    .execute();
  const given = rolls.filter(({ item }) => item !== "");
  const soldOut = items.length > 0 && items.every(({ remaining, reserved }) => remaining + reserved === 0);
  return {
    day,
    rolls: rolls.length,
    blanks: rolls.length - given.length,
    items: items.map(({ id, name_ko, name_en, initial }) => ({
      ko: name_ko,
      en: name_en,
      initial,
      given: given.filter(({ item }) => item === id).length,
    })),
    soldOutAt: soldOut ? given.at(-1)?.at : undefined,
  };
}

/** In the order they were made. */
export async function placeFacts(tables: Reading, challenge: ChallengeId): Promise<readonly PlaceFacts[]> {
  const places = await tables
    .selectFrom("place")
    .leftJoin("place_hour", "place_hour.place", "place.slug")
    .select(({ fn }) => [
      "place.slug",
      "place.name",
      "place.created_at",
      fn.sum<number | string | null>("place_hour.scans").as("scans"),
      fn.sum<number | string | null>("place_hour.visitors").as("visitors"),
    ])
    .where("place.challenge", "=", challenge)
    .groupBy(["place.slug", "place.name", "place.created_at"])
    .orderBy("place.created_at")
    .orderBy("place.slug")
    .execute();
  const tickets = await tables
    .selectFrom("ticket")
    .select(({ fn }) => ["place", fn.countAll<number | string>().as("tickets")])
    .where("challenge", "=", challenge)
    .where("simulated", "=", 0)
    .where("place", "is not", null)
    .groupBy("place")
    .execute();
  const joined = new Map(tickets.map(({ place, tickets }) => [place, Number(tickets)]));
  return places.map(({ slug, name, scans, visitors }) => ({
    name,
    count: Number(scans ?? 0),
    visitors: Number(visitors ?? 0),
    tickets: joined.get(slug) ?? 0,
  }));
}

/** The record of the last step in the audit log: who has the log can follow it up to here. */
export async function auditFacts(tables: Reading, challenge: ChallengeId): Promise<RecapFacts["audit"]> {
  const row = await tables
    .selectFrom("audit_record")
    .select(["i", "hash"])
    .where("chain", "=", challenge)
    .where("type", "=", "event.state")
    .orderBy("i", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { record: Number(row.i), hash: row.hash };
}

/** What became of the claims of a draw. */
export async function claimFacts(tables: Reading, draw: string): Promise<Pick<DrawFacts, "handedOver" | "forfeited">> {
  const claims = await tables.selectFrom("claim").select("state").where("draw", "=", draw).execute();
  const inState = (wanted: string): number => claims.filter(({ state }) => state === wanted).length;
  return { handedOver: inState("handed-over"), forfeited: inState("forfeited") };
}
