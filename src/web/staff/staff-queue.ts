import { ApiFault, sendJson } from "../app/api.ts";

/** A change on its way. The server takes each once, however often it comes. */
export interface Waiting {
  readonly id: string;
  readonly path: string;
  readonly body: unknown;
}

export interface QueueState {
  readonly waiting: readonly Waiting[];
  readonly offline: boolean;
  /** Changes the server did not take; a person has to look. */
  readonly conflicts: number;
}

type Send = (path: string, body: unknown) => Promise<unknown>;

const KEY = "sadari.staff.queue";
const AGAIN_MS = 4_000;

/**
 * Changes of staff, kept in the browser until the server has answered: the hall's Wi-Fi may be gone for minutes. They
 * go in order, one at a time, by themselves; nobody switches a mode.
 */
export class StaffQueue {
  readonly #store: Pick<Storage, "getItem" | "setItem">;
  readonly #send: Send;
  readonly #listeners = new Set<() => void>();
  #state: QueueState;
  #timer: number | undefined;
  #sending = false;

  constructor(store: Pick<Storage, "getItem" | "setItem">, send: Send = (path, body) => sendJson("POST", path, body)) {
    this.#store = store;
    this.#send = send;
    this.#state = { waiting: readWaiting(store), offline: false, conflicts: 0 };
  }

  readonly state = (): QueueState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Resolves when everything was sent, or the network is away. */
  add(change: Waiting): Promise<void> {
    this.#become({ waiting: [...this.#state.waiting, change] });
    return this.flush();
  }

  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    try {
      for (let next = this.#state.waiting[0]; next !== undefined; next = this.#state.waiting[0]) {
        if (!(await this.#deliver(next))) break;
      }
    } finally {
      this.#sending = false;
    }
  }

  dismiss(): void {
    this.#become({ conflicts: 0 });
  }

  /** False when it has to wait. */
  async #deliver(change: Waiting): Promise<boolean> {
    let refused = false;
    try {
      await this.#send(change.path, change.body);
    } catch (error) {
      if (error instanceof ApiFault && (error.status === 0 || error.status === 503)) {
        this.#become({ offline: true });
        this.#timer = window.setTimeout(() => void this.flush(), AGAIN_MS);
        return false;
      }
      refused = true;
    }
    this.#become({
      waiting: this.#state.waiting.filter((each) => each.id !== change.id),
      offline: false,
      conflicts: this.#state.conflicts + (refused ? 1 : 0),
    });
    return true;
  }

  #become(change: Partial<QueueState>): void {
    this.#state = { ...this.#state, ...change };
    try {
      this.#store.setItem(KEY, JSON.stringify(this.#state.waiting));
    } catch {
      // A browser that keeps nothing still sends what the open page holds.
    }
    for (const listener of this.#listeners) listener();
  }
}

function readWaiting(store: Pick<Storage, "getItem">): readonly Waiting[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? (kept as Waiting[]) : [];
  } catch {
    return [];
  }
}

/** Eight random bytes in hexadecimal: names a change before the server has heard of it. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
