import { sql } from "kysely";
import type { SwagRollView } from "../../contract/index.ts";
import type { Changing, Reading, SwagItemTable, SwagRaffleTable, SwagRollTable } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, Fault, type PersonId, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { rollSwag, type SwagRoll } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { readProgress } from "../survey/index.ts";
import { releaseDue } from "./releases.ts";
import { blankOf, lockRaffle, readItems, readReleases, readRoll, rollItems, seedBytes, seedPlace } from "./rows.ts";
import { rollView } from "./views.ts";

export interface RollWish {
  readonly ticket: TicketId;
  readonly nonce: string;
  readonly actor: Actor;
  /** Who rolled for a visitor at the table. */
  readonly staff?: PersonId | "token" | undefined;
}

/** Read in the transaction itself: what is committed is answered. */
export interface Rolled {
  readonly view: SwagRollView;
  /** The last of an item went. */
  readonly emptied: boolean;
}

/**
 * One roll, in one transaction (specification of the draw, 8): the raffle is held, the number given out without a gap,
 * the stock counted down only while there is some, blanks stored as well. The same nonce answers the stored roll.
 * Faults: `swag.not-open`, `swag.sold-out` (uses no number), `swag.drawn`, `swag.survey-first`, `swag.staff`.
 */
export async function roll(kit: Kit, raffle: string, wish: RollWish): Promise<Rolled> {
  const { records, clock } = kit;
  const seed = await openSeed(kit, raffle);
  const done = await records.write(async (transaction): Promise<Rolled | "sold-out"> => {
    const row = await lockRaffle(records.kind, transaction, raffle);
    const before = await readRoll(transaction, raffle, wish.nonce);
    if (before !== undefined) {
      if (before.pid === wish.ticket) return { view: await rollView(transaction, before), emptied: false };
      throw new Fault("swag.refused", { detail: "this nonce was used by another ticket" });
    }
    await refuseSecond(transaction, row, wish.ticket);
    if (row.state !== "open" || seed === undefined) throw new Fault("swag.not-open");
    await refuseStranger(transaction, row.challenge, wish.ticket);
    const now = clock.now();
    await releaseDue(transaction, row, now);
    const stored = await rollOnce(transaction, { row, seed, wish, now });
    if (stored === undefined) return "sold-out";
    return { view: await rollView(transaction, stored), emptied: stored.remaining_after === 0 };
  });
  if (done === "sold-out") throw new Fault("swag.sold-out");
  return done;
}

/** Undefined where it is not sealed any more. */
async function openSeed({ records, vault }: Kit, raffle: string): Promise<Uint8Array | undefined> {
  const row = await records.read((tables) =>
    tables
      .selectFrom("swag_raffle")
      .select(["challenge", "day_seed_sealed"])
      .where("id", "=", raffle)
      .executeTakeFirst(),
  );
  if (row?.day_seed_sealed == null) return undefined;
  return seedBytes(await vault.open(row.challenge, seedPlace(raffle), row.day_seed_sealed));
}

/** A ticket that took others in rolls once for all of them, on this day's screen and its devices. */
async function refuseSecond(transaction: Changing, { id }: SwagRaffleTable, ticket: TicketId): Promise<void> {
  const found = await rollsOfDay(transaction, id, await ownTickets(transaction, ticket));
  if (found.length > 0) throw new Fault("swag.drawn");
}

/** The tickets that are one person's: this one and those merged into it. */
export async function ownTickets(tables: Reading, ticket: TicketId): Promise<readonly TicketId[]> {
  const merged = await tables.selectFrom("ticket").select("id").where("merged_into", "=", ticket).execute();
  return [ticket, ...merged.map(({ id }) => id)];
}

/** Their rolls of a day, those on devices without network among them. */
export const rollsOfDay = (tables: Reading, raffle: string, pids: readonly string[]): Promise<SwagRollTable[]> =>
  tables
    .selectFrom("swag_roll")
    .selectAll("swag_roll")
    .innerJoin("swag_raffle", "swag_raffle.id", "swag_roll.raffle")
    .where(({ or, eb }) => or([eb("swag_raffle.id", "=", raffle), eb("swag_raffle.parent", "=", raffle)]))
    .where("swag_roll.pid", "in", pids)
    .execute();

async function refuseStranger(tables: Reading, challenge: ChallengeId, ticket: TicketId): Promise<void> {
  const why = await whyNotTicket(tables, challenge, ticket);
  if (why === "staff") throw new Fault("swag.staff");
  if (why === "survey") throw new Fault("swag.survey-first");
}

/** Everybody who answered the survey may roll, and staff may not. */
export async function whyNotTicket(
  tables: Reading,
  challenge: ChallengeId,
  ticket: TicketId,
): Promise<"" | "survey" | "staff"> {
  const row = await tables
    .selectFrom("ticket")
    .select(["staff", "withdrawn_at"])
    .where("id", "=", ticket)
    .where("challenge", "=", challenge)
    .executeTakeFirst();
  if (row === undefined || row.withdrawn_at !== null) throw new Fault("ticket.unknown", { ticket });
  if (row.staff === 1) return "staff";
  const progress = await readProgress(tables, challenge, [ticket]);
  return progress(ticket).completed ? "" : "survey";
}

interface Rolling {
  readonly row: SwagRaffleTable;
  readonly seed: Uint8Array;
  readonly wish: RollWish;
  readonly now: EpochMicros;
}

async function rollOnce(transaction: Changing, { row, seed, wish, now }: Rolling): Promise<SwagRollTable | undefined> {
  const items = await readItems(transaction, row.id);
  const over = rollItems(row.weights, items);
  const seq = row.last_seq + 1;
  const blank = blankOf(row);
  const { ticket: pid, nonce } = wish;
  const drawn = rollSwag({ daySeed: seed, raffle: row.id, seq, pid, nonce, blank, items: over });
  if (drawn.kind === "sold-out") return undefined;
  const stored: SwagRollTable = {
    ...storedRoll(row, drawn),
    seq,
    pid,
    nonce,
    at: now,
    over: JSON.stringify(over.filter(({ remaining }) => remaining > 0)),
    staff: wish.staff ?? null,
    device: null,
  };
  await store(transaction, stored);
  await appendRoll(transaction, row, stored, wish.actor, now);
  if (drawn.kind === "item" && drawn.left === 0) await closeIfEmpty(transaction, row, items, drawn.item, now);
  return stored;
}

export const storedRoll = (row: SwagRaffleTable, drawn: Exclude<SwagRoll, { kind: "sold-out" }>) => ({
  raffle: row.id,
  blank_num: row.blank_num,
  blank_den: row.blank_den,
  roll: drawn.roll,
  pick: drawn.kind === "item" ? drawn.pick : null,
  item: drawn.kind === "item" ? drawn.item : "",
  remaining_after: drawn.kind === "item" ? drawn.left : null,
  size: null,
  handed_over_at: null,
  handed_over_by: null,
});

/** Counts the item down, writes the roll and moves the number on; stock that is not there ends the transaction. */
export async function store(transaction: Changing, stored: SwagRollTable): Promise<void> {
  if (stored.item !== "") {
    const taken = await transaction
      .updateTable("swag_item")
      .set({ remaining: sql`remaining - 1` })
      .where("raffle", "=", stored.raffle)
      .where("id", "=", stored.item)
      .where("remaining", ">", 0)
      .executeTakeFirst();
    if (Number(taken.numUpdatedRows) !== 1) throw new Fault("swag.not-there", { item: stored.item });
  }
  await transaction.insertInto("swag_roll").values(stored).execute();
  const moved = await transaction
    .updateTable("swag_raffle")
    .set({ last_seq: stored.seq })
    .where("id", "=", stored.raffle)
    .where("last_seq", "=", stored.seq - 1)
    .executeTakeFirst();
  if (Number(moved.numUpdatedRows) !== 1) throw new Fault("swag.refused", { detail: "the number is taken" });
}

export async function appendRoll(
  transaction: Changing,
  { challenge }: Pick<SwagRaffleTable, "challenge">,
  { raffle, seq, pid, nonce, roll: rolled, item, remaining_after }: SwagRollTable,
  actor: Actor,
  now: EpochMicros,
): Promise<void> {
  await appendAudit(transaction, challenge, now, {
    actor,
    type: "swag.draw",
    data: { raffle, seq, pid, nonce, roll: rolled, item, left: remaining_after ?? -1 },
  });
}

/** A raffle of which nothing is left but blanks would be a lie under its sign. More to come keeps it open. */
async function closeIfEmpty(
  transaction: Changing,
  row: SwagRaffleTable,
  items: readonly SwagItemTable[],
  last: string,
  now: EpochMicros,
): Promise<void> {
  if (items.some(({ id, remaining }) => id !== last && remaining > 0)) return;
  const coming = await readReleases(transaction, row.id);
  if (coming.some(({ released_at }) => released_at === null)) return;
  await transaction
    .updateTable("swag_raffle")
    .set({ state: "closed", closed_at: now })
    .where("id", "=", row.id)
    .execute();
  await appendAudit(transaction, row.challenge, now, {
    actor: "system",
    type: "swag.close",
    data: { raffle: row.id, soldOut: 1 },
  });
}
