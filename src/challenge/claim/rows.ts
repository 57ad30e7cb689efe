import type { Changing, ClaimTable, Reading, Records } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { type Entry, ProofBundle, prizeCount, readEntries, readPrizes } from "../draw/index.ts";

/** A claim, read. */
export interface Claim {
  /** Its code: whoever shows it holds the winner's phone. */
  readonly id: string;
  readonly challenge: ChallengeId;
  readonly draw: string;
  readonly drawName: string;
  readonly slot: number;
  readonly prize: string;
  readonly ticket: TicketId;
  readonly state: ClaimTable["state"];
  readonly madeAt: EpochMicros;
  readonly deadline: EpochMicros;
  readonly claimedAt: EpochMicros | undefined;
  readonly handedOver: { readonly at: EpochMicros; readonly by: string; readonly receipt: string } | undefined;
  readonly forfeited: { readonly at: EpochMicros; readonly by: string; readonly reason: string } | undefined;
}

export function toClaim(row: ClaimTable): Claim {
  return {
    id: row.id,
    challenge: row.challenge,
    draw: row.draw,
    drawName: nameOf(row.draw),
    slot: row.slot,
    prize: row.prize,
    ticket: row.ticket,
    state: row.state,
    madeAt: row.made_at,
    deadline: row.deadline,
    claimedAt: row.claimed_at ?? undefined,
    handedOver:
      row.handed_over_at === null
        ? undefined
        : { at: row.handed_over_at, by: row.handed_over_by ?? "", receipt: row.receipt ?? "" },
    forfeited:
      row.forfeited_at === null
        ? undefined
        : { at: row.forfeited_at, by: row.forfeited_by ?? "", reason: row.reason ?? "" },
  };
}

export const nameOf = (draw: string): string => draw.slice(draw.indexOf("/") + 1);

/** Whether its prize still waits for its winner. */
export const isWaiting = ({ state }: Pick<Claim, "state">): boolean => state === "open" || state === "claimed";

/** All of a challenge, by draw and drawn order. */
export async function readClaims(tables: Reading, challenge: ChallengeId): Promise<readonly Claim[]> {
  const rows = await tables
    .selectFrom("claim")
    .selectAll()
    .where("challenge", "=", challenge)
    .orderBy("draw")
    .orderBy("slot")
    .execute();
  return rows.map(toClaim);
}

/** The claim of that code, held until the transaction ends. Faults: `claim.unknown`. */
export async function lockClaim(
  kind: Records["kind"],
  transaction: Changing,
  { challenge, code }: { readonly challenge: ChallengeId; readonly code: string },
): Promise<Claim> {
  const row = await transaction
    .selectFrom("claim")
    .selectAll()
    .where("id", "=", code)
    .where("challenge", "=", challenge)
    .$if(kind === "postgresql", (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new Fault("claim.unknown");
  return toClaim(row);
}

/** The claim of a place in a draw's order, held until the transaction ends. Faults: `claim.unknown`. */
export async function lockPlace(
  kind: Records["kind"],
  transaction: Changing,
  { draw, slot }: { readonly draw: string; readonly slot: number },
): Promise<Claim> {
  const row = await transaction
    .selectFrom("claim")
    .selectAll()
    .where("draw", "=", draw)
    .where("slot", "=", slot)
    .$if(kind === "postgresql", (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new Fault("claim.unknown");
  return toClaim(row);
}

/** What a draw said: who has which place, and from which place on people wait. */
export interface Order {
  readonly draw: string;
  readonly prizes: number;
  readonly winners: ProofBundle["winners"];
  /** By place in the order. */
  readonly entries: readonly TicketId[];
}

/** The orders of a challenge's real draws that were held. */
export async function readOrders(tables: Reading, challenge: ChallengeId): Promise<readonly Order[]> {
  const rows = await tables
    .selectFrom("draw")
    .select(["id", "bundle"])
    .where("challenge", "=", challenge)
    .where("ordinal", ">", 0)
    .where("bundle", "is not", null)
    .where("state", "in", ["drawn", "revealed"])
    .orderBy("ordinal")
    .execute();
  return rows.flatMap(({ id, bundle }) => (bundle === null ? [] : [toOrder(id, bundle)]));
}

function toOrder(draw: string, text: string): Order {
  const bundle = ProofBundle.parse(JSON.parse(text));
  const read = readEntries(bundle.entries_text);
  const lanes: readonly Entry[] = read.ok ? read.entries : [];
  return {
    draw,
    prizes: prizeCount(readPrizes(bundle.prizes_text) ?? []),
    winners: bundle.winners,
    entries: bundle.order.flatMap((lane) => lanes[lane]?.entry ?? []),
  };
}
