import type { Changing, Reading, Records, SwagItemTable, SwagRaffleTable, SwagRollTable } from "../../control/index.ts";
import { type EpochMicros, Fault } from "../../kernel/index.ts";
import { type Chance, fromHex, type SwagItem } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** A raffle with its items as they stand. */
export interface Raffle {
  readonly row: SwagRaffleTable;
  readonly items: readonly SwagItemTable[];
}

export interface Release {
  readonly id: string;
  readonly item: string;
  readonly amount: number;
  readonly due_at: EpochMicros;
  readonly released_at: EpochMicros | null;
}

export const refused = (detail: string): Fault => new Fault("swag.refused", { detail });

/** As it stands in every roll of the day. */
export const raffleId = ({ slug }: Pick<Challenge, "slug">, day: string): string => `${slug}/swag-${day}`;

/** Where the seed of a day is sealed; moved anywhere else it does not open. */
export const seedPlace = (raffle: string): `${string}|${string}|${string}` => `swag_raffle|${raffle}|day_seed`;

/** A seed as its 32 bytes; what the vault gave is hexadecimal, or the row was tampered with. */
export function seedBytes(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== 32) throw new Error("the seed of a raffle is not 32 bytes");
  return bytes;
}

export const blankOf = ({ blank_num, blank_den }: Pick<SwagRaffleTable, "blank_num" | "blank_den">): Chance => ({
  num: blank_num,
  den: blank_den,
});

/** The items as a roll counts them through: with a weight only where weights are fixed. */
export const rollItems = (weights: SwagRaffleTable["weights"], items: readonly SwagItemTable[]): SwagItem[] =>
  items.map(({ id, remaining, weight }) => (weights === "fixed" ? { id, remaining, weight } : { id, remaining }));

/**
 * The raffle, held until the transaction ends: rolls, releases and changes of one day follow one another.
 * Faults: `swag.unknown`.
 */
export async function lockRaffle(kind: Records["kind"], transaction: Changing, id: string): Promise<SwagRaffleTable> {
  const row = await transaction
    .selectFrom("swag_raffle")
    .selectAll()
    .where("id", "=", id)
    .$if(kind === "postgresql", (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new Fault("swag.unknown", { day: id });
  return row;
}

/** Runs `change` with the day held, if it is in one of the states. Faults: `swag.unknown`, `swag.refused`. */
export function changeRaffle<T>(
  { records }: Pick<Kit, "records">,
  raffle: string,
  states: readonly SwagRaffleTable["state"][],
  change: (transaction: Changing, row: SwagRaffleTable) => Promise<T>,
): Promise<T> {
  return records.write(async (transaction) => {
    const row = await lockRaffle(records.kind, transaction, raffle);
    if (!states.includes(row.state)) throw refused(`it is ${row.state}`);
    return change(transaction, row);
  });
}

export const readItems = (tables: Reading, raffle: string): Promise<SwagItemTable[]> =>
  tables.selectFrom("swag_item").selectAll().where("raffle", "=", raffle).orderBy("id").execute();

export const readReleases = (tables: Reading, raffle: string): Promise<Release[]> =>
  tables
    .selectFrom("swag_release")
    .select(["id", "item", "amount", "due_at", "released_at"])
    .where("raffle", "=", raffle)
    .orderBy("due_at")
    .orderBy("id")
    .execute();

export interface SizeRow {
  readonly item: string;
  readonly size: string;
  readonly amount: number;
  readonly taken: number;
}

/** As the host listed them. */
export const readSizes = (tables: Reading, raffle: string): Promise<SizeRow[]> =>
  tables
    .selectFrom("swag_size")
    .select(["item", "size", "amount", "taken"])
    .where("raffle", "=", raffle)
    .orderBy("item")
    .orderBy("place")
    .execute();

/** The days of a challenge, the earliest first; shares of devices are no days. */
export const readDays = (tables: Reading, { id }: Pick<Challenge, "id">): Promise<SwagRaffleTable[]> =>
  tables
    .selectFrom("swag_raffle")
    .selectAll()
    .where("challenge", "=", id)
    .where("parent", "is", null)
    .orderBy("day")
    .execute();

/** The day people mean now: the open one, else the next planned, else the last there was. */
export function currentDay(days: readonly SwagRaffleTable[], today: string): SwagRaffleTable | undefined {
  const open = days.findLast(({ state }) => state === "open");
  if (open !== undefined) return open;
  const next = days.find(({ state, day }) => state === "planned" && day >= today);
  const last = days.findLast(({ state }) => state === "closed" || state === "revealed");
  // On the evening of a day its result matters more than tomorrow's plan.
  return last !== undefined && (next === undefined || last.day === today) ? last : next;
}

/** The date at the venue. */
export function dayAt(timeZone: string, at: EpochMicros): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(at / 1_000);
}

export const readRoll = (tables: Reading, raffle: string, nonce: string): Promise<SwagRollTable | undefined> =>
  tables.selectFrom("swag_roll").selectAll().where("raffle", "=", raffle).where("nonce", "=", nonce).executeTakeFirst();
