import type {
  ClaimBody,
  ClaimsAnswer,
  DeskList,
  HandOverBody,
  MyClaim,
  ScanAnswer,
  Verdict,
  WinnerContacts,
} from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_MINUTE,
  type TicketId,
} from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { type Decider, personOf } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge, type TakenStep } from "../lifecycle/index.ts";
import { awardWinners, forfeit } from "./award.ts";
import { giveContact, readOwn, readWinnerContacts } from "./contact.ts";
import { deskList, type Listing } from "./desk-list.ts";
import { handOver, handOverByHost, refuseOutOfTime, refuseSettled, undoHandOver } from "./hand-over.ts";
import { ClaimKeeper } from "./keeper.ts";
import { type Claim, isWaiting, lockClaim, lockPlace } from "./rows.ts";
import { scan } from "./scan.ts";
import { viewClaims, viewMine } from "./views.ts";

const MORE_TIME = 30 * MICROS_PER_MINUTE;

/** A place in the order of one of the challenge's draws, as a host names it. */
export interface Place {
  /** As in the draw's address. */
  readonly draw: string;
  readonly slot: number;
}

/** Winners, their prizes and who is next. */
export interface Claims extends AsyncDisposable {
  /** What a winner's or a reserve's phone shows. */
  mine(challenge: Challenge, ticket: TicketId): Promise<MyClaim>;
  /** Faults: `claim.unknown`, `claim.settled`, `claim.handed-over`, `privacy.notice-changed`, `challenge.not-open`. */
  tellContact(challenge: Challenge, ticket: TicketId, body: ClaimBody): Promise<MyClaim>;

  /** What every code of the challenge would mean, for phones that lose the network. */
  deskList(challenge: Challenge): Promise<DeskList>;
  /** What a code means to whoever stands behind the table; changes nothing. */
  scan(challenge: Challenge, text: string, decider: Decider): Promise<ScanAnswer>;
  /** Faults: `claim.unknown`, `claim.handed-over`, `claim.settled`, `claim.second-look`, `challenge.not-open`. */
  handOver(challenge: Challenge, body: HandOverBody, decider: Decider): Promise<ScanAnswer>;
  /** Faults: `claim.unknown`, `claim.undo-over`. */
  undo(challenge: Challenge, code: string, decider: Decider): Promise<ScanAnswer>;

  list(challenge: Challenge): Promise<ClaimsAnswer>;
  handOverByHost(challenge: Challenge, place: Place, reason: string, decider: Decider): Promise<ClaimsAnswer>;
  /** Passes a prize on to the next. Faults: `claim.unknown`, `claim.settled`, `claim.handed-over`. */
  forfeit(challenge: Challenge, place: Place, reason: string, decider: Decider): Promise<ClaimsAnswer>;
  /** Half an hour more for a winner at the table, from their deadline or now. Faults: `claim.unknown`, `claim.settled`. */
  moreTime(challenge: Challenge, ticket: TicketId, actor: Actor): Promise<EpochMicros>;
  moveDeadline(challenge: Challenge, place: Place, deadline: EpochMicros, actor: Actor): Promise<ClaimsAnswer>;
  /** The reading is audited. */
  contacts(challenge: Challenge, actor: Actor): Promise<WinnerContacts>;

  /** Claims are made in the transaction in which the results stand. */
  alongside(transaction: Changing, challenge: Challenge, step: TakenStep): Promise<void>;
  /** Passes on now what is due; for whoever cannot wait for the timer. */
  look(): Promise<void>;
}

export interface ClaimParts extends Listing {
  readonly verdict: (challenge: Challenge, ticket: TicketId) => Promise<Verdict>;
}

export function createClaims(kit: Kit, parts: ClaimParts): Claims {
  const keeper = new ClaimKeeper(kit, ({ challenge, code, reason }) => passOn(kit, challenge, code, reason));
  const list = (challenge: Challenge) => viewClaims(kit, challenge);
  const idOf = ({ slug }: Challenge, { draw, slot }: Place) => ({ draw: `${slug}/${draw}`, slot });
  const look = (challenge: Challenge, text: string, decider: Decider) => scan(kit, parts, challenge, { text, decider });
  return {
    mine: (challenge, ticket) => viewMine(kit, challenge, ticket),
    async tellContact(challenge, ticket, body) {
      await giveContact(kit, challenge, ticket, body);
      return viewMine(kit, challenge, ticket);
    },
    deskList: (challenge) => deskList(kit, parts, challenge),
    scan: look,
    async handOver(challenge, body, decider) {
      await handOver(kit, challenge, body, decider);
      return look(challenge, body.code, decider);
    },
    async undo(challenge, code, decider) {
      await undoHandOver(kit, challenge, code, decider);
      return look(challenge, code, decider);
    },
    list,
    async handOverByHost(challenge, place, reason, decider) {
      await handOverByHost(kit, challenge, idOf(challenge, place), { reason, decider });
      return list(challenge);
    },
    async forfeit(challenge, place, reason, decider) {
      await forfeitByHost(kit, challenge, idOf(challenge, place), { reason, decider });
      return list(challenge);
    },
    async moveDeadline(challenge, place, deadline, actor) {
      await moveDeadline(kit, challenge, idOf(challenge, place), { deadline, actor });
      return list(challenge);
    },
    moreTime: (challenge, ticket, actor) => moreTime(kit, challenge, ticket, actor),
    contacts: (challenge, actor) => readWinnerContacts(kit, challenge, actor),
    async alongside(transaction, challenge, { to, actor, at }) {
      if (to === "handing-over") await awardWinners(transaction, challenge, { actor, at });
    },
    look: () => keeper.look(),
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  };
}

type Held = Pick<Claim, "draw" | "slot">;

async function forfeitByHost(
  kit: Kit,
  { id }: Challenge,
  place: Held,
  { reason, decider }: { readonly reason: string; readonly decider: Decider },
): Promise<void> {
  const tickets = await kit.records.write(async (transaction) => {
    const challenge = await lockChallenge(kit.records.kind, transaction, id);
    refuseOutOfTime(challenge);
    const claim = await lockPlace(kit.records.kind, transaction, place);
    refuseSettled(claim);
    const doing = { actor: decider.actor, by: personOf(decider), at: kit.clock.now(), reason };
    return [claim.ticket, await forfeit(transaction, challenge, claim, doing)];
  });
  tell(kit, id, tickets);
}

/** What is not due any more is left alone: somebody came, or another node was first. */
async function passOn(kit: Kit, id: ChallengeId, code: string, reason: string): Promise<void> {
  const tickets = await kit.records.write(async (transaction) => {
    const challenge = await lockChallenge(kit.records.kind, transaction, id);
    if (challenge.state !== "handing-over") return [];
    const claim = await lockClaim(kit.records.kind, transaction, { challenge: id, code });
    const at = kit.clock.now();
    const isOver = reason === "withdrawn" ? isWaiting(claim) : claim.state === "open" && claim.deadline < at;
    if (!isOver) return [];
    const doing = { actor: "system", by: "system", at, reason } as const;
    return [claim.ticket, await forfeit(transaction, challenge, claim, doing)];
  });
  if (tickets.length > 0) tell(kit, id, tickets);
}

async function moveDeadline(
  kit: Kit,
  { id }: Challenge,
  place: Held,
  { deadline, actor }: { readonly deadline: EpochMicros; readonly actor: Actor },
): Promise<void> {
  const ticket = await kit.records.write(async (transaction) => {
    refuseOutOfTime(await lockChallenge(kit.records.kind, transaction, id));
    const claim = await lockPlace(kit.records.kind, transaction, place);
    refuseSettled(claim);
    const at = kit.clock.now();
    if (deadline <= at) throw new Fault("request.invalid", { detail: "body deadline: it lies in the past" });
    await transaction.updateTable("claim").set({ deadline }).where("id", "=", claim.id).execute();
    const data = { draw: claim.draw, slot: claim.slot, before: claim.deadline, after: deadline };
    await appendAudit(transaction, id, at, { actor, type: "prize.deadline", data });
    return claim.ticket;
  });
  tell(kit, id, [ticket]);
}

async function moreTime(kit: Kit, { id }: Challenge, ticket: TicketId, actor: Actor): Promise<EpochMicros> {
  const deadline = await kit.records.write(async (transaction) => {
    refuseOutOfTime(await lockChallenge(kit.records.kind, transaction, id));
    const own = await readOwn(transaction, id, ticket);
    if (own === undefined) throw new Fault("claim.unknown");
    const claim = await lockClaim(kit.records.kind, transaction, { challenge: id, code: own.id });
    refuseSettled(claim);
    const at = kit.clock.now();
    const after = epochMicros(Math.max(at, claim.deadline) + MORE_TIME);
    await transaction.updateTable("claim").set({ deadline: after }).where("id", "=", claim.id).execute();
    const data = { draw: claim.draw, slot: claim.slot, before: claim.deadline, after };
    await appendAudit(transaction, id, at, { actor, type: "prize.deadline", data });
    return after;
  });
  tell(kit, id, [ticket]);
  return deadline;
}

function tell({ bus }: Kit, challenge: ChallengeId, tickets: readonly (TicketId | undefined)[]): void {
  for (const ticket of tickets) if (ticket !== undefined) bus.ticketChanged(ticket);
  bus.challengeChanged(challenge);
}
