import type { SwagDay, SwagRollView } from "../../contract/index.ts";
import type { Reading, SwagRaffleTable, SwagRollTable } from "../../control/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import { type Chance, swagOdds } from "../draw/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { pictureAddresses } from "../picture/index.ts";
import { blankOf, type Raffle, readReleases, readSizes, rollItems, type SizeRow } from "./rows.ts";

const NEVER: Chance = { num: 0, den: 1 };

/** What everybody may know of a day before they roll. */
export async function dayView(
  tables: Reading,
  challenge: Challenge,
  { row, items }: Raffle,
  now: EpochMicros,
): Promise<SwagDay> {
  const { setup } = challenge;
  const pictures = await pictureAddresses(tables, challenge, "swag");
  const sizes = await readSizes(tables, row.id);
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
      picture: pictures.get(id) ?? "",
      sizes: leftOf(sizes, id),
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

const leftOf = (sizes: readonly SizeRow[], item: string): SwagRollView["sizes"] =>
  sizes.filter((each) => each.item === item).map(({ size, amount, taken }) => ({ size, left: amount - taken }));

function changeOf({ blank_was }: SwagRaffleTable): SwagDay["change"] {
  if (blank_was === null) return null;
  const { num, den, at } = JSON.parse(blank_was) as Chance & { readonly at: number };
  return { at, before: { num, den } };
}

/** A roll as its owner keeps it. */
export async function rollView(tables: Reading, roll: SwagRollTable): Promise<SwagRollView> {
  const raffle = await tables
    .selectFrom("swag_raffle")
    .innerJoin("challenge", "challenge.id", "swag_raffle.challenge")
    .select(["swag_raffle.day", "swag_raffle.commit_hash", "swag_raffle.day_seed", "challenge.id", "challenge.slug"])
    .where("swag_raffle.id", "=", roll.raffle)
    .executeTakeFirstOrThrow();
  return {
    ...(roll.item === "" ? NO_ITEM : await itemView(tables, raffle, roll)),
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
    at: roll.at,
    handedOverAt: roll.handed_over_at,
    daySeed: raffle.day_seed ?? "",
  };
}

type ItemView = Pick<SwagRollView, "name" | "picture" | "size" | "sizes">;

const NO_ITEM: ItemView = { name: null, picture: "", size: "", sizes: [] };

async function itemView(
  tables: Reading,
  challenge: Pick<Challenge, "id" | "slug">,
  { raffle, item, size }: SwagRollTable,
): Promise<ItemView> {
  const row = await tables
    .selectFrom("swag_item")
    .select(["name_ko", "name_en"])
    .where("raffle", "=", raffle)
    .where("id", "=", item)
    .executeTakeFirst();
  return {
    name: row === undefined ? null : { ko: row.name_ko, en: row.name_en },
    picture: (await pictureAddresses(tables, challenge, "swag")).get(item) ?? "",
    size: size ?? "",
    sizes: leftOf(await readSizes(tables, raffle), item),
  };
}
