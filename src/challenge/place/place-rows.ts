import type { PlaceRow } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { problemOf, readOffered } from "./pages.ts";

/** A place as it is stored and counted; only the server knows under which address others reach it. */
export type PlaceView = Omit<PlaceRow, "url">;

/** The places of a challenge in the order they were made, with what came of each. */
export async function readPlaces(tables: Reading, challenge: Challenge): Promise<PlaceView[]> {
  const rows = await tables
    .selectFrom("place")
    .selectAll()
    .where("challenge", "=", challenge.id)
    .orderBy("created_at")
    .orderBy("slug")
    .execute();
  const hours = await tables
    .selectFrom("place_hour")
    .innerJoin("place", "place.slug", "place_hour.place")
    .selectAll("place_hour")
    .where("place.challenge", "=", challenge.id)
    .orderBy("hour")
    .execute();
  const tickets = await tables
    .selectFrom("ticket")
    .select("place")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", challenge.id)
    .where("simulated", "=", 0)
    .where("place", "is not", null)
    .groupBy("place")
    .execute();
  const taken = new Map(tickets.map(({ place, n }) => [place, Number(n)]));
  const offered = await readOffered(tables, challenge);
  return rows.map(({ slug, name, target, created_at, closed_at }) => {
    const own = hours.filter(({ place }) => place === slug);
    const sum = (column: "scans" | "visitors" | "bots") => own.reduce((total, each) => total + Number(each[column]), 0);
    return {
      slug,
      name,
      target,
      problem: closed_at === null ? problemOf(target, offered) : null,
      createdAt: created_at,
      closedAt: closed_at,
      scans: sum("scans"),
      visitors: sum("visitors"),
      bots: sum("bots"),
      tickets: taken.get(slug) ?? 0,
      hours: own
        .filter(({ scans }) => Number(scans) > 0)
        .map(({ hour, scans, visitors }) => ({ hour, scans: Number(scans), visitors: Number(visitors) })),
    };
  });
}
