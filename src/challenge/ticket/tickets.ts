import type { Diagnosis, MyKeys, MyTicket } from "../../contract/index.ts";
import { type EpochMicros, epochMicros, Fault, MICROS_PER_MINUTE, type TicketId } from "../../kernel/index.ts";
import { type ArrivalBook, BoundedMap } from "../arrival/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "../lifecycle/index.ts";
import { addDevice, type DeviceKind, endDevices, holderOf, type TicketHolder } from "./devices.ts";
import { GuessLimiter } from "./guess-limiter.ts";
import { type Joined, type JoinInput, JoinPace, nonceHash } from "./join.ts";
import { JoinQueue } from "./join-together.ts";
import { mergeTickets } from "./merge-tickets.ts";
import { findTicket, readMine, type VerdictOf } from "./my-ticket.ts";
import { newNickname } from "./nickname.ts";
import { codeHash, newCode, readCode, showCode } from "./pairing-code.ts";
import { type KeyWishName, PersonalKeys } from "./personal-keys.ts";
import { newPhrase, phraseHash } from "./recovery-phrase.ts";

/** Where a browser that proves itself comes from. */
export interface Comer {
  readonly address: string;
  /** The ticket it had until now, which becomes one with that it proves. */
  readonly before: TicketHolder | undefined;
  readonly device: DeviceKind;
}

export interface Entered {
  readonly challenge: Challenge;
  readonly ticket: TicketId;
  /** The new device's token. */
  readonly token: string;
  readonly merged: boolean;
}

export interface Tickets {
  /** Whose the device token of a cookie is; undefined when it is nobody's (any more). */
  identify(deviceToken: string): Promise<TicketHolder | undefined>;
  /** A ticket at once. Faults: `challenge.not-open`, `ticket.full`, `ticket.crowded`. */
  join(challenge: Challenge, input: JoinInput): Promise<Joined>;
  /** Remembers that whoever holds it works at the booth; they may play and never win. */
  markStaff(ticket: TicketId): Promise<void>;
  /** Everything a participant's pages show. */
  mine(challenge: Challenge, holder: TicketHolder): Promise<MyTicket>;
  confirmAge(challenge: Challenge, ticket: TicketId, over14: boolean): Promise<void>;
  /** Another made-up name. */
  renickname(challenge: Challenge, ticket: TicketId): Promise<void>;
  /** New words; those before stop working. */
  renewPhrase(challenge: Challenge, ticket: TicketId): Promise<string[]>;
  /** Faults: `ticket.phrase-unknown`, `ticket.too-many-guesses`. */
  recover(challenge: Challenge, phrase: string, comer: Comer): Promise<Entered>;
  pairingCode(
    challenge: Challenge,
    ticket: TicketId,
  ): Promise<{ readonly code: string; readonly expiresAt: EpochMicros }>;
  /**
   * Lets the browser that shows the code in, whatever challenge it is of; `before` finds the ticket it had there.
   * Faults: `ticket.code-unknown`, `ticket.too-many-guesses`.
   */
  pair(
    code: string,
    comer: Omit<Comer, "before"> & { readonly before: (challenge: Challenge) => Promise<TicketHolder | undefined> },
  ): Promise<Entered>;
  /** Ends all devices of a ticket and gives a code for the phone before the helper. Faults: `ticket.unknown`. */
  reissue(
    challenge: Challenge,
    ticket: string,
    actor: Actor,
  ): Promise<{ readonly code: string; readonly expiresAt: EpochMicros }>;
  /** A code for one more browser of somebody at the table; theirs stay. Faults: `ticket.unknown`. */
  lendCode(
    challenge: Challenge,
    ticket: TicketId,
    actor: Actor,
  ): Promise<{ readonly code: string; readonly expiresAt: EpochMicros }>;
  /** A new key in place of theirs, which their own guide shows. Faults: those of `wishKey`. */
  renewKeyFor(challenge: Challenge, ticket: TicketId, actor: Actor): Promise<void>;
  /** What was refused lately of what they sent, newest first. */
  refusals(ticket: TicketId): Promise<readonly NonNullable<Diagnosis["refusal"]>[]>;
  keys(challenge: Challenge, ticket: TicketId): Promise<MyKeys>;
  /** Faults: `ticket.too-many-keys`, `challenge.not-open`. */
  wishKey(challenge: Challenge, ticket: TicketId, wish: KeyWishName): Promise<MyKeys>;
}

const CODE_US = 10 * MICROS_PER_MINUTE;
/** Joins whose answer may have been lost on its way. */
const MOST_NONCES = 5_000;

export function createTickets(kit: Kit, arrivals: ArrivalBook, verdictOf: VerdictOf): Tickets {
  return new TicketDesk(kit, arrivals, verdictOf);
}

class TicketDesk implements Tickets {
  readonly #kit: Kit;
  readonly #arrivals: ArrivalBook;
  readonly #verdictOf: VerdictOf;
  readonly #keys: PersonalKeys;
  readonly #pace: JoinPace;
  readonly #queue: JoinQueue;
  readonly #guesses: GuessLimiter;
  /** Those who work here are few. */
  readonly #knownStaff = new Set<TicketId>();
  readonly #joining = new BoundedMap<string, Promise<Joined>>(MOST_NONCES);

  constructor(kit: Kit, arrivals: ArrivalBook, verdictOf: VerdictOf) {
    this.#kit = kit;
    this.#arrivals = arrivals;
    this.#verdictOf = verdictOf;
    this.#keys = new PersonalKeys(kit);
    this.#pace = new JoinPace(kit.clock);
    this.#queue = new JoinQueue(kit);
    this.#guesses = new GuessLimiter(kit.clock);
  }

  identify(deviceToken: string): Promise<TicketHolder | undefined> {
    return holderOf(this.#kit, deviceToken);
  }

  async join(challenge: Challenge, input: JoinInput): Promise<Joined> {
    const nonce = input.nonce === undefined ? undefined : nonceHash(challenge.id, input.nonce);
    const known = nonce === undefined ? undefined : this.#joining.get(nonce);
    if (known !== undefined) return known;
    this.#pace.take();
    const joining = this.#queue.join(challenge.id, input);
    if (nonce !== undefined) this.#joining.set(nonce, joining);
    try {
      return await joining;
    } catch (error) {
      if (nonce !== undefined) this.#joining.delete(nonce);
      throw error;
    }
  }

  async markStaff(ticket: TicketId): Promise<void> {
    if (this.#knownStaff.has(ticket)) return;
    const { records, bus } = this.#kit;
    const marked = await records.write((transaction) =>
      transaction
        .updateTable("ticket")
        .set({ staff: 1 })
        .where("id", "=", ticket)
        .where("staff", "=", 0)
        .executeTakeFirst(),
    );
    this.#knownStaff.add(ticket);
    if (marked.numUpdatedRows > 0n) bus.ticketChanged(ticket);
  }

  mine(challenge: Challenge, holder: TicketHolder): Promise<MyTicket> {
    return readMine(this.#kit, this.#arrivals, this.#verdictOf, challenge, holder);
  }

  async confirmAge(challenge: Challenge, ticket: TicketId, over14: boolean): Promise<void> {
    refuseFixed(challenge);
    const at = over14 ? this.#kit.clock.now() : null;
    await this.#change(ticket, { over_14_at: at });
  }

  async renickname({ id }: Challenge, ticket: TicketId): Promise<void> {
    const row = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("ticket")
        .select("language")
        .where("id", "=", ticket)
        .where("challenge", "=", id)
        .executeTakeFirst(),
    );
    if (row !== undefined) await this.#change(ticket, { nickname: newNickname(row.language) });
  }

  async renewPhrase(challenge: Challenge, ticket: TicketId): Promise<string[]> {
    const row = await this.#kit.records.read((tables) => findTicket(tables, challenge, ticket));
    if (row === undefined) throw new Fault("ticket.unknown", { ticket });
    const phrase = newPhrase(row.language);
    const recovery = phraseHash(phrase.join(" "));
    if (recovery === undefined) throw new Error("a phrase of our own words is none");
    await this.#change(ticket, { recovery_hash: recovery });
    return phrase;
  }

  async recover(challenge: Challenge, phrase: string, comer: Comer): Promise<Entered> {
    const found = await this.#guesses.guess(comer.address, async () => {
      const wanted = phraseHash(phrase);
      if (wanted === undefined) return undefined;
      return this.#kit.records.read((tables) =>
        tables
          .selectFrom("ticket")
          .select(["id", "merged_into"])
          .where("recovery_hash", "=", wanted)
          .where("challenge", "=", challenge.id)
          .where("withdrawn_at", "is", null)
          .executeTakeFirst(),
      );
    });
    if (found === undefined) throw new Fault("ticket.phrase-unknown");
    return this.#enter(challenge, found.merged_into ?? found.id, comer);
  }

  async pairingCode(_challenge: Challenge, ticket: TicketId) {
    return this.#newCode(ticket);
  }

  async pair(
    typed: string,
    comer: Omit<Comer, "before"> & { readonly before: (challenge: Challenge) => Promise<TicketHolder | undefined> },
  ): Promise<Entered> {
    const ticket = await this.#guesses.guess(comer.address, async () => {
      const code = readCode(typed);
      return code === undefined ? undefined : this.#redeem(code);
    });
    if (ticket === undefined) throw new Fault("ticket.code-unknown");
    const row = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("ticket")
        .innerJoin("challenge", "challenge.id", "ticket.challenge")
        .selectAll("challenge")
        .where("ticket.id", "=", ticket)
        .executeTakeFirstOrThrow(),
    );
    const challenge = toChallenge(row);
    return this.#enter(challenge, ticket, { ...comer, before: await comer.before(challenge) });
  }

  async reissue(challenge: Challenge, wanted: string, actor: Actor) {
    const id = wanted.toUpperCase() as TicketId;
    const now = this.#kit.clock.now();
    const found = await this.#kit.records.write(async (transaction) => {
      const row = await findTicket(transaction, challenge, id);
      if (row === undefined || row.withdrawn_at !== null) return undefined;
      const ticket = row.merged_into ?? row.id;
      const devices = await endDevices(transaction, ticket, now);
      await transaction
        .updateTable("pairing")
        .set({ used_at: now })
        .where("ticket", "=", ticket)
        .where("used_at", "is", null)
        .execute();
      await appendAudit(transaction, challenge.id, now, { actor, type: "ticket.reissue", data: { ticket, devices } });
      return ticket;
    });
    if (found === undefined) throw new Fault("ticket.unknown", { ticket: wanted });
    this.#kit.bus.ticketChanged(found);
    return this.#newCode(found);
  }

  async lendCode({ id }: Challenge, ticket: TicketId, actor: Actor) {
    await this.#record(id, { actor, type: "ticket.pairing", data: { ticket } });
    return this.#newCode(ticket);
  }

  async renewKeyFor(challenge: Challenge, ticket: TicketId, actor: Actor): Promise<void> {
    await this.#keys.wish(challenge, ticket, "rotate");
    await this.#record(challenge.id, { actor, type: "ticket.key", data: { ticket } });
    this.#kit.bus.ticketChanged(ticket);
  }

  async refusals(ticket: TicketId): Promise<readonly NonNullable<Diagnosis["refusal"]>[]> {
    const keys = await this.#kit.keys.listOf(ticket);
    return this.#arrivals.seenOf(ticket, keys).refusals;
  }

  async #record(challenge: Challenge["id"], entry: Parameters<typeof appendAudit>[3]): Promise<void> {
    const { records, clock } = this.#kit;
    await records.write((transaction) => appendAudit(transaction, challenge, clock.now(), entry));
  }

  keys(challenge: Challenge, ticket: TicketId): Promise<MyKeys> {
    return this.#keys.mine(challenge, ticket);
  }

  wishKey(challenge: Challenge, ticket: TicketId, wish: KeyWishName): Promise<MyKeys> {
    return this.#keys.wish(challenge, ticket, wish);
  }

  async #change(
    ticket: TicketId,
    change: { over_14_at?: EpochMicros | null; nickname?: string; recovery_hash?: string },
  ): Promise<void> {
    await this.#kit.records.write((transaction) =>
      transaction.updateTable("ticket").set(change).where("id", "=", ticket).execute(),
    );
    this.#kit.bus.ticketChanged(ticket);
  }

  /** One that works at a time: the one before it ends. */
  async #newCode(ticket: TicketId): Promise<{ readonly code: string; readonly expiresAt: EpochMicros }> {
    const now = this.#kit.clock.now();
    const expiresAt = epochMicros(now + CODE_US);
    const code = newCode();
    await this.#kit.records.write(async (transaction) => {
      await transaction
        .deleteFrom("pairing")
        .where(({ eb, or }) => or([eb("ticket", "=", ticket), eb("expires_at", "<", now)]))
        .execute();
      const row = { code_hash: codeHash(code), ticket, created_at: now, expires_at: expiresAt, used_at: null };
      await transaction.insertInto("pairing").values(row).execute();
    });
    return { code: showCode(code), expiresAt };
  }

  /** Of two who show the same code together one gets in. */
  async #redeem(code: string): Promise<TicketId | undefined> {
    const now = this.#kit.clock.now();
    const row = await this.#kit.records.write((transaction) =>
      transaction
        .updateTable("pairing")
        .set({ used_at: now })
        .where("code_hash", "=", codeHash(code))
        .where("used_at", "is", null)
        .where("expires_at", ">", now)
        .returning("ticket")
        .executeTakeFirst(),
    );
    return row?.ticket;
  }

  async #enter(challenge: Challenge, wanted: TicketId, { before, device }: Comer): Promise<Entered> {
    const now = this.#kit.clock.now();
    const other = before !== undefined && before.ticket !== wanted && before.challenge === challenge.id;
    const entered = await this.#kit.records.write(async (transaction) => {
      const winner = other
        ? await mergeTickets(transaction, this.#kit, challenge, wanted, before.ticket, now)
        : undefined;
      const ticket = winner ?? wanted;
      return { ticket, merged: winner !== undefined, token: await addDevice(transaction, ticket, device, now) };
    });
    if (entered.merged) this.#arrivals.forget();
    for (const ticket of new Set([wanted, entered.ticket, ...(before ? [before.ticket] : [])])) {
      this.#kit.bus.ticketChanged(ticket);
    }
    return { challenge, ...entered };
  }
}

/** From the list on, what it is made of stays. */
function refuseFixed({ state }: Challenge): void {
  if (!["draft", "announced", "open", "closed", "review", "kept"].includes(state)) throw new Fault("challenge.frozen");
}
