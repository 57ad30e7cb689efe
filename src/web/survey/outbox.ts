import type { AnswersOutcome, AnswerValue, AnswerWrite, MySurvey } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import type { Language } from "../app/preferences.ts";
import { claimVisit, fetchMySurvey, sendAnswers } from "./api.ts";
import { Retry } from "./retry.ts";
import { keysOf, openStore, readJson, type Store, writeJson } from "./storage.ts";

/** Why nothing is sent at the moment. `full`: the browser's storage took no more, so the page must stay open. */
export type Trouble = "none" | "offline" | "closed" | "no-ticket" | "full";

export interface OutboxState {
  /** The newest survey heard of, with this device's own answers over the server's; null until one was ever loaded. */
  readonly survey: MySurvey | null;
  readonly waiting: number;
  readonly trouble: Trouble;
  /** True once the server has been heard since the page was opened. */
  readonly heard: boolean;
  /** Questions whose last answer the server could not take, with its code. */
  readonly refused: ReadonlyMap<string, string>;
}

/** How the outbox reaches the server; tests put another one in. */
export interface Transport {
  fetch(slug: string): Promise<MySurvey>;
  send(slug: string, writes: readonly AnswerWrite[]): Promise<AnswersOutcome>;
  claim(slug: string, visit: string): Promise<{ readonly state: "attached" | "unknown" }>;
}

const OVER_HTTP: Transport = { fetch: fetchMySurvey, send: sendAnswers, claim: claimVisit };

/** Under the server's limits of 50 writes and 64 KiB a request, whatever the texts are. */
const BATCH_WRITES = 20;
const BATCH_CHARACTERS = 12_000;

/** Texts are kept with every letter, and sent when the typing pauses. */
const TYPING_MS = 600;

const isText = (value: AnswerValue | null): boolean =>
  value?.type === "short" || value?.type === "long" || (value !== null && "other" in value && value.other !== "");

interface Cached {
  readonly survey: MySurvey;
  /** Server's clock less the device's, µs. */
  readonly skew: number;
}

/**
 * The answers of one participant on their way to the server. Each is in the browser's storage before anything else, under a
 * key of its own, so that two tabs never overwrite one another, and leaves it only when the server has said what became
 * of it. Age never drops one. Writes carry the server's time as this device knows it, and a nonce.
 */
export class Outbox {
  readonly #slug: string;
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #retry: Retry;
  readonly #listeners = new Set<() => void>();
  /** What the storage would not take. */
  readonly #unstored = new Map<string, AnswerWrite>();
  #cached: Cached | undefined;
  #state: OutboxState;
  #batch = BATCH_WRITES;
  #lastAt = 0;
  #trouble: Trouble = "none";
  #heard = false;
  #refused = new Map<string, string>();
  #mustFetch = true;

  constructor(slug: string, store: Store, transport: Transport = OVER_HTTP, now: () => number = Date.now) {
    this.#slug = slug;
    this.#store = store;
    this.#transport = transport;
    this.#now = now;
    this.#retry = new Retry(() => this.#attempt());
    this.#cached = readJson<Cached>(store, this.#cacheKey());
    this.#state = this.#compute();
  }

  get state(): OutboxState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes an answer; it is safe when this returns, and sent as soon as can be. Null takes the answer back. */
  answer(question: string, value: AnswerValue | null, language: Language): void {
    const ticket = this.#cached?.survey.ticket;
    if (ticket === undefined) return;
    this.#lastAt = Math.max(this.#now() * 1_000 + (this.#cached?.skew ?? 0), this.#lastAt + 1);
    const write: AnswerWrite = { nonce: nonce(), question, value, at: Math.round(this.#lastAt), language };
    const older = this.#waiting().filter(([, earlier]) => earlier.question === question);
    const key = `${this.#queuePrefix(ticket)}${String(write.at).padStart(17, "0")}.${write.nonce}`;
    if (writeJson(this.#store, key, write)) for (const [earlier] of older) this.#forget(earlier);
    else this.#unstored.set(key, write);
    this.#refused.delete(question);
    this.#publish();
    this.#retry.in(isText(value) ? TYPING_MS : 0);
  }

  /** Answers given at a shared tablet, to be taken over by this phone's ticket as soon as both are known. */
  expectVisit(visit: string): void {
    writeJson(this.#store, this.#visitKey(), visit);
    this.refresh();
  }

  /** Asks the server anew, and sends what waits. */
  refresh(): void {
    this.#mustFetch = true;
    this.#retry.now();
  }

  /** For the moment the network is back. */
  readonly reconnect = (): void => {
    this.#mustFetch = true;
    this.#retry.afresh();
  };

  stop(): void {
    this.#retry.stop();
  }

  async #attempt(): Promise<"done" | "again"> {
    try {
      if (this.#mustFetch) this.#hear(await this.#transport.fetch(this.#slug));
      this.#mustFetch = false;
      const visiting = await this.#claimVisit();
      while (await this.#sendBatch());
      this.#settle("none");
      return visiting ? "again" : "done";
    } catch (error) {
      return this.#afterFailure(error);
    }
  }

  /** True while the tablet has not sent the visit yet. */
  async #claimVisit(): Promise<boolean> {
    const visit = readJson<string>(this.#store, this.#visitKey());
    if (visit === undefined) return false;
    const claimed = await this.#transport.claim(this.#slug, visit).catch((error: unknown) => {
      // Somebody else has it, or it is no visit: asking again changes nothing.
      if (error instanceof ApiFault && error.status >= 400 && error.status < 500) return { state: "lost" as const };
      throw error;
    });
    if (claimed.state === "unknown") return true;
    this.#store.removeItem(this.#visitKey());
    this.#hear(await this.#transport.fetch(this.#slug));
    return false;
  }

  /** Sends the oldest writes; false when there are none. */
  async #sendBatch(): Promise<boolean> {
    const batch = this.#nextBatch();
    if (batch.length === 0) return false;
    const writes = batch.map(([, write]) => write);
    let outcome: AnswersOutcome;
    try {
      outcome = await this.#transport.send(this.#slug, writes);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#refuseOne(batch, error);
      return true;
    }
    const told = new Set(outcome.outcomes.map((each) => each.nonce));
    for (const each of outcome.outcomes) if (each.outcome === "refused") this.#refused.set(each.question, each.code);
    for (const [key, write] of batch) if (told.has(write.nonce)) this.#forget(key);
    this.#batch = BATCH_WRITES;
    this.#hear(outcome.survey);
    return true;
  }

  /** A request refused as a whole: write by write, until the one it is about is found. */
  #refuseOne(batch: readonly Waiting[], error: ApiFault): void {
    const [only, ...more] = batch;
    this.#batch = 1;
    if (only === undefined || more.length > 0) return;
    this.#refused.set(only[1].question, error.code);
    this.#forget(only[0]);
  }

  #nextBatch(): readonly Waiting[] {
    let characters = 0;
    const batch: Waiting[] = [];
    for (const entry of this.#waiting()) {
      characters += JSON.stringify(entry[1]).length;
      if (batch.length === this.#batch || (batch.length > 0 && characters > BATCH_CHARACTERS)) break;
      batch.push(entry);
    }
    return batch;
  }

  #afterFailure(error: unknown): "done" | "again" {
    const fault = error instanceof ApiFault ? error : undefined;
    if (fault?.status === 401) {
      this.#settle("no-ticket");
      return "done";
    }
    // The host may extend or take the close back, so what waits is kept and tried again.
    this.#settle(fault?.code === "challenge.not-open" ? "closed" : "offline");
    this.#mustFetch = true;
    return "again";
  }

  #settle(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#publish();
  }

  #hear(survey: MySurvey): void {
    this.#heard = true;
    this.#cached = { survey, skew: survey.serverTime - this.#now() * 1_000 };
    writeJson(this.#store, this.#cacheKey(), this.#cached);
    this.#publish();
  }

  #waiting(): readonly Waiting[] {
    const ticket = this.#cached?.survey.ticket;
    if (ticket === undefined) return [];
    const stored = keysOf(this.#store, this.#queuePrefix(ticket)).flatMap((key): readonly Waiting[] => {
      const write = readJson<AnswerWrite>(this.#store, key);
      return write === undefined ? [] : [[key, write]];
    });
    return [...stored, ...this.#unstored];
  }

  #forget(key: string): void {
    this.#store.removeItem(key);
    this.#unstored.delete(key);
  }

  #compute(): OutboxState {
    const waiting = this.#waiting();
    const survey = this.#cached?.survey ?? null;
    return {
      survey: survey && overlaid(survey, waiting),
      waiting: waiting.length,
      trouble: this.#unstored.size > 0 && this.#trouble !== "none" ? "full" : this.#trouble,
      heard: this.#heard,
      refused: new Map(this.#refused),
    };
  }

  #publish(): void {
    this.#state = this.#compute();
    for (const listener of this.#listeners) listener();
  }

  #cacheKey = (): string => `sadari.survey.${this.#slug}`;
  #visitKey = (): string => `sadari.visit.${this.#slug}`;
  #queuePrefix = (ticket: string): string => `sadari.answers.${this.#slug}.${ticket}.`;
}

type Waiting = readonly [key: string, write: AnswerWrite];

/** The server understood and said no to this very request. */
function isRefusal(error: unknown): error is ApiFault {
  return error instanceof ApiFault && error.code !== "challenge.not-open" && [400, 413, 422].includes(error.status);
}

function overlaid(survey: MySurvey, waiting: readonly Waiting[]): MySurvey {
  const answers = new Map(Object.entries(survey.answers));
  for (const [, { question, value }] of waiting) {
    if (value === null) answers.delete(question);
    else answers.set(question, value);
  }
  return { ...survey, answers: Object.fromEntries(answers) };
}

/** Not `randomUUID`, which does not exist on plain http. */
const nonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const outboxes = new Map<string, Outbox>();

/** The one outbox of a challenge in this tab; it goes on sending when the page that opened it is left. */
export function outboxOf(slug: string): Outbox {
  const known = outboxes.get(slug);
  if (known) return known;
  const outbox = new Outbox(slug, openStore());
  outboxes.set(slug, outbox);
  window.addEventListener("online", outbox.reconnect);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.reconnect();
  });
  outbox.refresh();
  return outbox;
}
