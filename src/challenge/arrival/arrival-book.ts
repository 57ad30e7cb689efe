import { setTimeout as sleep } from "node:timers/promises";
import { whyUnavailable } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  Fault,
  type KeyId,
  type SpaceId,
  type TicketId,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { addCounts, insertApps, type Screen } from "./app-rows.ts";
import {
  type AppKey,
  type AppSighting,
  addTo,
  asPending,
  keyOf,
  type Pending,
  rowId,
  type Tally,
} from "./app-tally.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { AppRow } from "./diagnosis.ts";
import { Owners } from "./owners.ts";
import { findLosses, raiseCounts } from "./reconcile.ts";
import { type Greeting, type KnownKey, type Refusal, Sightings } from "./sightings.ts";

export type { Screen } from "./app-rows.ts";
export type { AppSighting } from "./app-tally.ts";

const FLUSH_MS = 1_000;
const RETRY_MS = 1_000;
/** For how long another node's change of a challenge may be unknown here. */
const DOUBT_MS = 2_000;
/** Names are outsiders' words: so many may wait for the database. */
const MOST_WAITING = 10_000;
const MOST_KNOWN = 50_000;
/** Longer than any node's counts wait before they are written. */
const SETTLED_MS = 3 * FLUSH_MS;

export interface ArrivalHooks {
  /** Whether a name may be on the wall before anybody looked at it; shown without it. */
  readonly screen?: Screen;
  /** After its row is written: names that people typed may have waited for it. */
  readonly onNewApp?: (challenge: ChallengeId, service: string) => Promise<void>;
}

/**
 * The apps of all challenges as they arrive. The first sight of an app is written at once and only then told; further
 * requests are counted in memory and written once a second, many apps in one transaction. Whatever a crash takes of
 * that second is found again by `reconcile`, for the events themselves were on disk before we were told of them.
 */
export class ArrivalBook implements AsyncDisposable {
  readonly #kit: Kit;
  readonly #hooks: ArrivalHooks;
  readonly #owners: Owners;
  readonly #sightings: Sightings;
  #inbox = new Map<string, Pending>();
  /** Of no open challenge as far as we remember: looked at once more by what the database says after they came. */
  #doubts = new Map<string, Pending>();
  #doubtsAreDue = false;
  /** Whose rows are written and whose names are still to be told. */
  readonly #newcomers: AppKey[] = [];
  #counts = new Map<string, Tally>();
  /** Apps whose row exists. */
  readonly #known = new BoundedMap<string, TicketId | null>(MOST_KNOWN);
  /** What came after the list was final: shown to its owner, kept nowhere. */
  readonly #passing = new BoundedMap<TicketId, AppRow>(2_000);
  #working: Promise<void> | undefined;
  #flushTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #doubtTimer: NodeJS.Timeout | undefined;
  readonly #endListening: () => void;
  #lastFlush = 0;
  #failing = false;
  readonly #settling = new AbortController();

  constructor(kit: Kit, hooks: ArrivalHooks = {}) {
    this.#kit = kit;
    this.#hooks = hooks;
    this.#owners = new Owners(kit);
    this.#sightings = new Sightings(kit.clock, (ticket) => kit.bus.ticketChanged(ticket));
    this.#endListening = kit.bus.onEveryChallenge(() => {
      this.#owners.forgetStates();
      this.#lookAgain();
    });
  }

  /** What one durable batch says. Returns at once. */
  observe(space: SpaceId, at: EpochMicros, key: KeyId | undefined, seen: readonly AppSighting[]): void {
    for (const sighting of seen) {
      putIn(this.#inbox, asPending(space, at, key, sighting));
    }
    void this.#work();
  }

  greet(greeting: Greeting): void {
    this.#sightings.greet(greeting);
  }

  refuse(refusal: Refusal): void {
    this.#sightings.refuse(refusal);
  }

  noteAddress(ticket: TicketId, address: string): void {
    this.#sightings.noteAddress(ticket, address);
  }

  /** What was seen of a ticket's sending that left no row. */
  seenOf(ticket: TicketId, keys: readonly KnownKey[]) {
    return { ...this.#sightings.of(ticket, keys), passing: this.#passing.get(ticket) };
  }

  /** Keys and tickets changed hands. */
  forget(): void {
    this.#owners.forget();
    this.#known.clear();
  }

  /** Resolves when all that was told before is in rows. */
  async settled(): Promise<void> {
    this.#doubtsAreDue = this.#doubts.size > 0;
    while ((this.#working !== undefined || this.#hasWork()) && !this.#failing) {
      await this.#work();
      this.#doubtsAreDue = this.#doubts.size > 0;
    }
    await this.#flush();
  }

  /**
   * Brings rows up to what the store has: counts of the last second before a crash, and apps whose first and only
   * requests fell into it. Never downward, and never an app whose owner had it removed. Call it once the store is up,
   * and again while it still takes what was spooled.
   */
  async reconcile(): Promise<void> {
    if (this.#settling.signal.aborted) return;
    const { missing, behind } = await findLosses(this.#kit, this.#owners);
    if (missing.length + behind.length === 0) return;
    // What the store counted above may still wait in a node's memory; then it is no loss.
    await sleep(SETTLED_MS, undefined, { ref: false, signal: this.#settling.signal }).catch(() => undefined);
    if (this.#settling.signal.aborted) return;
    await this.settled();
    if (missing.length > 0) await this.#meet(missing);
    const raised = await raiseCounts(this.#kit, behind);
    if (raised > 0) this.#kit.log.info({ apps: raised }, "counts of apps were brought up to what the store has");
    void this.#work();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#settling.abort();
    this.#endListening();
    clearTimeout(this.#retryTimer);
    await this.#working;
    await this.settled();
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#doubtTimer);
  }

  #hasWork(): boolean {
    return this.#inbox.size > 0 || this.#doubtsAreDue || this.#newcomers.length > 0;
  }

  #lookAgain(): void {
    clearTimeout(this.#doubtTimer);
    this.#doubtTimer = undefined;
    if (this.#doubts.size === 0) return;
    this.#doubtsAreDue = true;
    void this.#work();
  }

  #work(): Promise<void> {
    this.#working ??= this.#takeAll().finally(() => {
      this.#working = undefined;
      if (this.#hasWork() && !this.#failing) void this.#work();
    });
    return this.#working;
  }

  async #takeAll(): Promise<void> {
    await this.#takeFrom("inbox");
    if (this.#doubtsAreDue) {
      this.#owners.forgetStates();
      await this.#takeFrom("doubts");
    }
    if (!this.#failing) await this.#tellNewcomers();
  }

  async #takeFrom(source: "inbox" | "doubts"): Promise<void> {
    if (this.#failing) return;
    const taken = source === "inbox" ? this.#inbox : this.#doubts;
    if (source === "inbox") this.#inbox = new Map();
    else [this.#doubts, this.#doubtsAreDue] = [new Map(), false];
    try {
      await this.#take([...taken.values()], source === "doubts");
    } catch (error) {
      this.#failed(error);
      const back = source === "inbox" ? this.#inbox : this.#doubts;
      for (const pending of taken.values()) putIn(back, pending);
      this.#doubtsAreDue ||= source === "doubts";
    }
  }

  /** Fails before anything is counted or not at all: what failed is taken again as a whole. */
  async #take(taken: readonly Pending[], isFinal: boolean): Promise<void> {
    const unknown: Tally[] = [];
    const known: Tally[] = [];
    const doubtful: Pending[] = [];
    for (const pending of taken) {
      const owner = await this.#owners.of(pending.space, pending.key);
      const counts = owner !== undefined && this.#owners.isCounting(owner, pending);
      const tally: Tally | undefined = owner && { ...pending, ...owner, counts };
      const isKnown = tally !== undefined && this.#known.has(rowId(tally));
      // It came before its challenge took anything.
      if (isFinal && !counts && !isKnown) continue;
      if (tally !== undefined && !isKnown) unknown.push(tally);
      else if (!counts && !isFinal) doubtful.push(pending);
      else if (tally !== undefined) known.push(tally);
    }
    if (unknown.length > 0) await this.#meet(unknown);
    for (const tally of known) this.#count(tally);
    for (const pending of doubtful) putIn(this.#doubts, pending);
    if (doubtful.length > 0) this.#doubtTimer ??= setTimeout(() => this.#lookAgain(), DOUBT_MS).unref();
  }

  async #meet(unknown: readonly Tally[]): Promise<void> {
    const { bus } = this.#kit;
    const outcomes = await insertApps(this.#kit, unknown, this.#hooks.screen);
    const challenges = new Set<ChallengeId>();
    const tickets = new Set<TicketId>();
    for (const { tally, outcome, row } of outcomes) {
      if (outcome === "passing" && tally.ticket !== null) this.#passing.set(tally.ticket, row);
      if (outcome === "passing" || outcome === "refused") {
        if (tally.ticket !== null) tickets.add(tally.ticket);
        continue;
      }
      this.#known.set(rowId(tally), tally.ticket);
      if (outcome === "known") {
        this.#count(tally);
        continue;
      }
      challenges.add(tally.challenge);
      if (tally.ticket !== null) tickets.add(tally.ticket);
    }
    for (const ticket of tickets) bus.ticketChanged(ticket);
    for (const challenge of challenges) bus.appsChanged(challenge);
    for (const { tally, outcome } of outcomes) if (outcome === "new") this.#newcomers.push(tally);
  }

  async #tellNewcomers(): Promise<void> {
    for (let next = this.#newcomers.shift(); next !== undefined; next = this.#newcomers.shift()) {
      try {
        await this.#hooks.onNewApp?.(next.challenge, next.service);
      } catch (error) {
        this.#newcomers.push(next);
        return this.#failed(error);
      }
    }
  }

  #count(tally: Tally): void {
    const id = rowId(tally);
    const known = this.#counts.get(id);
    if (known === undefined) this.#counts.set(id, { ...tally, ...(tally.counts ? {} : NOTHING) });
    else if (tally.counts) addTo(known, tally);
    else addTo(known, { ...tally, ...NOTHING });
    const wait = Math.max(0, FLUSH_MS - (performance.now() - this.#lastFlush));
    this.#flushTimer ??= setTimeout(() => void this.#flush(), wait).unref();
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#lastFlush = performance.now();
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    try {
      const told = await addCounts(this.#kit, [...counts.values()]);
      for (const ticket of told) this.#kit.bus.ticketChanged(ticket);
      for (const challenge of new Set(Array.from(counts.values(), (tally) => tally.challenge))) {
        this.#kit.bus.appsChanged(challenge);
      }
    } catch (error) {
      this.#failed(error);
      for (const [id, tally] of counts) {
        const newer = this.#counts.get(id);
        if (newer === undefined) this.#counts.set(id, tally);
        else addTo(newer, tally);
      }
    }
  }

  #failed(error: unknown): void {
    if (!this.#failing) {
      const known = error instanceof Fault ? error.message : whyUnavailable(error);
      this.#kit.log.warn(known === undefined ? { err: error } : { detail: known }, "arrivals wait for the database");
    }
    this.#failing = true;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      this.#failing = false;
      void this.#work();
      void this.#flush();
    }, RETRY_MS).unref();
  }
}

const NOTHING = { transactions: 0, spans: 0, errors: 0 } as const;

function putIn(pendings: Map<string, Pending>, pending: Pending): void {
  const id = `${keyOf(pending)}\u0000${pending.second}`;
  const waiting = pendings.get(id);
  if (waiting !== undefined) addTo(waiting, pending);
  else if (pendings.size < MOST_WAITING) pendings.set(id, pending);
}
