import type { LiveApp, LiveMessage, RejectionEntry } from "../../contract/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  type EpochMicros,
  MICROS_PER_MINUTE,
  randomId,
  type SpaceId,
} from "../../kernel/index.ts";
import type { Rejection, RejectionLog } from "../../model/index.ts";
import type { Arrival } from "./arrivals.ts";
import { SpaceLive } from "./space-live.ts";

/** How many messages of a space a reconnecting reader can catch up on. */
const REPLAY_MESSAGES = 500;

/** A message as it goes over the wire: serialised once for all readers. */
export interface LiveFrame {
  /** `<start of this server>.<sequence>`; what a reader sends back as `Last-Event-ID`. */
  readonly id: string;
  readonly type: LiveMessage["type"];
  readonly json: string;
}

export interface LiveReader {
  /** Rejections name addresses and mistakes: only hosts see them. */
  readonly seesRejections: boolean;
  send(frame: LiveFrame): void;
}

interface SpaceFeed {
  readonly live: SpaceLive;
  readonly readers: Set<LiveReader>;
  readonly replay: LiveFrame[];
  sequence: number;
  /** When the last reader left; messages are kept a minute longer for its return. */
  readersLeftAt: EpochMicros | undefined;
}

/**
 * What is happening now, computed once on the way in and pushed to every reader: arrivals at once,
 * figures once a second, rejections as they occur. Holds no event. A hundred readers cost one serialisation.
 */
export class LiveHub implements RejectionLog, Disposable {
  readonly #clock: Clock;
  readonly #start = randomId(6);
  readonly #feeds = new Map<SpaceId, SpaceFeed>();
  readonly #timer: NodeJS.Timeout;
  /** What happened while the past was not told yet. */
  #held: (() => void)[] | undefined;

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
    this.#held = [];
    try {
      await told;
    } finally {
      const held = this.#held;
      this.#held = undefined;
      for (const happen of held) happen();
    }
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
    const feed = this.#feed(space);
    const missed = this.#missedSince(feed, lastEventId);
    if (missed === undefined) reader.send(this.#snapshot(feed, reader));
    else for (const frame of missed) sendTo(reader, frame);
    feed.readers.add(reader);
    feed.readersLeftAt = undefined;
    return () => {
      feed.readers.delete(reader);
      if (feed.readers.size === 0) feed.readersLeftAt = this.#clock.now();
    };
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
      const made: SpaceFeed = {
        live: new SpaceLive(space, (message) => this.#publish(made, message)),
        readers: new Set(),
        replay: [],
        sequence: 0,
        readersLeftAt: undefined,
      };
      feed = made;
      this.#feeds.set(space, feed);
    }
    return feed;
  }

  #publish(feed: SpaceFeed, message: LiveMessage): void {
    feed.sequence += 1;
    if (!this.#isWatched(feed)) {
      feed.replay.length = 0;
      return;
    }
    const frame = { id: `${this.#start}.${feed.sequence}`, type: message.type, json: JSON.stringify(message) };
    feed.replay.push(frame);
    if (feed.replay.length > REPLAY_MESSAGES) feed.replay.shift();
    for (const reader of feed.readers) sendTo(reader, frame);
  }

  #isWatched(feed: SpaceFeed): boolean {
    if (feed.readers.size > 0) return true;
    return feed.readersLeftAt !== undefined && this.#clock.now() - feed.readersLeftAt < MICROS_PER_MINUTE;
  }

  #missedSince(feed: SpaceFeed, lastEventId: string | undefined): readonly LiveFrame[] | undefined {
    const [start, sequenceText] = lastEventId?.split(".") ?? [];
    const sequence = Number(sequenceText);
    if (start !== this.#start || !Number.isInteger(sequence) || sequence > feed.sequence) return undefined;
    const missing = feed.sequence - sequence;
    return missing <= feed.replay.length ? feed.replay.slice(feed.replay.length - missing) : undefined;
  }

  #snapshot(feed: SpaceFeed, reader: LiveReader): LiveFrame {
    const whole = feed.live.snapshot(this.#clock.now());
    const message = reader.seesRejections ? whole : { ...whole, rejections: [] };
    return { id: `${this.#start}.${feed.sequence}`, type: "snapshot", json: JSON.stringify(message) };
  }

  #tick(): void {
    const now = this.#clock.now();
    for (const feed of this.#feeds.values()) feed.live.tick(now);
  }
}

function sendTo(reader: LiveReader, frame: LiveFrame): void {
  if (frame.type !== "rejection" || reader.seesRejections) reader.send(frame);
}
