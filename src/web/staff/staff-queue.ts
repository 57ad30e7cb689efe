import { ApiFault, sendJson } from "../app/api.ts";

/** A change on its way. The server takes each once, however often it comes. */
export interface Waiting {
  readonly id: string;
  readonly path: string;
  readonly body: unknown;
}

/** A change the server did not take, because somebody else was first or it is too late: a person has to look. */
export interface Conflict extends Waiting {
  readonly code: string;
  /** In the words of the fault. */
  readonly says: string;
}

export interface QueueState {
  readonly waiting: readonly Waiting[];
  readonly offline: boolean;
  readonly conflicts: readonly Conflict[];
}

type Send = (path: string, body: unknown) => Promise<unknown>;
type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const QUEUE_KEY = "sadari.staff.queue";
const CONFLICTS_KEY = "sadari.staff.conflicts";
const AGAIN_MS = 4_000;

/**
 * Changes of staff, kept in the browser until the server has answered: the hall's Wi-Fi may be gone for minutes. They
 * go in order, one at a time, by themselves; nobody switches a mode.
 */
export class StaffQueue {
  readonly #store: Kept;
  readonly #send: Send;
  readonly #listeners = new Set<() => void>();
  #state: QueueState;
  #timer: number | undefined;
  #sending = false;

  constructor(store: Kept, send: Send = (path, body) => sendJson("POST", path, body)) {
    this.#store = store;
    this.#send = send;
    this.#state = {
      waiting: readList<Waiting>(store, QUEUE_KEY),
      conflicts: readList<Conflict>(store, CONFLICTS_KEY),
      offline: false,
    };
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

  /** A person has looked at it. */
  dismiss(id: string): void {
    this.#become({ conflicts: this.#state.conflicts.filter((each) => each.id !== id) });
  }

  /** Reads what was kept before the phone was locked, beside what came since. */
  recall(): void {
    const together = <T extends Waiting>(kept: readonly T[], own: readonly T[]): readonly T[] => [
      ...kept.filter(({ id }) => own.every((each) => each.id !== id)),
      ...own,
    ];
    this.#become({
      waiting: together(readList<Waiting>(this.#store, QUEUE_KEY), this.#state.waiting),
      conflicts: together(readList<Conflict>(this.#store, CONFLICTS_KEY), this.#state.conflicts),
    });
  }

  /** The shift is over: nothing of it stays. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#become({ waiting: [], conflicts: [], offline: false });
  }

  /** False when it has to wait. */
  async #deliver(change: Waiting): Promise<boolean> {
    let refused: ApiFault | undefined;
    try {
      await this.#send(change.path, change.body);
    } catch (error) {
      const fault = error instanceof ApiFault ? error : new ApiFault(0, { error: String(error), code: "", fix: "" });
      if (hasToWait(fault)) {
        this.#become({ offline: fault.status === 0 || fault.status === 503 });
        this.#timer = window.setTimeout(() => void this.flush(), AGAIN_MS);
        return false;
      }
      refused = fault;
    }
    const { waiting, conflicts } = this.#state;
    this.#become({
      waiting: waiting.filter((each) => each.id !== change.id),
      offline: false,
      conflicts:
        refused === undefined
          ? conflicts
          : [...conflicts, { ...change, code: refused.code, says: [refused.message, refused.fix].join(" ").trim() }],
    });
    return true;
  }

  #become(change: Partial<QueueState>): void {
    this.#state = { ...this.#state, ...change };
    keep(this.#store, QUEUE_KEY, this.#state.waiting);
    keep(this.#store, CONFLICTS_KEY, this.#state.conflicts);
    for (const listener of this.#listeners) listener();
  }
}

/** Away, or waiting for its PIN: neither says anything about the change. */
const hasToWait = ({ status, code }: ApiFault): boolean =>
  status === 0 || status === 503 || status === 429 || code === "auth.locked";

function keep(store: Kept, key: string, list: readonly unknown[]): void {
  try {
    if (list.length === 0) store.removeItem(key);
    else store.setItem(key, JSON.stringify(list));
  } catch {
    // A browser that keeps nothing still sends what the open page holds.
  }
}

function readList<T>(store: Kept, key: string): readonly T[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(key) ?? "[]");
    return Array.isArray(kept) ? (kept as T[]) : [];
  } catch {
    return [];
  }
}

/** Eight random bytes in hexadecimal: names a change before the server has heard of it. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
