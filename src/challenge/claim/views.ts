import type { ClaimRow, ClaimsAnswer, MyClaim } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { EpochMicros, TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { waitingOf, withdrawn } from "./award.ts";
import { maskedNames, readOwn, winnerNotices } from "./contact.ts";
import { isTaxed, prizeOf } from "./prizes.ts";
import { type Claim, isWaiting, nameOf, type Order, readClaims, readOrders } from "./rows.ts";

/** What a winner's own phone shows, or somebody's who may still move up. */
export async function viewMine(kit: Kit, challenge: Challenge, ticket: TicketId): Promise<MyClaim> {
  const { own, claims, orders } = await kit.records.read(async (tables) => ({
    own: await readOwn(tables, challenge.id, ticket),
    claims: await readClaims(tables, challenge.id),
    orders: await readOrders(tables, challenge.id),
  }));
  const serverTime = kit.clock.now();
  const { timeZone, taxPaidBy } = challenge.setup;
  if (own === undefined) {
    return { claim: null, reserve: reserveOf(ticket, claims, orders), notices: [], timeZone, serverTime };
  }
  const prize = prizeOf(challenge, own.prize);
  const isOver = own.state === "forfeited";
  return {
    claim: {
      code: isOver ? "" : own.id,
      prize,
      state: own.state,
      deadline: own.deadline,
      maskedName: isOver ? "" : ((await maskedNames(kit, challenge.id)).get(ticket) ?? ""),
      handedOverAt: own.handedOver?.at ?? null,
      forfeitedAt: own.forfeited?.at ?? null,
      receipt: receiptOf(own),
      taxed: isTaxed(prize),
      taxPaidBy,
      fromReserve: placeBehind(own, orders),
    },
    reserve: null,
    notices: challenge.setup.prizes.length === 0 ? [] : winnerNotices(challenge),
    timeZone,
    serverTime,
  };
}

function receiptOf({ handedOver }: Claim): NonNullable<MyClaim["claim"]>["receipt"] {
  if (handedOver === undefined) return null;
  const { receipt } = handedOver;
  return receipt === "signature" || receipt === "second-look" ? receipt : "host";
}

function reserveOf(ticket: TicketId, claims: readonly Claim[], orders: readonly Order[]): MyClaim["reserve"] {
  for (const order of orders.toReversed()) {
    const ofDraw = claims.filter(({ draw }) => draw === order.draw);
    const waiting = waitingOf(order, new Set(ofDraw.map(({ slot }) => slot)));
    const at = waiting.findIndex((each) => each.ticket === ticket);
    if (at < 0) continue;
    const open = ofDraw.filter(({ state }) => state === "open").map(({ deadline }) => deadline);
    return { place: at + 1, until: open.length === 0 ? null : (Math.max(...open) as EpochMicros) };
  }
  return null;
}

function placeBehind({ draw, slot }: Claim, orders: readonly Order[]): number | null {
  const prizes = orders.find((order) => order.draw === draw)?.prizes ?? 0;
  return slot < prizes ? null : slot - prizes + 1;
}

/** The hand-over table. */
export async function viewClaims(kit: Kit, challenge: Challenge): Promise<ClaimsAnswer> {
  const names = await maskedNames(kit, challenge.id);
  const read = await kit.records.read(async (tables) => {
    const orders = await readOrders(tables, challenge.id);
    const claims = await readClaims(tables, challenge.id);
    const waiting = orders.flatMap((order) => {
      const taken = new Set(claims.filter(({ draw }) => draw === order.draw).map(({ slot }) => slot));
      // Nobody waits for prizes that have no winners yet.
      return taken.size === 0 ? [] : waitingOf(order, taken).map((each) => ({ ...each, draw: order.draw }));
    });
    const gone = new Set(await withdrawn(tables, waiting));
    const next = waiting.filter(({ ticket }) => !gone.has(ticket));
    const tickets = [...claims, ...next].map(({ ticket }) => ticket);
    return { orders, claims, next, ...(await namesOf(tables, tickets, claims)) };
  });
  const { orders, claims, nicknames, people } = read;
  return {
    claims: claims.map((claim): ClaimRow => {
      const prize = prizeOf(challenge, claim.prize);
      const { handedOver, forfeited } = claim;
      return {
        draw: nameOf(claim.draw),
        slot: claim.slot,
        fromReserve: placeBehind(claim, orders),
        prize,
        ticket: claim.ticket,
        nickname: nicknames.get(claim.ticket) ?? "",
        state: claim.state,
        madeAt: claim.madeAt,
        deadline: claim.deadline,
        claimedAt: claim.claimedAt ?? null,
        maskedName: claim.state === "forfeited" ? "" : (names.get(claim.ticket) ?? ""),
        handedOver: handedOver === undefined ? null : { ...handedOver, by: people.get(handedOver.by) ?? "" },
        forfeited: forfeited === undefined ? null : { ...forfeited, by: people.get(forfeited.by) ?? forfeited.by },
        taxed: isTaxed(prize),
      };
    }),
    reserves: read.next.map(({ draw, slot, ticket }) => ({
      draw: nameOf(draw),
      slot,
      ticket,
      nickname: nicknames.get(ticket) ?? "",
    })),
    settled: claims.length > 0 && !claims.some(isWaiting),
    timeZone: challenge.setup.timeZone,
    serverTime: kit.clock.now(),
  };
}

async function namesOf(tables: Reading, tickets: readonly TicketId[], claims: readonly Claim[]) {
  const staff = claims.flatMap(({ handedOver, forfeited }) => [handedOver?.by ?? "", forfeited?.by ?? ""]);
  const nicknames =
    tickets.length === 0
      ? []
      : await tables.selectFrom("ticket").select(["id", "nickname"]).where("id", "in", tickets).execute();
  const people =
    staff.length === 0
      ? []
      : await tables
          .selectFrom("person")
          .select(["id", "name"])
          .where("id", "in", staff as never[])
          .execute();
  return {
    nicknames: new Map(nicknames.map(({ id, nickname }) => [id, nickname])),
    people: new Map<string, string>([["token", ""], ...people.map(({ id, name }): [string, string] => [id, name])]),
  };
}
