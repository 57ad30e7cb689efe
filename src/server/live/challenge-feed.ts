import type { People, WallPicture, Walls } from "../../challenge/index.ts";
import { NOBODY_YET } from "../../challenge/index.ts";
import type { LiveApp, LiveMessage, WallNow } from "../../contract/index.ts";
import type { ChallengeId, Clock } from "../../kernel/index.ts";
import type { Log } from "../../self/index.ts";
import { LiveChannel, type LiveReader } from "./channel.ts";
import type { LiveHub } from "./hub.ts";
import { toLiveApps } from "./wall-apps.ts";

/** Changes that come closer together are read together. */
const APART_MS = 200;
/** Without being told: another node's decisions are heard of only by looking, and a name must go within 2 s. */
const LOOK_EVERY_MS = 1_500;
/** Every ticket is judged for it. */
const COUNT_PEOPLE_EVERY_MS = 5_000;

export interface FeedParts {
  readonly hub: LiveHub;
  readonly walls: Walls;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the walls of one challenge are told: read once for all of them, and only what they may show. */
export class ChallengeFeed {
  readonly #parts: FeedParts;
  readonly #id: ChallengeId;
  readonly #channel: LiveChannel;
  /** Readers who came before the first picture. */
  readonly #waiting = new Set<() => void>();
  #unlisten: () => void = () => {};
  #picture: WallPicture | undefined;
  #people: People = NOBODY_YET;
  /** By their numbers. */
  #apps: ReadonlyMap<number, LiveApp> = new Map();
  #byName: ReadonlyMap<string, readonly LiveApp[]> = new Map();
  #told = "";
  #lookedAt = Number.NEGATIVE_INFINITY;
  #countedAt = Number.NEGATIVE_INFINITY;
  #looking = false;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(parts: FeedParts, id: ChallengeId) {
    this.#parts = parts;
    this.#id = id;
    this.#channel = new LiveChannel(parts.clock);
    this.lookSoon();
  }

  get isWatched(): boolean {
    return this.#waiting.size > 0 || this.#channel.isWatched;
  }

  subscribe(reader: LiveReader, lastEventId: string | undefined): () => void {
    if (this.#picture !== undefined) return this.#channel.subscribe(reader, lastEventId, () => this.#snapshot());
    let leave = (): void => void this.#waiting.delete(join);
    const join = (): void => {
      leave = this.#channel.subscribe(reader, lastEventId, () => this.#snapshot());
    };
    this.#waiting.add(join);
    return () => leave();
  }

  /** Called once a second: the scene changes by the time, too. */
  tick(): void {
    if (performance.now() - this.#lookedAt >= LOOK_EVERY_MS) this.lookSoon();
    else this.#tellNow();
    if (performance.now() - this.#countedAt >= COUNT_PEOPLE_EVERY_MS) void this.#countPeople();
  }

  /** Something of the challenge changed. */
  lookSoon(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    const wait = Math.max(0, this.#lookedAt + APART_MS - performance.now());
    this.#timer ??= setTimeout(() => void this.#look(), wait).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unlisten();
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    this.#looking = true;
    this.#again = false;
    this.#lookedAt = performance.now();
    try {
      const picture = await this.#parts.walls.picture(this.#id);
      if (picture !== undefined) this.#become(picture);
      this.#failing = false;
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#looking = false;
      if (this.#again) this.lookSoon();
    }
  }

  async #countPeople(): Promise<void> {
    if (this.#picture === undefined) return;
    this.#countedAt = performance.now();
    try {
      this.#people = await this.#parts.walls.people(this.#picture.challenge);
      this.#tellNow();
    } catch (error) {
      this.#failed(error);
    }
  }

  #become(picture: WallPicture): void {
    const { hub } = this.#parts;
    const { space } = picture.challenge;
    const isFirst = this.#picture === undefined;
    this.#picture = picture;
    const before = this.#apps;
    const figures = isFirst ? figuresOf(hub.apps(space)) : figuresOf(before.values());
    this.#apps = toLiveApps(picture.apps, figures);
    this.#byName = Map.groupBy(this.#apps.values(), ({ name }) => name);
    if (isFirst) {
      this.#unlisten = hub.listen(space, (message) => this.#hear(message));
      this.#told = JSON.stringify(this.#now());
      for (const join of this.#waiting) join();
      this.#waiting.clear();
      void this.#countPeople();
      return;
    }
    this.#tellApps(before);
    this.#tellNow();
  }

  #tellApps(before: ReadonlyMap<number, LiveApp>): void {
    for (const ordinal of before.keys()) {
      if (this.#apps.has(ordinal)) continue;
      // What must not be shown any more must not be replayed either.
      this.#channel.forget();
      this.#channel.publish(this.#snapshot());
      return;
    }
    const serverTime = this.#parts.clock.now();
    const quiet: LiveApp[] = [];
    for (const [ordinal, app] of this.#apps) {
      const known = before.get(ordinal);
      if (known === undefined || isOther(known, app)) {
        this.#channel.publish({ type: "arrival", serverTime, app, isNew: known === undefined });
      } else if (known.transactions !== app.transactions && app.throughputPerMinute === 0) quiet.push(app);
    }
    // Requests that came to another node are known by their rows alone.
    if (quiet.length === 0) return;
    const apps = quiet.map((app) => {
      const requests = Math.max(0, app.transactions - (before.get(app.ordinal)?.transactions ?? 0));
      return { ...figuresIn(app), requests };
    });
    this.#channel.publish({ type: "tick", serverTime, apps });
  }

  /** Of what happens in the space, the figures of this challenge's apps; the apps themselves come by their rows. */
  #hear(message: LiveMessage): void {
    if (message.type !== "tick") return;
    const apps = message.apps.flatMap(({ name, requests, lastSeen, throughputPerMinute, latencyUs, failedRate }) =>
      (this.#byName.get(name) ?? []).map((app) => {
        Object.assign(app, { throughputPerMinute, latencyUs, failedRate, lastSeen: Math.max(app.lastSeen, lastSeen) });
        return { ...figuresIn(app), requests };
      }),
    );
    if (apps.length > 0) this.#channel.publish({ type: "tick", serverTime: message.serverTime, apps });
  }

  #tellNow(): void {
    const challenge = this.#now();
    if (challenge === null) return;
    const text = JSON.stringify(challenge);
    if (text === this.#told) return;
    this.#told = text;
    this.#channel.publish({ type: "challenge", serverTime: this.#parts.clock.now(), challenge });
  }

  #now(): WallNow | null {
    return this.#picture === undefined ? null : this.#parts.walls.now(this.#picture, this.#people);
  }

  #snapshot(): LiveMessage {
    return {
      type: "snapshot",
      serverTime: this.#parts.clock.now(),
      space: this.#picture?.challenge.space ?? "",
      apps: [...this.#apps.values()],
      rejections: [],
      challenge: this.#now(),
    };
  }

  #failed(error: unknown): void {
    if (!this.#failing) this.#parts.log.warn({ err: error, challenge: this.#id }, "the wall waits for the database");
    this.#failing = true;
  }
}

type Figures = Pick<LiveApp, "throughputPerMinute" | "latencyUs" | "failedRate">;

const figuresOf = (apps: Iterable<LiveApp>): ReadonlyMap<string, Figures> => {
  const figures = new Map<string, Figures>();
  for (const { name, throughputPerMinute, latencyUs, failedRate } of apps) {
    figures.set(name, { throughputPerMinute, latencyUs, failedRate });
  }
  return figures;
};

const figuresIn = ({
  ordinal: _o,
  agent: _a,
  language: _l,
  framework: _w,
  firstSeen: _s,
  hasData: _d,
  ...app
}: LiveApp) => app;

const isOther = (a: LiveApp, b: LiveApp): boolean =>
  a.environment !== b.environment || a.language !== b.language || a.framework !== b.framework || a.agent !== b.agent;
