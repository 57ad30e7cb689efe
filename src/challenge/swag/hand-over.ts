import type { SwagHandOver } from "../../contract/index.ts";
import type { Changing, Reading, SwagRollTable } from "../../control/index.ts";
import {
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_SECOND,
  type PersonId,
  type TicketId,
} from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { ownTickets } from "./roll.ts";
import { lockRaffle, readSizes } from "./rows.ts";
import { takeSize } from "./sizes.ts";

const UNDO_FOR = 30 * MICROS_PER_SECOND;

export interface Hands {
  readonly actor: Actor;
  readonly person: PersonId | "token";
}

type Won = SwagRollTable & { readonly name_ko: string; readonly name_en: string };

/** All rolls of these tickets with an item, newest first. */
async function readWon(tables: Reading, { id }: Challenge, tickets: readonly TicketId[]): Promise<Won[]> {
  return tables
    .selectFrom("swag_roll")
    .innerJoin("swag_raffle", "swag_raffle.id", "swag_roll.raffle")
    .innerJoin("swag_item", (join) =>
      join.onRef("swag_item.raffle", "=", "swag_roll.raffle").onRef("swag_item.id", "=", "swag_roll.item"),
    )
    .selectAll("swag_roll")
    .select(["swag_item.name_ko", "swag_item.name_en"])
    .where("swag_raffle.challenge", "=", id)
    .where("swag_roll.pid", "in", tickets)
    .where("swag_roll.item", "<>", "")
    .orderBy("swag_roll.at", "desc")
    .execute();
}

/**
 * Hands what a ticket won over, once: who comes second is told when and by whom it was. `size` where the winner chose none
 * yet, or another. Faults: `swag.nothing-won`, `swag.size-first`, `swag.not-there` for a size that ran out.
 */
export async function handOver(
  kit: Kit,
  challenge: Challenge,
  ticket: TicketId,
  { size: wanted, ...hands }: Hands & { readonly size?: string | undefined },
): Promise<SwagHandOver> {
  const { records, clock, bus } = kit;
  const { won, already } = await records.write(async (transaction) => {
    const all = await readWon(transaction, challenge, await ownTickets(transaction, ticket));
    const [waiting] = all.filter(({ handed_over_at }) => handed_over_at === null);
    const now = clock.now();
    if (waiting !== undefined) {
      await lockRaffle(records.kind, transaction, waiting.raffle);
      const size = await ensureSize(transaction, waiting, wanted);
      if (await mark(transaction, waiting, now, hands)) {
        const { raffle, seq, item } = waiting;
        const data = { raffle, seq, item, ticket, ...(size === null ? {} : { size }) };
        await appendAudit(transaction, challenge.id, now, { actor: hands.actor, type: "swag.hand-over", data });
        return { won: { ...waiting, size, handed_over_at: now, handed_over_by: hands.person }, already: false };
      }
    }
    const [last] = await readWon(transaction, challenge, await ownTickets(transaction, ticket));
    if (last === undefined) throw new Fault("swag.nothing-won");
    return { won: last, already: true };
  });
  bus.ticketChanged(ticket);
  return records.read((tables) => viewOf(tables, ticket, won, already));
}

/** Where an item has sizes, what goes over the table has one. */
async function ensureSize(transaction: Changing, won: Won, wanted: string | undefined): Promise<string | null> {
  const sizes = (await readSizes(transaction, won.raffle)).filter(({ item }) => item === won.item);
  if (sizes.length === 0) return null;
  const size = wanted ?? won.size;
  if (size === null) throw new Fault("swag.size-first");
  await takeSize(transaction, won, size);
  return size;
}

/** False when somebody else was quicker. */
async function mark(
  transaction: Changing,
  { raffle, seq }: Won,
  now: EpochMicros,
  { person }: Hands,
): Promise<boolean> {
  const marked = await transaction
    .updateTable("swag_roll")
    .set({ handed_over_at: now, handed_over_by: person })
    .where("raffle", "=", raffle)
    .where("seq", "=", seq)
    .where("handed_over_at", "is", null)
    .executeTakeFirst();
  return Number(marked.numUpdatedRows) === 1;
}

/** Takes a hand-over back within half a minute of it. Faults: `swag.nothing-won`, `swag.refused` when it is too late. */
export async function undoHandOver(kit: Kit, challenge: Challenge, ticket: TicketId, hands: Hands): Promise<void> {
  const { records, clock, bus } = kit;
  await records.write(async (transaction) => {
    const all = await readWon(transaction, challenge, await ownTickets(transaction, ticket));
    const last = all
      .filter(({ handed_over_at }) => handed_over_at !== null)
      .toSorted((a, b) => (b.handed_over_at ?? 0) - (a.handed_over_at ?? 0))[0];
    if (last === undefined) throw new Fault("swag.nothing-won");
    const now = clock.now();
    const undone = await transaction
      .updateTable("swag_roll")
      .set({ handed_over_at: null, handed_over_by: null })
      .where("raffle", "=", last.raffle)
      .where("seq", "=", last.seq)
      .where("handed_over_at", ">=", epochMicros(now - UNDO_FOR))
      .executeTakeFirst();
    if (Number(undone.numUpdatedRows) !== 1) {
      throw new Fault("swag.refused", { detail: "a hand-over is taken back within 30 seconds" });
    }
    const { raffle, seq, item } = last;
    const data = { raffle, seq, item, ticket };
    await appendAudit(transaction, challenge.id, now, { actor: hands.actor, type: "swag.hand-over-undo", data });
  });
  bus.ticketChanged(ticket);
}

async function viewOf(tables: Reading, ticket: TicketId, won: Won, already: boolean): Promise<SwagHandOver> {
  const at = won.handed_over_at ?? epochMicros(0);
  const person = await tables
    .selectFrom("person")
    .select("name")
    .where("id", "=", (won.handed_over_by ?? "") as PersonId)
    .executeTakeFirst();
  return {
    ticket,
    raffle: won.raffle,
    seq: won.seq,
    item: won.item,
    name: { ko: won.name_ko, en: won.name_en },
    size: won.size ?? "",
    at,
    by: person?.name ?? "",
    already,
    undoUntil: already ? at : epochMicros(at + UNDO_FOR),
  };
}
