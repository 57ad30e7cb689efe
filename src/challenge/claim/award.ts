import type { Changing, Reading } from "../../control/index.ts";
import {
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_MINUTE,
  type TicketId,
  ticketId,
} from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { newClaimCode } from "./claim-code.ts";
import { type Claim, type Order, readOrders } from "./rows.ts";

/** How long winners have from the moment the results stand, and those who move up from theirs. */
const WINNERS_HAVE = 60 * MICROS_PER_MINUTE;
const RESERVES_HAVE = 30 * MICROS_PER_MINUTE;

interface Doing {
  readonly actor: Actor;
  readonly at: EpochMicros;
}

/** Gives every winner of the challenge's draws their claim; a second time changes nothing. */
export async function awardWinners(transaction: Changing, challenge: Challenge, { actor, at }: Doing): Promise<void> {
  for (const { draw, winners } of await readOrders(transaction, challenge.id)) {
    const deadline = epochMicros(at + WINNERS_HAVE);
    let made = 0n;
    for (const { slot, prize, entry } of winners) {
      made += await insertClaim(transaction, challenge, {
        draw,
        slot,
        prize,
        ticket: ticketId(entry),
        made_at: at,
        deadline,
      });
    }
    if (made === 0n) continue;
    const data = { draw, prizes: Number(made), deadline };
    await appendAudit(transaction, challenge.id, at, { actor, type: "prize.notify", data });
  }
}

interface NewClaim {
  readonly draw: string;
  readonly slot: number;
  readonly prize: string;
  readonly ticket: TicketId;
  readonly made_at: EpochMicros;
  readonly deadline: EpochMicros;
}

async function insertClaim(transaction: Changing, { id }: Challenge, claim: NewClaim): Promise<bigint> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("claim")
    .values({
      ...claim,
      id: newClaimCode(),
      challenge: id,
      state: "open",
      claimed_at: null,
      handed_over_at: null,
      handed_over_by: null,
      receipt: null,
      receipt_sealed: null,
      forfeited_at: null,
      forfeited_by: null,
      reason: null,
    })
    .onConflict((conflict) => conflict.columns(["draw", "slot"]).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows ?? 0n;
}

/**
 * Takes a prize from a winner and gives it to the next who waits, in the drawn order; who left since is passed over. The
 * caller holds the challenge and the claim. Answers who has it now, undefined where nobody is left.
 * Faults: `claim.settled` when it was handed over or forfeited meanwhile.
 */
export async function forfeit(
  transaction: Changing,
  challenge: Challenge,
  claim: Claim,
  { actor, at, by, reason }: Doing & { readonly by: string; readonly reason: string },
): Promise<TicketId | undefined> {
  const { numUpdatedRows } = await transaction
    .updateTable("claim")
    .set({ state: "forfeited", forfeited_at: at, forfeited_by: by, reason })
    .where("id", "=", claim.id)
    .where("state", "in", ["open", "claimed"])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new Fault("claim.settled", { state: claim.state });
  // What they told was for this prize alone.
  await transaction.deleteFrom("contact").where("ticket", "=", claim.ticket).where("purpose", "=", "winner").execute();
  const { draw, slot, ticket, prize } = claim;
  const data = { draw, slot, prize, ticket, reason };
  await appendAudit(transaction, challenge.id, at, { actor, type: "prize.forfeit", data });
  const next = await nextReserve(transaction, challenge, draw);
  if (next === undefined) return undefined;
  const deadline = epochMicros(at + RESERVES_HAVE);
  await insertClaim(transaction, challenge, {
    draw,
    prize,
    slot: next.slot,
    ticket: next.ticket,
    made_at: at,
    deadline,
  });
  const promoted = { draw, prize, from: slot, to: next.slot, ticket: next.ticket, passed: next.passed, deadline };
  await appendAudit(transaction, challenge.id, at, { actor, type: "prize.promote_reserve", data: promoted });
  return next.ticket;
}

interface Reserve {
  readonly slot: number;
  readonly ticket: TicketId;
  /** Places before it whose people left. */
  readonly passed: readonly number[];
}

async function nextReserve(transaction: Changing, { id }: Challenge, draw: string): Promise<Reserve | undefined> {
  const order = (await readOrders(transaction, id)).find((each) => each.draw === draw);
  if (order === undefined) return undefined;
  const rows = await transaction.selectFrom("claim").select(["slot", "ticket"]).where("draw", "=", draw).execute();
  const waiting = waitingOf(order, new Set(rows.map(({ slot }) => slot)));
  const gone = new Set(await withdrawn(transaction, waiting));
  const next = waiting.find(({ ticket }) => !gone.has(ticket));
  if (next === undefined) return undefined;
  return { ...next, passed: waiting.filter(({ slot }) => slot < next.slot).map(({ slot }) => slot) };
}

/** Those beyond the prizes and everybody who already moved up, in their order. Nobody before the last who moved up. */
export function waitingOf(
  { prizes, entries }: Order,
  taken: ReadonlySet<number>,
): readonly { readonly slot: number; readonly ticket: TicketId }[] {
  const last = Math.max(prizes - 1, ...taken);
  return entries.flatMap((ticket, slot) => (slot > last ? [{ slot, ticket }] : []));
}

export async function withdrawn(
  tables: Reading,
  places: readonly { readonly ticket: TicketId }[],
): Promise<readonly TicketId[]> {
  if (places.length === 0) return [];
  const rows = await tables
    .selectFrom("ticket")
    .select("id")
    .where("withdrawn_at", "is not", null)
    .where(
      "id",
      "in",
      places.map(({ ticket }) => ticket),
    )
    .execute();
  return rows.map(({ id }) => id);
}
