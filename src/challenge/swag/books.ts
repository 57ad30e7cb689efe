import type { SwagStock } from "../../contract/index.ts";
import type { Reading, SwagItemTable, SwagRaffleTable } from "../../control/index.ts";
import { type EpochMicros, type PersonId, personId } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { type Raffle, readItems, readReleases, readSizes } from "./rows.ts";
import { dayView } from "./views.ts";

/** Few enough that somebody should think of more: a tenth of what was put in, or three. */
const isLow = ({ initial, remaining }: SwagItemTable): boolean =>
  initial > 0 && remaining <= Math.max(3, Math.floor(initial / 10));

/** The books of a day. */
export async function stockView(
  tables: Reading,
  challenge: Challenge,
  raffle: Raffle,
  now: EpochMicros,
): Promise<SwagStock> {
  const { row, items } = raffle;
  const { won, handed, blanks } = await countRolls(tables, row.id);
  const releases = await readReleases(tables, row.id);
  const shares = await readShares(tables, row);
  const sizes = await readSizes(tables, row.id);
  const day = await dayView(tables, challenge, raffle, now);
  const pictures = new Map(day.items.map(({ id, picture }) => [id, picture]));
  return {
    day,
    weights: row.weights,
    items: items.map((item) => ({
      id: item.id,
      name: { ko: item.name_ko, en: item.name_en },
      initial: item.initial,
      remaining: item.remaining,
      reserved: item.reserved,
      won: won.get(item.id) ?? 0,
      handedOver: handed.get(item.id) ?? 0,
      weight: item.weight,
      low: row.state === "open" && isLow(item),
      picture: pictures.get(item.id) ?? "",
      sizes: sizes.filter((each) => each.item === item.id).map(({ size, amount, taken }) => ({ size, amount, taken })),
    })),
    releases: releases.map(({ id, item, amount, due_at, released_at }) => ({
      id,
      item,
      amount,
      dueAt: due_at,
      releasedAt: released_at,
    })),
    rolls: row.last_seq,
    blanks,
    devices: shares.map(({ device, remaining, rolls, out }) => ({ device, remaining, rolls, out })),
    counts: await readCounts(tables, row.id),
    addsUp:
      shares.every(({ addsUp }) => addsUp) &&
      items.every(({ id, initial, remaining, reserved }) => initial === remaining + reserved + (won.get(id) ?? 0)),
  };
}

async function countRolls(tables: Reading, raffle: string) {
  const rows = await tables
    .selectFrom("swag_roll")
    .select(({ fn }) => [
      "item",
      fn.countAll<number | string>().as("n"),
      fn.count<number | string>("handed_over_at").as("handed"),
    ])
    .where("raffle", "=", raffle)
    .groupBy("item")
    .execute();
  const won = new Map(rows.map(({ item, n }) => [item, Number(n)]));
  const blanks = won.get("") ?? 0;
  return { won, handed: new Map(rows.map(({ item, handed }) => [item, Number(handed)])), blanks };
}

async function readShares(tables: Reading, { id, day }: SwagRaffleTable) {
  const rows = await tables.selectFrom("swag_raffle").selectAll().where("parent", "=", id).orderBy("day").execute();
  return Promise.all(
    rows.map(async (row) => {
      const items = await readItems(tables, row.id);
      const { won } = await countRolls(tables, row.id);
      return {
        device: row.day.slice(day.length + 1),
        remaining: items.reduce((sum, { remaining }) => sum + remaining, 0),
        rolls: row.last_seq,
        out: row.state === "open",
        addsUp: items.every(({ id: item, initial, remaining }) => initial === remaining + (won.get(item) ?? 0)),
      };
    }),
  );
}

async function readCounts(tables: Reading, raffle: string): Promise<SwagStock["counts"]> {
  const counts = await tables
    .selectFrom("swag_count")
    .selectAll()
    .where("raffle", "=", raffle)
    .orderBy("at", "desc")
    .limit(20)
    .execute();
  const ids = counts.flatMap(({ person }): PersonId[] => (person === "token" ? [] : [personId(person)]));
  const people =
    ids.length === 0 ? [] : await tables.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute();
  const names = new Map<string, string>(people.map(({ id, name }) => [id, name]));
  return counts.map(({ item, at, person, counted, expected, delta, reason }) => ({
    item,
    at,
    by: names.get(person) ?? "",
    counted,
    expected,
    delta,
    reason,
  }));
}
