import type { LiveApp, LiveMessage, RejectionEntry, WallNow } from "../../contract/index.ts";
import { assertNever, MICROS_PER_MILLI } from "../../kernel/index.ts";

const REJECTIONS_KEPT = 200;
const BEATS_KEPT = 20;

/** The requests of one second, as a `tick` told them. */
export interface Beat {
  readonly at: number;
  readonly requests: number;
}

export interface AppNow extends LiveApp {
  readonly key: string;
  /** The newest seconds with requests, oldest first. */
  readonly beats: readonly Beat[];
  /** Browser time in milliseconds at which this page saw the app arrive; null when it was there before. */
  readonly arrivedAt: number | null;
}

export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** Lost and being tried again; what is shown is as old as `since` (browser time, milliseconds). */
  | { readonly kind: "lost"; readonly since: number };

export interface LiveState {
  readonly connection: Connection;
  /** Browser time of the newest message in milliseconds. */
  readonly heardAt: number | null;
  /** Server clock minus browser clock in milliseconds; null before the first message. */
  readonly clockOffsetMs: number | null;
  readonly space: string;
  readonly apps: ReadonlyMap<string, AppNow>;
  /** Newest first. */
  readonly rejections: readonly RejectionEntry[];
  /** What a wall shows; null where there is none. */
  readonly challenge: WallNow | null;
}

export const EMPTY_LIVE_STATE: LiveState = {
  connection: { kind: "connecting" },
  heardAt: null,
  clockOffsetMs: null,
  space: "",
  apps: new Map(),
  rejections: [],
  challenge: null,
};

/** One service in one environment. The separator cannot occur in either. */
export function appKey(name: string, environment: string): string {
  return `${environment}\u0000${name}`;
}

/** The state after `message`, heard at `now` (browser time, milliseconds). Parts that did not change keep their identity. */
export function applyLiveMessage(state: LiveState, message: LiveMessage, now: number): LiveState {
  const heard: LiveState = {
    ...state,
    connection: state.connection.kind === "open" ? state.connection : { kind: "open" },
    heardAt: now,
    clockOffsetMs: steadyOffset(state.clockOffsetMs, message.serverTime / MICROS_PER_MILLI - now),
  };
  switch (message.type) {
    case "snapshot":
      return {
        ...heard,
        space: message.space,
        apps: new Map(message.apps.map((app) => [appKey(app.name, app.environment), withPast(state, app, null)])),
        rejections: [...message.rejections].sort((a, b) => b.at - a.at).slice(0, REJECTIONS_KEPT),
        challenge: message.challenge ?? null,
      };
    case "arrival":
      return { ...heard, apps: withArrival(state, message.app, message.isNew ? now : null) };
    case "tick":
      return message.apps.length === 0 ? heard : { ...heard, apps: withTick(state, message) };
    case "departure":
      return without(heard, new Set(message.names));
    case "rejection":
      return { ...heard, rejections: withRejection(state.rejections, message.rejection) };
    case "challenge":
      return { ...heard, challenge: message.challenge };
    default:
      return assertNever(message);
  }
}

/** The state once the connection is gone. What was known stays. */
export function loseConnection(state: LiveState, now: number): LiveState {
  if (state.connection.kind === "lost") return state;
  return { ...state, connection: { kind: "lost", since: state.heardAt ?? now } };
}

// Network delay makes every message look a little late; a step of a few milliseconds must not redraw clocks.
function steadyOffset(before: number | null, measured: number): number {
  return before !== null && Math.abs(before - measured) < 1_000 ? before : measured;
}

function withPast(state: LiveState, app: LiveApp, arrivedAt: number | null): AppNow {
  const key = appKey(app.name, app.environment);
  const before = state.apps.get(key);
  return { ...app, key, beats: before?.beats ?? [], arrivedAt: before?.arrivedAt ?? arrivedAt };
}

function withArrival(state: LiveState, app: LiveApp, arrivedAt: number | null): ReadonlyMap<string, AppNow> {
  const apps = new Map(state.apps);
  const placeholder = app.hasData ? findPlaceholder(state, app) : undefined;
  // The first stored event names the environment, which the agent's connecting could not: the card moves on.
  if (placeholder) apps.delete(placeholder.key);
  return apps.set(appKey(app.name, app.environment), withPast(state, app, placeholder?.arrivedAt ?? arrivedAt));
}

function findPlaceholder(state: LiveState, arrived: LiveApp): AppNow | undefined {
  for (const app of state.apps.values()) if (app.name === arrived.name && !app.hasData) return app;
  return undefined;
}

function without(state: LiveState, names: ReadonlySet<string>): LiveState {
  const apps = new Map([...state.apps].filter(([, { name }]) => !names.has(name)));
  return { ...state, apps, rejections: state.rejections.filter(({ service }) => !names.has(service)) };
}

function withTick(state: LiveState, tick: LiveMessage & { type: "tick" }): ReadonlyMap<string, AppNow> {
  const apps = new Map(state.apps);
  for (const change of tick.apps) {
    const key = appKey(change.name, change.environment);
    const app = apps.get(key);
    // An app this page has not been told about comes with its own arrival.
    if (!app) continue;
    const { requests, ...figures } = change;
    const beats = requests > 0 ? [...app.beats, { at: tick.serverTime, requests }].slice(-BEATS_KEPT) : app.beats;
    apps.set(key, { ...app, ...figures, hasData: app.hasData || change.transactions > 0, beats });
  }
  return apps;
}

/** A repeated refusal comes again with a higher count and takes the place of what it repeats. */
function withRejection(kept: readonly RejectionEntry[], entry: RejectionEntry): readonly RejectionEntry[] {
  const repeated = entry.count > 1 ? kept.findIndex((other) => isSameRefusal(other, entry)) : -1;
  return [entry, ...kept.filter((_, index) => index !== repeated)].slice(0, REJECTIONS_KEPT);
}

function isSameRefusal(a: RejectionEntry, b: RejectionEntry): boolean {
  return (
    a.count < b.count &&
    a.reason === b.reason &&
    a.status === b.status &&
    a.address === b.address &&
    a.agent === b.agent &&
    a.service === b.service &&
    a.detail === b.detail
  );
}
