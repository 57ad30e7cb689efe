import type { SwagDay, SwagRollView, SwagStock } from "../../contract/index.ts";
import type { Reading, SwagItemTable, SwagRaffleTable, SwagRollTable } from "../../control/index.ts";
import { type EpochMicros, type PersonId, personId } from "../../kernel/index.ts";
import { type Chance, swagOdds } from "../draw/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { blankOf, type Raffle, readItems, readReleases, rollItems } from "./rows.ts";

const NEVER: Chance = { num: 0, den: 1 };

/** What everybody may know of a day before they roll. */
export async function dayView(
  tables: Reading,
  { setup }: Challenge,
  { row, items }: Raffle,
  now: EpochMicros,
): Promise<SwagDay> {
  const odds = swagOdds(blankOf(row), rollItems(row.weights, items));
  const chances = new Map(odds.items.map(({ id, chance }) => [id, chance]));
  const coming = (await readReleases(tables, row.id)).filter(({ released_at }) => released_at === null);
  const nextAt = coming[0]?.due_at;
  return {
    day: row.day,
    raffle: row.id,
    state: row.state,
    commit: row.state === "planned" ? "" : row.commit_hash,
    daySeed: row.day_seed ?? "",
    blank: odds.blank,
    items: items.map(({ id, name_ko, name_en, remaining }) => ({
      id,
      name: { ko: name_ko, en: name_en },
      remaining,
      chance: chances.get(id) ?? NEVER,
    })),
    remaining: odds.remaining,
    soldOut: odds.soldOut,
    rolls: row.last_seq,
    presence: row.presence === 1,
    nextRelease:
      nextAt === undefined || row.state === "closed" || row.state === "revealed"
        ? null
        : {
            at: nextAt,
            amount: coming.filter(({ due_at }) => due_at === nextAt).reduce((sum, { amount }) => sum + amount, 0),
          },
    change: changeOf(row),
    consolation: setup.swag.note,
    timeZone: setup.timeZone,
    simulated: row.simulated === 1,
    serverTime: now,
  };
}

function changeOf({ blank_was }: SwagRaffleTable): SwagDay["change"] {
  if (blank_was === null) return null;
  const { num, den, at } = JSON.parse(blank_was) as Chance & { readonly at: number };
  return { at, before: { num, den } };
}

/** A roll as its owner keeps it. */
export async function rollView(tables: Reading, roll: SwagRollTable): Promise<SwagRollView> {
  const raffle = await tables
    .selectFrom("swag_raffle")
    .selectAll()
    .where("id", "=", roll.raffle)
    .executeTakeFirstOrThrow();
  const item =
    roll.item === ""
      ? undefined
      : await tables
          .selectFrom("swag_item")
          .select(["name_ko", "name_en"])
          .where("raffle", "=", roll.raffle)
          .where("id", "=", roll.item)
          .executeTakeFirst();
  return {
    day: raffle.day.slice(0, 10),
    raffle: roll.raffle,
    seq: roll.seq,
    pid: roll.pid,
    nonce: roll.nonce,
    blank: blankOf(roll),
    items: JSON.parse(roll.over) as SwagRollView["items"],
    commit: raffle.commit_hash,
    roll: roll.roll,
    result: roll.item === "" ? null : roll.item,
    name: item === undefined ? null : { ko: item.name_ko, en: item.name_en },
    at: roll.at,
    handedOverAt: roll.handed_over_at,
    daySeed: raffle.day_seed ?? "",
  };
}

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
  return {
    day: await dayView(tables, challenge, raffle, now),
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
    devices: shares.map(({ device, remaining, rolls }) => ({ device, remaining, rolls })),
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
  return counts.map(({ item, at, person, counted, expected, reason }) => ({
    item,
    at,
    by: names.get(person) ?? "",
    counted,
    expected,
    reason,
  }));
}
