import type { Diagnosis } from "../../contract/index.ts";
import { type Clock, type EpochMicros, type KeyId, MICROS_PER_MINUTE, type TicketId } from "../../kernel/index.ts";
import { BoundedMap } from "./bounded-map.ts";

/** A refusal as the doors tell it. */
export interface Refusal {
  readonly at: EpochMicros;
  readonly key?: KeyId | undefined;
  readonly keyHint?: string | undefined;
  readonly reason: string;
  readonly address: string;
  readonly agent: string | undefined;
  readonly service: string | undefined;
  readonly detail: string;
  readonly params: Readonly<Record<string, string>>;
}

/** An agent with a good key connected and said its service's name. */
export interface Greeting {
  readonly key: KeyId | undefined;
  readonly service: string;
  readonly at: EpochMicros;
}

/** A key of a ticket, as far as it is needed to recognise what was sent with it. */
export interface KnownKey {
  readonly id: KeyId;
  readonly hint: string | undefined;
}

const MOST = 20_000;
/** For how long a device's address says whose refusal it was. */
const ADDRESS_US = 15 * MICROS_PER_MINUTE;
/** Of one key or address, each reason once. */
const MOST_TOLD = 5;
/** For how long a refusal is news. */
const REFUSAL_US = 30 * MICROS_PER_MINUTE;

/** Doubts about accepted data are no refusals. */
const DOUBTS = new Set(["clock-ahead", "clock-behind"]);

/**
 * What was seen of participants' sending that left no row: refusals and greetings, and which address a ticket's pages
 * were opened from. Memory only, for minutes: an address is nobody's business for longer.
 */
export class Sightings {
  readonly #clock: Clock;
  readonly #changed: (ticket: TicketId) => void;
  readonly #refusedKeys = new BoundedMap<KeyId, readonly Refusal[]>(MOST);
  readonly #refusedHints = new BoundedMap<string, readonly Refusal[]>(MOST);
  readonly #refusedAddresses = new BoundedMap<string, readonly Refusal[]>(MOST);
  readonly #greetings = new BoundedMap<KeyId, Greeting>(MOST);
  readonly #ticketOfKey = new BoundedMap<KeyId, TicketId>(MOST);
  readonly #ticketOfHint = new BoundedMap<string, TicketId>(MOST);
  readonly #ticketsAt = new BoundedMap<string, Map<TicketId, EpochMicros>>(MOST);
  readonly #addressesOf = new BoundedMap<TicketId, Map<string, EpochMicros>>(MOST);

  constructor(clock: Clock, changed: (ticket: TicketId) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** A page of `ticket` was opened from there. */
  noteAddress(ticket: TicketId, address: string): void {
    const now = this.#clock.now();
    const tickets = this.#ticketsAt.get(address) ?? new BoundedMap<TicketId, EpochMicros>(50);
    this.#ticketsAt.set(address, tickets.set(ticket, now));
    const addresses = this.#addressesOf.get(ticket) ?? new BoundedMap<string, EpochMicros>(8);
    this.#addressesOf.set(ticket, addresses.set(address, now));
  }

  greet(greeting: Greeting): void {
    const { key } = greeting;
    if (key === undefined) return;
    const isNew = !this.#greetings.has(key);
    this.#greetings.set(key, greeting);
    const ticket = this.#ticketOfKey.get(key);
    if (isNew && ticket !== undefined) this.#changed(ticket);
  }

  refuse(refusal: Refusal): void {
    if (DOUBTS.has(refusal.reason)) return;
    const { key, keyHint, address } = refusal;
    if (key !== undefined) prepend(this.#refusedKeys, key, refusal);
    else if (keyHint !== undefined && this.#ticketOfHint.has(keyHint)) prepend(this.#refusedHints, keyHint, refusal);
    else prepend(this.#refusedAddresses, address, refusal);
    const ticket =
      (key && this.#ticketOfKey.get(key)) ??
      (keyHint && this.#ticketOfHint.get(keyHint)) ??
      this.#onlyTicketAt(address);
    if (ticket !== undefined && ticket !== "") this.#changed(ticket);
  }

  /**
   * The newest refusal that may be theirs, the last few of them, and the newest greeting. Their keys are recognised from
   * now on.
   */
  of(
    ticket: TicketId,
    keys: readonly KnownKey[],
  ): {
    readonly refusal: Diagnosis["refusal"];
    readonly refusals: readonly ToldRefusal[];
    readonly greeting: Greeting | undefined;
  } {
    for (const { id, hint } of keys) {
      this.#ticketOfKey.set(id, ticket);
      if (hint !== undefined) this.#ticketOfHint.set(hint, ticket);
    }
    const since = this.#clock.now() - REFUSAL_US;
    const recent = (each: readonly (readonly Refusal[] | undefined)[]): readonly Refusal[] =>
      each.flatMap((some) => some ?? []).filter(({ at }) => at >= since);
    const all = [
      ...recent(keys.map(({ id }) => this.#refusedKeys.get(id))).map((refusal) => told(refusal, "key")),
      ...recent(keys.map(({ hint }) => (hint === undefined ? undefined : this.#refusedHints.get(hint)))).map(
        (refusal) => told(refusal, "hint"),
      ),
      ...recent(this.#ownAddresses(ticket).map((address) => this.#refusedAddresses.get(address))).map((refusal) =>
        told(refusal, "address"),
      ),
    ];
    const surest = all[0]?.matched;
    return {
      refusal: newest(all.filter(({ matched }) => matched === surest)) ?? null,
      refusals: all.toSorted((a, b) => b.at - a.at).slice(0, MOST_TOLD),
      greeting: newest(keys.map(({ id }) => this.#greetings.get(id))),
    };
  }

  #ownAddresses(ticket: TicketId): readonly string[] {
    return [...(this.#addressesOf.get(ticket)?.keys() ?? [])].filter((at) => this.#onlyTicketAt(at) === ticket);
  }

  /** Behind the one address of a hall nobody can be told apart: then it says nothing. */
  #onlyTicketAt(address: string): TicketId | undefined {
    const since = this.#clock.now() - ADDRESS_US;
    const tickets = [...(this.#ticketsAt.get(address) ?? [])].filter(([, at]) => at >= since);
    return tickets.length === 1 ? tickets[0]?.[0] : undefined;
  }
}

/** The last few of each: what is refused is mostly refused again and again. */
function prepend<K>(map: Map<K, readonly Refusal[]>, key: K, refusal: Refusal): void {
  const before = (map.get(key) ?? []).filter(
    ({ reason, detail }) => reason !== refusal.reason || detail !== refusal.detail,
  );
  map.set(key, [refusal, ...before].slice(0, MOST_TOLD));
}

function newest<T extends { readonly at: number }>(all: readonly (T | undefined)[]): T | undefined {
  return all.reduce((best, each) => (each !== undefined && each.at > (best?.at ?? 0) ? each : best), undefined);
}

type ToldRefusal = NonNullable<Diagnosis["refusal"]>;

function told(refusal: Refusal, matched: ToldRefusal["matched"]): ToldRefusal {
  const { at, reason, agent = "", service = "", detail, params } = refusal;
  return { at, reason, agent, service, detail, params: { ...params }, matched };
}
