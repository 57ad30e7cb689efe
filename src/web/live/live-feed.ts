import type { LiveMessage } from "../../contract/index.ts";
import { applyLiveMessage, EMPTY_LIVE_STATE, type LiveState, loseConnection } from "./live-state.ts";

const MESSAGE_TYPES = [
  "snapshot",
  "arrival",
  "tick",
  "departure",
  "rejection",
  "challenge",
] as const satisfies readonly LiveMessage["type"][];
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** A dead peer sends nothing, not even an end; after this much silence the connection is made anew. */
const SILENCE_MS = 60_000;

/**
 * One connection to `/api/live` and the state it adds up to. Reconnects for ever: the browser does it by
 * itself with `Last-Event-ID` after a broken line, this class after a refusal and after long silence.
 */
export class LiveFeed {
  readonly #url: string;
  readonly #onChange: (state: LiveState) => void;
  #source: EventSource | undefined;
  #state: LiveState = EMPTY_LIVE_STATE;
  #retryMs = FIRST_RETRY_MS;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, onChange: (state: LiveState) => void) {
    this.#url = url;
    this.#onChange = onChange;
  }

  get state(): LiveState {
    return this.#state;
  }

  open(): void {
    if (this.#source) return;
    const source = new EventSource(this.#url);
    this.#source = source;
    for (const type of MESSAGE_TYPES) source.addEventListener(type, (event) => this.#hear(event.data));
    source.addEventListener("error", () => this.#fail(source));
    this.#listenForSilence();
  }

  close(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#source?.close();
    this.#source = undefined;
  }

  #hear(data: unknown): void {
    if (typeof data !== "string") return;
    this.#retryMs = FIRST_RETRY_MS;
    this.#listenForSilence();
    this.#become(applyLiveMessage(this.#state, JSON.parse(data) as LiveMessage, Date.now()));
  }

  #fail(source: EventSource): void {
    this.#become(loseConnection(this.#state, Date.now()));
    // Still CONNECTING means that the browser tries again by itself, with the last id.
    if (source.readyState !== source.CLOSED) return;
    this.close();
    this.#retryTimer = setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #listenForSilence(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => {
      // A line may die without an end; what is shown must not pass for the present meanwhile.
      this.#become(loseConnection(this.#state, Date.now()));
      this.close();
      this.open();
    }, SILENCE_MS);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}
