import { isHeldName, type ReleasedNames } from "../../challenge/index.ts";
import type { LiveMessage } from "../../contract/index.ts";
import type { SpaceId } from "../../kernel/index.ts";
import type { FeedParts } from "./challenge-feed.ts";
import { LiveChannel, type LiveReader } from "./channel.ts";

const LOOK_EVERY_MS = 1_500;
const MOST_JUDGED = 5_000;

/** What a wall of a space without a challenge is told: all its apps but for names that no wall may show. */
export class SpaceFeed {
  readonly #parts: FeedParts;
  readonly #space: SpaceId;
  readonly #channel: LiveChannel;
  readonly #unlisten: () => void;
  readonly #judged = new Map<string, boolean>();
  /** What staff or our list keeps off the walls of the space's challenges. */
  #unshown: ReadonlySet<string> = new Set();
  /** What a host let through though our list holds it. */
  #released: ReleasedNames = { size: 0, has: () => false };
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: FeedParts, space: SpaceId) {
    this.#parts = parts;
    this.#space = space;
    this.#channel = new LiveChannel(parts.clock);
    this.#unlisten = parts.hub.listen(space, (message) => {
      const shown = this.#mayShow(message);
      if (shown !== undefined) this.#channel.publish(shown);
    });
  }

  get isWatched(): boolean {
    return this.#channel.isWatched;
  }

  subscribe(reader: LiveReader, lastEventId: string | undefined): () => void {
    return this.#channel.subscribe(reader, lastEventId, () => this.#snapshot());
  }

  /** Reads the names again that must not be shown. Rejects as the database does. */
  async look(): Promise<void> {
    this.#lookedAt = performance.now();
    const before = this.#unshown;
    const { walls, hub } = this.#parts;
    const letThrough = (): string =>
      hub
        .apps(this.#space)
        .filter(({ name }) => this.#released.has(name))
        .map(({ name }) => name)
        .join("\n");
    const released = letThrough();
    [this.#unshown, this.#released] = await Promise.all([walls.unshown(this.#space), walls.released(this.#space)]);
    if (
      released === letThrough() &&
      this.#unshown.size === before.size &&
      [...before].every((name) => this.#unshown.has(name))
    )
      return;
    this.#channel.forget();
    this.#channel.publish(this.#snapshot());
  }

  tick(): void {
    if (performance.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    // What is known stays in force; the next look may find the database back.
    this.look().catch(() => {});
  }

  close(): void {
    this.#unlisten();
  }

  #snapshot(): LiveMessage {
    const { hub, clock } = this.#parts;
    const apps = hub.apps(this.#space).filter(({ name }) => this.#isShown(name));
    return { type: "snapshot", serverTime: clock.now(), space: this.#space, apps, rejections: [], challenge: null };
  }

  #mayShow(message: LiveMessage): LiveMessage | undefined {
    switch (message.type) {
      case "arrival":
        return this.#isShown(message.app.name) ? message : undefined;
      case "tick": {
        const apps = message.apps.filter(({ name }) => this.#isShown(name));
        return apps.length === 0 ? undefined : { ...message, apps };
      }
      case "departure":
        this.#channel.forget();
        return message;
      default:
        return undefined;
    }
  }

  #isShown(name: string): boolean {
    if (this.#unshown.has(name)) return false;
    let isHeld = this.#judged.get(name);
    if (isHeld === undefined) {
      isHeld = isHeldName(name);
      if (this.#judged.size >= MOST_JUDGED) this.#judged.clear();
      this.#judged.set(name, isHeld);
    }
    return !isHeld || this.#released.has(name);
  }
}
