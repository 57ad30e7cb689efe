import type { HandOverBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, MICROS_PER_SECOND, toIso } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import { type Decider, personOf } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { readCode } from "./claim-code.ts";
import { type Claim, isWaiting, lockClaim, lockPlace, nameOf } from "./rows.ts";

/** So long a tap can be taken back. */
export const UNDO_WINDOW = 30 * MICROS_PER_SECOND;

export const undoUntil = (handedOverAt: EpochMicros): EpochMicros => epochMicros(handedOverAt + UNDO_WINDOW);

const receiptPlace = (id: string) => `claim|${id}|receipt_sealed` as const;

/**
 * Hands a prize over to whoever showed its code, confirmed by a signature or a second look at the code. Sent twice by one
 * person it stands once. Faults: `claim.unknown`, `claim.handed-over`, `claim.settled`, `claim.second-look`,
 * `challenge.not-open` outside the time of handing over.
 */
export async function handOver(
  kit: Kit,
  { id: challenge }: Challenge,
  { code, receipt }: HandOverBody,
  decider: Decider,
): Promise<void> {
  const wanted = readCode(code);
  if (receipt.kind === "second-look" && readCode(receipt.code) !== wanted) throw new Fault("claim.second-look");
  const sealed =
    receipt.kind === "signature"
      ? await kit.vault.seal(challenge, receiptPlace(wanted), JSON.stringify(receipt.strokes))
      : null;
  const { ticket } = await kit.records.write(async (transaction) => {
    refuseOutOfTime(await lockChallenge(kit.records.kind, transaction, challenge));
    const claim = await lockClaim(kit.records.kind, transaction, { challenge, code: wanted });
    await mark(kit, transaction, claim, { receipt: receipt.kind, sealed, reason: "", decider });
    return claim;
  });
  kit.bus.ticketChanged(ticket);
  kit.bus.challengeChanged(challenge);
}

/** The same by the host where a winner has no phone to show; the reason stands in the log. Faults as above. */
export async function handOverByHost(
  kit: Kit,
  { id: challenge }: Challenge,
  place: { readonly draw: string; readonly slot: number },
  { reason, decider }: { readonly reason: string; readonly decider: Decider },
): Promise<void> {
  const { ticket } = await kit.records.write(async (transaction) => {
    refuseOutOfTime(await lockChallenge(kit.records.kind, transaction, challenge));
    const claim = await lockPlace(kit.records.kind, transaction, place);
    await mark(kit, transaction, claim, { receipt: "host", sealed: null, reason, decider });
    return claim;
  });
  kit.bus.ticketChanged(ticket);
  kit.bus.challengeChanged(challenge);
}

interface Mark {
  readonly receipt: "signature" | "second-look" | "host";
  readonly sealed: string | null;
  readonly reason: string;
  readonly decider: Decider;
}

async function mark(kit: Kit, transaction: Changing, claim: Claim, { receipt, sealed, reason, decider }: Mark) {
  const by = personOf(decider);
  // The same tap, sent again by a phone that did not hear the answer.
  if (claim.state === "handed-over" && claim.handedOver?.by === by) return;
  refuseSettled(claim);
  const at = kit.clock.now();
  await transaction
    .updateTable("claim")
    .set({ state: "handed-over", handed_over_at: at, handed_over_by: by, receipt, receipt_sealed: sealed })
    .where("id", "=", claim.id)
    .where("state", "in", ["open", "claimed"])
    .execute();
  const { draw, slot, prize, ticket } = claim;
  const data = { draw, slot, prize, ticket, receipt, reason };
  await appendAudit(transaction, claim.challenge, at, { actor: decider.actor, type: "prize.handover", data });
}

/** Takes one's own hand-over back within 30 seconds. Faults: `claim.unknown`, `claim.undo-over`. */
export async function undoHandOver(
  kit: Kit,
  { id: challenge }: Challenge,
  code: string,
  decider: Decider,
): Promise<void> {
  const { ticket } = await kit.records.write(async (transaction) => {
    refuseOutOfTime(await lockChallenge(kit.records.kind, transaction, challenge));
    const claim = await lockClaim(kit.records.kind, transaction, { challenge, code: readCode(code) });
    const at = kit.clock.now();
    const { handedOver } = claim;
    if (claim.state !== "handed-over" || handedOver === undefined) throw new Fault("claim.undo-over");
    if (handedOver.by !== personOf(decider) || at > undoUntil(handedOver.at)) throw new Fault("claim.undo-over");
    await transaction
      .updateTable("claim")
      .set({
        state: claim.claimedAt === undefined ? "open" : "claimed",
        handed_over_at: null,
        handed_over_by: null,
        receipt: null,
        receipt_sealed: null,
      })
      .where("id", "=", claim.id)
      .execute();
    const data = { draw: claim.draw, slot: claim.slot, prize: claim.prize, ticket: claim.ticket, undone: true };
    await appendAudit(transaction, challenge, at, { actor: decider.actor, type: "prize.handover", data });
    return claim;
  });
  kit.bus.ticketChanged(ticket);
  kit.bus.challengeChanged(challenge);
}

/** Prizes change hands between the results and the end. */
export function refuseOutOfTime({ state }: Challenge): void {
  if (state !== "handing-over") throw new Fault("challenge.not-open", { state });
}

/** Faults: `claim.handed-over`, `claim.settled`. */
export function refuseSettled(claim: Claim): void {
  const { state, handedOver } = claim;
  if (isWaiting(claim)) return;
  if (handedOver !== undefined) throw new Fault("claim.handed-over", { at: toIso(handedOver.at) });
  throw new Fault("claim.settled", { state: `${state}, ${nameOf(claim.draw)}` });
}
