import type { AnswerValue, AnswerWrite, KioskVisit, VisitOutcome } from "../../contract/index.ts";
import { randomId } from "../../kernel/index.ts";
import { ApiFault } from "../app/api.ts";
import type { Language } from "../app/preferences.ts";
import { Retry } from "./retry.ts";
import { keysOf, readJson, type Store, writeJson } from "./storage.ts";

export interface KioskQueueState {
  readonly waiting: number;
  readonly trouble: "none" | "offline" | "closed" | "no-session";
  /** Visits the server has all answers of. */
  readonly sent: ReadonlySet<string>;
}

type Send = (visits: readonly KioskVisit[]) => Promise<readonly VisitOutcome[]>;

interface Kept {
  readonly visit: string;
  readonly language: Language;
  readonly write: AnswerWrite;
}

const BATCH_WRITES = 20;
const TYPING_MS = 600;

/**
 * The answers of all visitors of this tablet on their way to the server. They outlive the visitor, the reload and the day:
 * only the server's word takes one out. A visit's id is its secret, which the QR at the end hands to a phone.
 */
export class KioskQueue {
  readonly #prefix: string;
  readonly #store: Store;
  readonly #send: Send;
  readonly #now: () => number;
  readonly #retry: Retry;
  readonly #listeners = new Set<() => void>();
  readonly #sent = new Set<string>();
  #skew = 0;
  #lastAt = 0;
  #trouble: KioskQueueState["trouble"] = "none";
  #state: KioskQueueState;

  constructor(slug: string, store: Store, send: Send, now: () => number = Date.now) {
    this.#prefix = `sadari.kiosk.${slug}.`;
    this.#store = store;
    this.#send = send;
    this.#now = now;
    this.#retry = new Retry(() => this.#attempt());
    this.#state = this.#compute();
  }

  get state(): KioskQueueState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Server's time, µs, heard just now. */
  setClock(serverTime: number): void {
    this.#skew = serverTime - this.#now() * 1_000;
  }

  answer(visit: string, question: string, value: AnswerValue | null, language: Language): void {
    this.#lastAt = Math.max(this.#now() * 1_000 + this.#skew, this.#lastAt + 1);
    const write: AnswerWrite = { nonce: randomId(20), question, value, at: Math.round(this.#lastAt), language };
    const older = this.#kept().filter(([, kept]) => kept.visit === visit && kept.write.question === question);
    const key = `${this.#prefix}${String(write.at).padStart(17, "0")}.${write.nonce}`;
    if (writeJson(this.#store, key, { visit, language, write } satisfies Kept)) {
      for (const [earlier] of older) this.#store.removeItem(earlier);
    }
    this.#sent.delete(visit);
    this.#publish();
    this.#retry.in(value !== null && ("text" in value || "other" in value) ? TYPING_MS : 0);
  }

  readonly flush = (): void => this.#retry.afresh();

  stop(): void {
    this.#retry.stop();
  }

  async #attempt(): Promise<"done" | "again"> {
    try {
      while (await this.#sendBatch());
      this.#settle("none");
      return "done";
    } catch (error) {
      const fault = error instanceof ApiFault ? error : undefined;
      const isOut = fault?.status === 401 || fault?.status === 403;
      this.#settle(isOut ? "no-session" : fault?.code === "challenge.not-open" ? "closed" : "offline");
      return "again";
    }
  }

  async #sendBatch(): Promise<boolean> {
    const batch = this.#kept().slice(0, BATCH_WRITES);
    if (batch.length === 0) return false;
    const visits = new Map<string, KioskVisit>();
    for (const [, { visit, language, write }] of batch) {
      const known = visits.get(visit) ?? { visit, language, writes: [] };
      visits.set(visit, { ...known, writes: [...known.writes, write] });
    }
    const outcomes = await this.#send([...visits.values()]);
    const told = new Set(outcomes.flatMap((visit) => visit.outcomes.map(({ nonce }) => nonce)));
    const gone = batch.filter(([, { write }]) => told.has(write.nonce));
    for (const [key] of gone) this.#store.removeItem(key);
    const left = new Set(this.#kept().map(([, { visit }]) => visit));
    for (const visit of visits.keys()) if (!left.has(visit)) this.#sent.add(visit);
    this.#publish();
    if (gone.length === 0) throw new Error("the server told of none of the writes");
    return true;
  }

  #kept(): readonly (readonly [string, Kept])[] {
    return keysOf(this.#store, this.#prefix).flatMap((key) => {
      const kept = readJson<Kept>(this.#store, key);
      return kept === undefined ? [] : [[key, kept] as const];
    });
  }

  #settle(trouble: KioskQueueState["trouble"]): void {
    this.#trouble = trouble;
    this.#publish();
  }

  #compute(): KioskQueueState {
    return { waiting: this.#kept().length, trouble: this.#trouble, sent: new Set(this.#sent) };
  }

  #publish(): void {
    this.#state = this.#compute();
    for (const listener of this.#listeners) listener();
  }
}
