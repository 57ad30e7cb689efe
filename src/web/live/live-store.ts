import { LiveFeed } from "./live-feed.ts";
import { EMPTY_LIVE_STATE, type LiveState } from "./live-state.ts";
import type { FromWorker, ToWorker } from "./live-worker.ts";
import workerUrl from "./live-worker.ts?sharedworker&url";
import { trustedScriptUrl } from "./trusted-script-url.ts";

/** A tab hidden this long gives its live connection back. */
const HIDDEN_MS = 60_000;
const HERE_MS = 20_000;

/** Where a tab gets the live state from: the shared worker, or a connection of its own where there is none. */
interface Line {
  join(): void;
  leave(): void;
}

let state: LiveState = EMPTY_LIVE_STATE;
let line: Line | undefined;
let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const returnListeners = new Set<() => void>();

export function liveState(): LiveState {
  return state;
}

/** Calls `listener` after every change until the returned function is called. The first listener connects. */
export function subscribeLive(listener: () => void): () => void {
  listeners.add(listener);
  if (!line) {
    line = typeof SharedWorker === "undefined" ? ownLine() : sharedLine();
    line.join();
    document.addEventListener("visibilitychange", followVisibility);
    window.addEventListener("pagehide", () => line?.leave());
    window.addEventListener("pageshow", (event) => event.persisted && line?.join());
  }
  return () => listeners.delete(listener);
}

/** Calls `listener` whenever a lost line is open again. It does not connect by itself. */
export function onLiveReturn(listener: () => void): void {
  returnListeners.add(listener);
}

function become(next: LiveState): void {
  const isBack = state.connection.kind === "lost" && next.connection.kind === "open";
  state = next;
  for (const listener of listeners) listener();
  if (isBack) for (const listener of returnListeners) listener();
}

function followVisibility(): void {
  clearTimeout(hiddenTimer);
  if (document.hidden) hiddenTimer = setTimeout(() => line?.leave(), HIDDEN_MS);
  else line?.join();
}

function ownLine(): Line {
  const feed = new LiveFeed("/api/live", become);
  return { join: () => feed.open(), leave: () => feed.close() };
}

function sharedLine(): Line {
  const worker = new SharedWorker(trustedScriptUrl(workerUrl), { type: "module", name: "sadari-live" });
  worker.port.onmessage = (event: MessageEvent<FromWorker>) => become(event.data);
  let here: ReturnType<typeof setInterval> | undefined;
  const say = (word: ToWorker) => worker.port.postMessage(word);
  const leave = () => {
    clearInterval(here);
    here = undefined;
    say("gone");
  };
  const join = () => {
    clearInterval(here);
    here = setInterval(() => say("here"), HERE_MS);
    say("here");
  };
  // A worker that cannot be loaded (a blocked script, an old browser) must not cost the live view.
  worker.addEventListener("error", () => {
    leave();
    line = ownLine();
    line.join();
  });
  return { join, leave };
}
