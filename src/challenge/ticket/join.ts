import { hash } from "node:crypto";
import type { JoinBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import {
  type Clock,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_HOUR,
  MICROS_PER_SECOND,
  randomId,
  type TicketId,
  ticketId,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, KIOSK_PLACE, lockChallenge } from "../lifecycle/index.ts";
import { noteEntryNotice } from "../privacy/index.ts";
import { addDevice, type DeviceKind } from "./devices.ts";
import { newNickname } from "./nickname.ts";
import { newPhrase, phraseHash } from "./recovery-phrase.ts";

export interface JoinInput extends JoinBody {
  /** Whoever runs the booth may play and never wins. */
  readonly staff: boolean;
  readonly device: DeviceKind;
}

export interface Joined {
  readonly ticket: TicketId;
  readonly token: string;
  readonly phrase: string[];
}

export const MOST_TICKETS = 20_000;

/** A hall that scans the poster on one call, again and again; a flood beyond it would fill the disk. */
const AT_ONCE = 500;
const A_SECOND = 100;

/** How fast tickets may be made on this node, by all together: never by address, for a hall has one. */
export class JoinPace {
  readonly #clock: Clock;
  #tokens = AT_ONCE;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.monotonic();
  }

  /** Faults: `ticket.crowded`. */
  take(): void {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(AT_ONCE, this.#tokens + ((now - this.#at) / MICROS_PER_SECOND) * A_SECOND);
    this.#at = now;
    if (this.#tokens < 1) throw new Fault("ticket.crowded");
    this.#tokens -= 1;
  }
}

/** How long an attempt may be repeated: then nobody waits for its answer any more. */
const REPEATED_WITHIN_US = MICROS_PER_HOUR;

/**
 * Makes tickets with their first devices, all or, when the database fails, none. In the order of `inputs`; whoever finds
 * the challenge closed or full has that fault instead. An attempt that made a ticket before, on whatever node, gets that
 * one, with new words and a new token: those before may have got lost with their answer.
 */
export async function makeTickets(
  { records, clock }: Kit,
  id: Challenge["id"],
  inputs: readonly JoinInput[],
): Promise<readonly (Joined | Error)[]> {
  const words = inputs.map(({ language }) => newWords(language));
  return records.write(async (transaction) => {
    const challenge = await lockChallenge(records.kind, transaction, id);
    // After the lock, for which we may have waited over the close.
    const now = clock.now();
    const closed = whyClosed(challenge, now);
    let room = MOST_TICKETS - (await countTickets(transaction, challenge));
    const joined: (Joined | Error)[] = [];
    for (const [n, input] of inputs.entries()) {
      const own = words[n];
      const again = own && (await findAttempt(transaction, challenge, input, own.recovery, now));
      const refused = closed ?? (room <= 0 ? new Fault("ticket.full", { most: MOST_TICKETS }) : undefined);
      if (own === undefined || (again === undefined && refused !== undefined)) {
        joined.push(refused ?? new Error("one phrase too few"));
        continue;
      }
      if (again === undefined) room -= 1;
      const ticket = again ?? (await insertTicket(transaction, challenge, input, own.recovery, now));
      if (again === undefined) await noteEntryNotice(transaction, challenge, ticket, input.language, now);
      const token = await addDevice(transaction, ticket, input.device, now);
      joined.push({ ticket, token, phrase: own.phrase });
    }
    return joined;
  });
}

/** The ticket this attempt made before, its words replaced by the new ones. */
async function findAttempt(
  transaction: Changing,
  { id }: Challenge,
  { nonce }: JoinInput,
  recovery: string,
  now: EpochMicros,
): Promise<TicketId | undefined> {
  if (nonce === undefined) return undefined;
  const row = await transaction
    .updateTable("ticket")
    .set({ recovery_hash: recovery })
    .where("join_nonce", "=", nonceHash(id, nonce))
    .where("challenge", "=", id)
    .where("withdrawn_at", "is", null)
    .where("created_at", ">", epochMicros(now - REPEATED_WITHIN_US))
    .returning(["id", "merged_into"])
    .executeTakeFirst();
  return row?.merged_into ?? row?.id;
}

function newWords(language: JoinInput["language"]): { readonly phrase: string[]; readonly recovery: string } {
  const phrase = newPhrase(language);
  const recovery = phraseHash(phrase.join(" "));
  if (recovery === undefined) throw new Error("a phrase of our own words is none");
  return { phrase, recovery };
}

/** While people can still take part; once the event is kept, to play. */
function whyClosed({ state, rehearsal, closesAt }: Challenge, now: EpochMicros): Fault | undefined {
  const joins = state === "announced" || state === "open" || state === "kept" || (rehearsal && state === "draft");
  const isOver = state === "open" && closesAt !== undefined && now >= closesAt;
  if (joins && !isOver) return undefined;
  return new Fault("challenge.not-open", { state: isOver ? "closed" : state });
}

async function countTickets(transaction: Changing, { id }: Challenge): Promise<number> {
  const { tickets } = await transaction
    .selectFrom("ticket")
    .select(({ fn }) => fn.countAll().as("tickets"))
    .where("challenge", "=", id)
    .executeTakeFirstOrThrow();
  return Number(tickets);
}

async function insertTicket(
  transaction: Changing,
  { id: challenge, rehearsal }: Challenge,
  { language, place, over14, staff, nonce }: JoinInput,
  recovery: string,
  now: EpochMicros,
): Promise<TicketId> {
  const attempt = nonce === undefined ? null : nonceHash(challenge, nonce);
  for (;;) {
    const id = ticketId(randomId(8).toUpperCase());
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto("ticket")
      .values({
        id,
        challenge,
        nickname: newNickname(language),
        language,
        created_at: now,
        recovery_hash: recovery,
        staff: staff ? 1 : 0,
        over_14_at: over14 ? now : null,
        simulated: rehearsal ? 1 : 0,
        merged_into: null,
        withdrawn_at: null,
        // What the tablet makes is no entry; no address may pass for it.
        place: place === undefined || place === KIOSK_PLACE ? null : place,
        join_nonce: attempt !== null && (await isSpent(transaction, attempt)) ? null : attempt,
      })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) return id;
  }
}

/** It stands in a row already, of a ticket that is gone or long made. */
const isSpent = async (transaction: Changing, attempt: string): Promise<boolean> =>
  (await transaction.selectFrom("ticket").select("id").where("join_nonce", "=", attempt).executeTakeFirst()) !==
  undefined;

export const nonceHash = (challenge: Challenge["id"], nonce: string): string =>
  hash("sha256", `${challenge}|${nonce}`, "hex");
