import type { Challenges } from "../../challenge/index.ts";
import type { ChallengeId, Clock, SpaceId } from "../../kernel/index.ts";
import type { Log } from "../../self/index.ts";
import { ChallengeFeed, type FeedParts } from "./challenge-feed.ts";
import type { LiveFrame, LiveReader } from "./channel.ts";
import type { LiveHub } from "./hub.ts";
import { SpaceFeed } from "./space-feed.ts";

const CHOOSE_EVERY_MS = 2_000;

export interface WallHubParts {
  readonly hub: LiveHub;
  readonly challenges: Pick<Challenges, "walls" | "bus">;
  readonly clock: Clock;
  readonly log: Log;
}

/** A wall that shows whatever its space has on, and is moved when that changes. */
interface Roaming {
  readonly reader: LiveReader;
  readonly lastEventId: string | undefined;
  leave: () => void;
}

interface SpaceWalls {
  readonly roaming: Set<Roaming>;
  /** Null: none; undefined: not yet known. */
  choice: ChallengeId | null | undefined;
  feed: SpaceFeed | undefined;
  chosenAt: number;
  choosing: boolean;
}

/** The streams of all walls: one a challenge, and one a space that has none. */
export class WallHub implements Disposable {
  readonly #parts: FeedParts;
  readonly #bus: Challenges["bus"];
  readonly #feeds = new Map<ChallengeId, { readonly feed: ChallengeFeed; readonly end: () => void }>();
  readonly #spaces = new Map<SpaceId, SpaceWalls>();
  readonly #timer: NodeJS.Timeout;

  constructor({ hub, challenges, clock, log }: WallHubParts) {
    this.#parts = { hub, walls: challenges.walls, clock, log };
    this.#bus = challenges.bus;
    this.#timer = setInterval(() => this.#tick(), 1_000).unref();
  }

  /**
   * Sends what a wall of the challenge shows, or without one whatever the space has on; first a snapshot or what was
   * missed since `lastEventId`. Never a name that is held or hidden. The returned function ends it.
   */
  subscribe(
    space: SpaceId,
    challenge: ChallengeId | undefined,
    send: (frame: LiveFrame) => void,
    lastEventId: string | undefined,
  ): () => void {
    const reader: LiveReader = { seesRejections: false, send };
    if (challenge !== undefined) return this.#feed(challenge).subscribe(reader, lastEventId);
    const walls = this.#spaceWalls(space);
    const roaming: Roaming = { reader, lastEventId, leave: () => {} };
    walls.roaming.add(roaming);
    if (walls.choice === undefined) void this.#choose(space, walls);
    else this.#seat(space, walls, roaming, lastEventId);
    return () => {
      walls.roaming.delete(roaming);
      roaming.leave();
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const { feed, end } of this.#feeds.values()) {
      feed.close();
      end();
    }
    for (const { feed } of this.#spaces.values()) feed?.close();
  }

  #seat(space: SpaceId, walls: SpaceWalls, roaming: Roaming, lastEventId: string | undefined): void {
    if (walls.choice) {
      roaming.leave = this.#feed(walls.choice).subscribe(roaming.reader, lastEventId);
      return;
    }
    walls.feed ??= new SpaceFeed(this.#parts, space);
    roaming.leave = walls.feed.subscribe(roaming.reader, lastEventId);
  }

  #feed(id: ChallengeId): ChallengeFeed {
    const known = this.#feeds.get(id);
    if (known !== undefined) return known.feed;
    const feed = new ChallengeFeed(this.#parts, id);
    const look = (): void => feed.lookSoon();
    const endApps = this.#bus.onApps(id, look);
    const endChallenge = this.#bus.onChallenge(id, look);
    const end = (): void => {
      endApps();
      endChallenge();
    };
    this.#feeds.set(id, { feed, end });
    return feed;
  }

  #spaceWalls(space: SpaceId): SpaceWalls {
    let walls = this.#spaces.get(space);
    if (walls === undefined) {
      walls = { roaming: new Set(), choice: undefined, feed: undefined, chosenAt: 0, choosing: false };
      this.#spaces.set(space, walls);
    }
    return walls;
  }

  async #choose(space: SpaceId, walls: SpaceWalls): Promise<void> {
    if (walls.choosing) return;
    walls.choosing = true;
    walls.chosenAt = performance.now();
    try {
      const choice = (await this.#parts.walls.chooseFor(space)) ?? null;
      if (choice === walls.choice) return;
      if (choice === null) {
        const feed = walls.feed ?? new SpaceFeed(this.#parts, space);
        await feed.look();
        walls.feed = feed;
      }
      const isFirst = walls.choice === undefined;
      walls.choice = choice;
      for (const roaming of walls.roaming) {
        roaming.leave();
        this.#seat(space, walls, roaming, isFirst ? roaming.lastEventId : undefined);
      }
    } catch (error) {
      this.#parts.log.warn({ err: error, space }, "the walls wait for the database");
    } finally {
      walls.choosing = false;
    }
  }

  #tick(): void {
    for (const [id, { feed, end }] of this.#feeds) {
      if (feed.isWatched) feed.tick();
      else {
        feed.close();
        end();
        this.#feeds.delete(id);
      }
    }
    const now = performance.now();
    for (const [space, walls] of this.#spaces) {
      if (walls.roaming.size === 0 && !walls.feed?.isWatched) {
        walls.feed?.close();
        this.#spaces.delete(space);
        continue;
      }
      if (now - walls.chosenAt >= CHOOSE_EVERY_MS) void this.#choose(space, walls);
      walls.feed?.tick();
    }
  }
}
