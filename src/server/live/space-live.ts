import type { LiveApp, LiveMessage, RejectionEntry } from "../../contract/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import type { Rejection, Resource } from "../../model/index.ts";
import { type Activity, AppWindow } from "./app-window.ts";
import type { Arrival } from "./arrivals.ts";
import { RejectionRing } from "./rejection-ring.ts";

/** Names are outsiders' words: beyond this many a space stops remembering new ones, so memory stays bounded. */
const MOST_APPS = 2_000;

interface AppState {
  app: Omit<LiveApp, "throughputPerMinute" | "latencyUs" | "failedRate">;
  window: AppWindow;
  requests: number;
  changed: boolean;
  /** True while the minute's figures are still falling and must be sent although nothing arrives. */
  draining: boolean;
}

type Emit = (message: LiveMessage) => void;

/** The live picture of one space: its apps in order of arrival with the figures of the last minute. */
export class SpaceLive {
  readonly #apps = new Map<string, AppState>();
  /** The keys of each name: agents say their names all the time, and thousands may be known. */
  readonly #keysOf = new Map<string, Set<string>>();
  readonly #rejections = new RejectionRing();
  readonly #space: string;
  readonly #emit: Emit;
  #nextOrdinal = 1;

  constructor(space: string, emit: Emit) {
    this.#space = space;
    this.#emit = emit;
  }

  /** Takes over what the store remembers, in order of first arrival; apps already known stay as they are. */
  seed(apps: readonly LiveApp[]): void {
    for (const { throughputPerMinute: _t, latencyUs: _l, failedRate: _f, ...app } of apps) {
      const key = keyOf(app.name, app.environment);
      if (this.#apps.has(key) || this.#apps.size >= MOST_APPS) continue;
      this.#put(key, fresh({ ...app, ordinal: this.#nextOrdinal++ }));
    }
  }

  observe(arrival: Arrival, at: EpochMicros): void {
    const { resource, activity } = arrival;
    const { name, environment } = resource.service;
    const key = keyOf(name, environment);
    let state = this.#apps.get(key);
    const isNew = state === undefined;
    if (state === undefined) {
      const expected = this.#takeExpected(name);
      if (this.#apps.size >= MOST_APPS) return;
      state = fresh(describe(resource, at, expected?.ordinal ?? this.#nextOrdinal++));
      this.#put(key, state);
    }
    const described = !isNew && this.#describeAgain(state, resource);
    // Its owner is waiting for this one: it does not wait for the next tick.
    const firstRequest = state.app.transactions === 0 && activity.transactions > 0;
    state.app.lastSeen = Math.max(state.app.lastSeen, at);
    state.app.transactions += activity.transactions;
    state.requests += activity.transactions;
    state.changed = true;
    if (activity.transactions > 0) state.window.add(at, activity);
    if (isNew || described || firstRequest)
      this.#emit({ type: "arrival", serverTime: at, app: withFigures(state, at), isNew });
  }

  /** An agent connected and said its service's name; shown at once, replaced by the first stored event. */
  expect(name: string, agent: string, environment: string, at: EpochMicros): void {
    if (this.#keysOf.has(name) || this.#apps.size >= MOST_APPS) return;
    const state = fresh({
      name,
      environment,
      agent,
      language: "",
      framework: "",
      firstSeen: at,
      lastSeen: at,
      hasData: false,
      ordinal: this.#nextOrdinal++,
      transactions: 0,
    });
    this.#put(keyOf(name, environment), state);
    this.#emit({ type: "arrival", serverTime: at, app: withFigures(state, at), isNew: true });
  }

  /** Drops every trace of these names. True when there was one. */
  takeDown(names: ReadonlySet<string>): boolean {
    let isKnown = this.#rejections.drop(names);
    for (const name of names) {
      for (const key of this.#keysOf.get(name) ?? []) isKnown = this.#drop(key) !== undefined || isKnown;
    }
    return isKnown;
  }

  reject(rejection: Rejection): void {
    this.#emit({ type: "rejection", serverTime: rejection.at, rejection: this.#rejections.add(rejection) });
  }

  rejections(): readonly RejectionEntry[] {
    return this.#rejections.list();
  }

  /** Sends what changed since the last call; called once a second. */
  tick(now: EpochMicros): void {
    const apps = [];
    for (const state of this.#apps.values()) {
      if (!state.changed && !state.draining) continue;
      const { name, environment, lastSeen, transactions, ...rest } = withFigures(state, now);
      const { throughputPerMinute, latencyUs, failedRate } = rest;
      state.draining = throughputPerMinute > 0;
      state.changed = false;
      apps.push({
        name,
        environment,
        lastSeen,
        requests: state.requests,
        transactions,
        throughputPerMinute,
        latencyUs,
        failedRate,
      });
      state.requests = 0;
    }
    if (apps.length > 0) this.#emit({ type: "tick", serverTime: now, apps });
  }

  snapshot(now: EpochMicros): LiveMessage & { type: "snapshot" } {
    return {
      type: "snapshot",
      serverTime: now,
      space: this.#space,
      apps: Array.from(this.#apps.values(), (state) => withFigures(state, now)),
      rejections: [...this.#rejections.list()],
    };
  }

  /** Removes and returns the placeholder an agent's greeting left for `name`. */
  #takeExpected(name: string): AppState["app"] | undefined {
    for (const key of this.#keysOf.get(name) ?? []) {
      if (this.#apps.get(key)?.app.hasData === false) return this.#drop(key)?.app;
    }
    return undefined;
  }

  #put(key: string, state: AppState): void {
    this.#apps.set(key, state);
    const { name } = state.app;
    this.#keysOf.set(name, (this.#keysOf.get(name) ?? new Set()).add(key));
  }

  #drop(key: string): AppState | undefined {
    const state = this.#apps.get(key);
    if (state === undefined) return undefined;
    this.#apps.delete(key);
    const keys = this.#keysOf.get(state.app.name);
    keys?.delete(key);
    if (keys?.size === 0) this.#keysOf.delete(state.app.name);
    return state;
  }

  /** Later events may tell more of an app than its first (a metricset knows no framework). */
  #describeAgain(state: AppState, resource: Resource): boolean {
    const { app } = state;
    const next = describe(resource, app.firstSeen as EpochMicros, app.ordinal);
    const changed =
      !app.hasData ||
      app.agent !== next.agent ||
      (next.language !== "" && app.language !== next.language) ||
      (next.framework !== "" && app.framework !== next.framework);
    if (!changed) return false;
    app.hasData = true;
    app.agent = next.agent;
    app.language = next.language || app.language;
    app.framework = next.framework || app.framework;
    return true;
  }
}

const keyOf = (name: string, environment: string): string => `${name}\u0000${environment}`;

const fresh = (app: AppState["app"]): AppState => ({
  app,
  window: new AppWindow(),
  requests: 0,
  changed: false,
  draining: false,
});

function describe(resource: Resource, at: EpochMicros, ordinal: number): AppState["app"] {
  return {
    name: resource.service.name,
    environment: resource.service.environment,
    agent: resource.agent.name,
    language: resource.service.language?.name ?? "",
    framework: resource.service.framework?.name ?? "",
    firstSeen: at,
    lastSeen: at,
    hasData: true,
    ordinal,
    transactions: 0,
  };
}

function withFigures(state: AppState, now: EpochMicros): LiveApp {
  const { transactions, durationSum, failures, successes }: Activity = state.window.sum(now);
  const known = failures + successes;
  return {
    ...state.app,
    throughputPerMinute: transactions,
    latencyUs: transactions > 0 ? durationSum / transactions : null,
    failedRate: known > 0 ? failures / known : null,
  };
}
