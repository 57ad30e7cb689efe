import { hash } from "node:crypto";
import type { JoinBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import {
  type Clock,
  type EpochMicros,
  Fault,
  MICROS_PER_SECOND,
  randomId,
  type TicketId,
  ticketId,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { noteEntryNotice } from "../privacy/index.ts";
import { KIOSK_PLACE } from "../survey/index.ts";
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

/**
 * Makes tickets with their first devices, all or, when the database fails, none. In the order of `inputs`; whoever finds
 * the challenge full has that fault instead. Faults: `challenge.not-open`.
 */
export async function makeTickets(
  { records, clock }: Kit,
  id: Challenge["id"],
  inputs: readonly JoinInput[],
): Promise<readonly (Joined | Fault)[]> {
  const words = inputs.map(({ language }) => newWords(language));
  return records.write(async (transaction) => {
    const challenge = await lockChallenge(records.kind, transaction, id);
    // After the lock, for which we may have waited over the close.
    const now = clock.now();
    refuseClosed(challenge, now);
    let room = MOST_TICKETS - (await countTickets(transaction, challenge));
    const joined: (Joined | Fault)[] = [];
    for (const [n, input] of inputs.entries()) {
      const own = words[n];
      if (own === undefined || room <= 0) {
        joined.push(new Fault("ticket.full", { most: MOST_TICKETS }));
        continue;
      }
      room -= 1;
      const ticket = await insertTicket(transaction, challenge, input, own.recovery, now);
      await noteEntryNotice(transaction, challenge, ticket, input.language, now);
      const token = await addDevice(transaction, ticket, input.device, now);
      joined.push({ ticket, token, phrase: own.phrase });
    }
    return joined;
  });
}

function newWords(language: JoinInput["language"]): { readonly phrase: string[]; readonly recovery: string } {
  const phrase = newPhrase(language);
  const recovery = phraseHash(phrase.join(" "));
  if (recovery === undefined) throw new Error("a phrase of our own words is none");
  return { phrase, recovery };
}

/** While people can still take part; once the event is kept, to play. */
function refuseClosed({ state, rehearsal, closesAt }: Challenge, now: EpochMicros): void {
  const joins = state === "announced" || state === "open" || state === "kept" || (rehearsal && state === "draft");
  const isOver = state === "open" && closesAt !== undefined && now >= closesAt;
  if (!joins || isOver) throw new Fault("challenge.not-open", { state: isOver ? "closed" : state });
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
  { language, place, over14, staff }: JoinInput,
  recovery: string,
  now: EpochMicros,
): Promise<TicketId> {
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
      })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) return id;
  }
}

export const nonceHash = (challenge: Challenge["id"], nonce: string): string =>
  hash("sha256", `${challenge}|${nonce}`, "hex");
