import type { ChallengeView, SaveSetupBody } from "../../../contract/index.ts";
import { type Draft, mergeDrafts, sameDraft } from "./merge-drafts.ts";

export type SaveStatus = "saved" | "waiting" | "saving" | "conflict" | "failed";

export interface SaverState {
  readonly draft: Draft;
  readonly status: SaveStatus;
  /** Fields that somebody else changed to something else meanwhile. */
  readonly conflicts: readonly string[];
  readonly error: unknown;
}

export interface SaverOptions {
  readonly save: (body: SaveSetupBody) => Promise<ChallengeView>;
  readonly load: () => Promise<ChallengeView>;
  /** Whether a failure means that somebody else was faster. */
  readonly isStale: (error: unknown) => boolean;
  readonly onSaved: (view: ChallengeView) => void;
  readonly settleMs?: number;
}

const SETTLE_MS = 700;

/**
 * Saves what a host writes by itself, a moment after the last key. What somebody else changed meanwhile is taken over
 * field by field; only where both changed the same field it asks.
 */
export class SetupSaver {
  readonly #options: SaverOptions;
  readonly #listeners = new Set<() => void>();
  #state: SaverState;
  /** What the server is known to have. */
  #base: Draft;
  #version: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;

  constructor(view: ChallengeView, options: SaverOptions) {
    this.#options = options;
    this.#base = draftOf(view);
    this.#version = view.version;
    this.#state = { draft: this.#base, status: "saved", conflicts: [], error: null };
  }

  readonly state = (): SaverState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get isClean(): boolean {
    return this.#state.status === "saved";
  }

  change(edit: (draft: Draft) => Draft): void {
    const draft = edit(this.#state.draft);
    const status = this.#state.status === "conflict" ? "conflict" : "waiting";
    this.#set({ draft, status, error: null });
    if (status === "waiting") this.#saveSoon();
  }

  /** A newer view that arrived without being asked for. */
  adopt(view: ChallengeView): void {
    if (view.version <= this.#version || this.#state.status !== "saved") return;
    this.#base = draftOf(view);
    this.#version = view.version;
    this.#set({ draft: this.#base });
  }

  /** Saves at once what is not saved yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#saving !== undefined) await this.#saving;
    if (this.#state.status === "waiting" || this.#state.status === "failed") await this.#save();
  }

  /** Of the fields in conflict: ours go over theirs, or theirs come in place of ours. */
  async settle(whose: "ours" | "theirs"): Promise<void> {
    const view = await this.#options.load();
    const theirs = draftOf(view);
    const draft = whose === "theirs" ? theirs : mergeDrafts(this.#base, this.#state.draft, theirs).merged;
    this.#base = theirs;
    this.#version = view.version;
    this.#set({ draft, status: sameDraft(draft, theirs) ? "saved" : "waiting", conflicts: [], error: null });
    await this.flush();
  }

  #saveSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#options.settleMs ?? SETTLE_MS);
  }

  #save(): Promise<void> {
    this.#saving = this.#send().finally(() => {
      this.#saving = undefined;
      if (this.#state.status === "waiting") this.#saveSoon();
    });
    return this.#saving;
  }

  async #send(): Promise<void> {
    const sent = this.#state.draft;
    this.#set({ status: "saving" });
    try {
      const view = await this.#options.save({ ...sent, version: this.#version });
      this.#base = draftOf(view);
      this.#version = view.version;
      this.#options.onSaved(view);
      this.#set({ status: this.#state.draft === sent ? "saved" : "waiting" });
    } catch (error) {
      if (this.#options.isStale(error)) await this.#catchUp();
      else this.#set({ status: "failed", error });
    }
  }

  async #catchUp(): Promise<void> {
    try {
      const view = await this.#options.load();
      const theirs = draftOf(view);
      const { merged, conflicts } = mergeDrafts(this.#base, this.#state.draft, theirs);
      if (conflicts.length > 0) {
        this.#set({ status: "conflict", conflicts });
        return;
      }
      this.#base = theirs;
      this.#version = view.version;
      this.#options.onSaved(view);
      this.#set({ draft: merged, status: sameDraft(merged, theirs) ? "saved" : "waiting" });
    } catch (error) {
      this.#set({ status: "failed", error });
    }
  }

  #set(change: Partial<SaverState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

export const draftOf = ({ setup, opensAt, closesAt }: ChallengeView): Draft => ({ setup, opensAt, closesAt });
