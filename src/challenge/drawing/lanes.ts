import type { PickLaneBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { assignLanes, listHash, NO_LUCKY, roundAtOrAfter, writeEntries } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { refused } from "./announce.ts";
import { type Draw, lockDraw, readDraws } from "./rows.ts";

/**
 * Keeps the number of somebody's phone and, between close and freeze, the lane they picked.
 * Faults: `draw.refused`, `draw.lane-taken`.
 */
export async function pickLane(
  kit: Kit,
  { draw: id, ticket, lanes }: { readonly draw: string; readonly ticket: TicketId; readonly lanes: number },
  { lane, lucky }: PickLaneBody,
): Promise<void> {
  const { records } = kit;
  await records.write(async (transaction) => {
    // Whoever picks, one after the other: a lane is free or not.
    const draw = await lockDraw(records.kind, transaction, id);
    if (draw.state !== "announced" && draw.state !== "closed") throw refused("the list is final");
    if (lane !== undefined && draw.state !== "closed") throw refused("lanes are picked after the close");
    if (typeof lane === "number") await refuseTaken(transaction, draw, { lane, lanes, ticket });
    const change = {
      ...(lucky === undefined ? {} : { lucky }),
      ...(lane === undefined ? {} : { lane, picked: lane === null ? (0 as const) : (1 as const) }),
    };
    await transaction
      .insertInto("draw_entry")
      .values({ draw: draw.id, ticket, lane: null, picked: 0, lucky: NO_LUCKY, ...change })
      .onConflict((conflict) =>
        Object.keys(change).length === 0
          ? conflict.columns(["draw", "ticket"]).doNothing()
          : conflict.columns(["draw", "ticket"]).doUpdateSet(change),
      )
      .execute();
  });
}

async function refuseTaken(
  transaction: Changing,
  draw: Draw,
  { lane, lanes, ticket }: { readonly lane: number; readonly lanes: number; readonly ticket: TicketId },
): Promise<void> {
  if (lane > lanes) throw refused(`there are ${lanes} lanes`);
  const holder = await transaction
    .selectFrom("draw_entry")
    .select("ticket")
    .where("draw", "=", draw.id)
    .where("lane", "=", lane)
    .executeTakeFirst();
  if (holder !== undefined && holder.ticket !== ticket) throw new Fault("draw.lane-taken", { lane });
}

export interface Freezing {
  readonly actor: Actor;
  readonly at: EpochMicros;
  /** Who is in, judged in this very transaction. */
  readonly eligible: readonly TicketId[];
}

/** Fixes the list of the draw that waits for it, in the transaction of the event's own step. */
export async function freezeList(kit: Kit, transaction: Changing, challenge: Challenge, step: Freezing): Promise<void> {
  const waiting = (await readDraws(transaction, challenge.id)).find(
    ({ state, ordinal }) => ordinal > 0 && (state === "closed" || state === "announced"),
  );
  if (waiting === undefined) throw refused("no draw was announced");
  const draw = await lockDraw(kit.records.kind, transaction, waiting.id);
  const entries = await fixLanes(transaction, draw, step.eligible);
  const entriesText = writeEntries(entries);
  const entriesHash = listHash(entriesText);
  // The newest round that can exist now: shows that the list was not fixed before.
  const frozenAfterRound = Math.max(roundAtOrAfter(step.at) - 1, 0);
  await transaction
    .updateTable("draw")
    .set({
      state: "frozen",
      frozen_at: step.at,
      closed_at: draw.closedAt ?? step.at,
      entries_text: entriesText,
      entries_hash: entriesHash,
      frozen_after_round: frozenAfterRound,
    })
    .where("id", "=", draw.id)
    .execute();
  await appendAudit(transaction, challenge.id, step.at, {
    actor: step.actor,
    type: "draw.freeze",
    data: { draw: draw.id, n: entries.length, entries: entriesHash, newestRound: frozenAfterRound },
  });
}

/** Rows of exactly those who are in, each with a lane of its own; picked lanes stay where they exist. */
async function fixLanes(transaction: Changing, draw: Draw, eligible: readonly TicketId[]) {
  const rows = await transaction.selectFrom("draw_entry").selectAll().where("draw", "=", draw.id).execute();
  const held = new Map(rows.map((row) => [row.ticket, row]));
  const wishes = eligible.map((ticket) => {
    const row = held.get(ticket);
    const lane = row?.picked === 1 && row.lane !== null ? row.lane - 1 : undefined;
    return { entry: ticket, lane, lucky: row?.lucky ?? NO_LUCKY };
  });
  const entries = assignLanes(wishes);
  await transaction.deleteFrom("draw_entry").where("draw", "=", draw.id).execute();
  const values = entries.map(({ entry, lucky, lane }, at) => ({
    draw: draw.id,
    ticket: entry,
    lane: at + 1,
    picked: lane === at ? (1 as const) : (0 as const),
    lucky,
  }));
  for (let from = 0; from < values.length; from += 500) {
    await transaction
      .insertInto("draw_entry")
      .values(values.slice(from, from + 500))
      .execute();
  }
  return entries;
}

/** Everybody is shown who is in, and asked to pick a lane. */
export async function showList(kit: Kit, { id }: Pick<Challenge, "id">, name: string): Promise<void> {
  const { records, clock } = kit;
  await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, id);
    const draw = await lockDraw(records.kind, transaction, name);
    if (draw.state !== "closed") throw refused("the list is shown between the close and the freeze");
    if (draw.listShownAt !== undefined) return;
    await transaction.updateTable("draw").set({ list_shown_at: clock.now() }).where("id", "=", draw.id).execute();
  });
  kit.bus.challengeChanged(id);
}
