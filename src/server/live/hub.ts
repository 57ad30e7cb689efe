import type { LiveApp, LiveMessage, RejectionEntry } from "../../contract/index.ts";
import { type Clock, DEFAULT_SPACE, type EpochMicros, type SpaceId } from "../../kernel/index.ts";
import type { Rejection, RejectionLog } from "../../model/index.ts";
import type { Arrival } from "./arrivals.ts";
import { LiveChannel, type LiveReader } from "./channel.ts";
import { SpaceLive } from "./space-live.ts";

interface SpaceFeed {
  readonly live: SpaceLive;
  readonly channel: LiveChannel;
  /** Those of this process who make something else of it. */
  readonly listeners: Set<(message: LiveMessage) => void>;
  readonly publish: (message: LiveMessage) => void;
}

/**
 * What is happening now, computed once on the way in and pushed to every reader: arrivals at once,
 * figures once a second, rejections as they occur. Holds no event. A hundred readers cost one serialisation.
 */
export class LiveHub implements RejectionLog, Disposable {
  readonly #clock: Clock;
  readonly #feeds = new Map<SpaceId, SpaceFeed>();
  readonly #timer: NodeJS.Timeout;
  /** What happened while the past was not told yet. */
  #held: (() => void)[] | undefined;
  #past: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#timer = setInterval(() => this.#tick(), 1_000);
    this.#timer.unref();
  }

  /**
   * Lets `told` tell the past by `seed` before anything that happens meanwhile: an app the store knows is no newcomer.
   * What `told` rejects with is passed on, and the present goes on without a past.
   */
  async after(told: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#past = promise;
    this.#held = [];
    try {
      await told;
    } finally {
      const held = this.#held;
      this.#held = undefined;
      for (const happen of held) happen();
      resolve();
    }
  }

  /** Resolves when the past was told: a snapshot before it would say that nobody ever came. Never rejects. */
  past(): Promise<void> {
    return this.#past;
  }

  /** Tells what the store already knows, in order of first arrival. */
  seed(space: SpaceId, apps: readonly LiveApp[]): void {
    this.#feed(space).live.seed(apps);
  }

  observe(space: SpaceId, receivedAt: EpochMicros, arrivals: readonly Arrival[]): void {
    const { live } = this.#feed(space);
    this.#happen(() => {
      for (const arrival of arrivals) live.observe(arrival, receivedAt);
    });
  }

  /** An authenticated agent connected and named its service; no event of it is stored yet. */
  expect(space: SpaceId, app: { service: string; agent: string; environment: string }): void {
    const at = this.#clock.now();
    this.#happen(() => this.#feed(space).live.expect(app.service, app.agent, app.environment, at));
  }

  /** Forgets apps whose owners left, tells open pages, and replays them to nobody. */
  takeDown(space: SpaceId, names: readonly string[]): void {
    const feed = this.#feed(space);
    this.#happen(() => {
      if (!feed.live.takeDown(new Set(names))) return;
      feed.channel.forget();
      feed.publish({ type: "departure", serverTime: this.#clock.now(), names: [...names] });
    });
  }

  /** A refusal without a known space (a wrong key) is shown to the hosts of the default space. */
  record(rejection: Rejection): void {
    this.#feed(rejection.space ?? DEFAULT_SPACE).live.reject(rejection);
  }

  rejections(space: SpaceId): readonly RejectionEntry[] {
    return this.#feed(space).live.rejections();
  }

  /**
   * Sends what the reader missed since `lastEventId`, or a snapshot when that is unknown or too long ago,
   * and from then on every message. The returned function ends it.
   */
  subscribe(space: SpaceId, reader: LiveReader, lastEventId: string | undefined): () => void {
    const { live, channel } = this.#feed(space);
    return channel.subscribe(reader, lastEventId, () => {
      const whole = live.snapshot(this.#clock.now());
      return reader.seesRejections ? whole : { ...whole, rejections: [] };
    });
  }

  /** Tells `listener` every message of the space as it is published. The returned function ends it. */
  listen(space: SpaceId, listener: (message: LiveMessage) => void): () => void {
    const { listeners } = this.#feed(space);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** The apps of a space as they are now, in the order of their arrival here. */
  apps(space: SpaceId): readonly LiveApp[] {
    return this.#feed(space).live.snapshot(this.#clock.now()).apps;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #happen(what: () => void): void {
    if (this.#held === undefined) what();
    else this.#held.push(what);
  }

  #feed(space: SpaceId): SpaceFeed {
    let feed = this.#feeds.get(space);
    if (feed === undefined) {
      const channel = new LiveChannel(this.#clock);
      const listeners: SpaceFeed["listeners"] = new Set();
      const publish = (message: LiveMessage): void => {
        channel.publish(message);
        for (const listener of listeners) listener(message);
      };
      feed = { live: new SpaceLive(space, publish), channel, listeners, publish };
      this.#feeds.set(space, feed);
    }
    return feed;
  }

  #tick(): void {
    const now = this.#clock.now();
    for (const feed of this.#feeds.values()) feed.live.tick(now);
  }
}
