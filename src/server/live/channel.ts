import type { LiveMessage } from "../../contract/index.ts";
import { type Clock, type EpochMicros, MICROS_PER_MINUTE, randomId } from "../../kernel/index.ts";

/** How many messages a reconnecting reader can catch up on. */
const REPLAY_MESSAGES = 500;

/** A message as it goes over the wire: serialised once for all readers. */
export interface LiveFrame {
  /** `<start of this channel>.<sequence>`; what a reader sends back as `Last-Event-ID`. */
  readonly id: string;
  readonly type: LiveMessage["type"];
  readonly json: string;
}

export interface LiveReader {
  /** Rejections name addresses and mistakes: only hosts see them. */
  readonly seesRejections: boolean;
  send(frame: LiveFrame): void;
}

/** One stream of messages for any number of readers, who may leave and come back. */
export class LiveChannel {
  readonly #clock: Clock;
  readonly #start = randomId(6);
  readonly #readers = new Set<LiveReader>();
  readonly #replay: LiveFrame[] = [];
  #sequence = 0;
  /** When the last reader left; messages are kept a minute longer for its return. */
  #readersLeftAt: EpochMicros | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  publish(message: LiveMessage): void {
    this.#sequence += 1;
    if (!this.isWatched) {
      this.#replay.length = 0;
      return;
    }
    const frame = this.#frame(message);
    this.#replay.push(frame);
    if (this.#replay.length > REPLAY_MESSAGES) this.#replay.shift();
    for (const reader of this.#readers) sendTo(reader, frame);
  }

  /** Drops what was said before: whoever comes back gets a snapshot. */
  forget(): void {
    this.#sequence += 1;
    this.#replay.length = 0;
  }

  /**
   * Sends what the reader missed since `lastEventId`, or a snapshot when that is unknown or too long ago, and from then
   * on every message. The returned function ends it.
   */
  subscribe(reader: LiveReader, lastEventId: string | undefined, snapshot: () => LiveMessage): () => void {
    const missed = this.#missedSince(lastEventId);
    if (missed === undefined) reader.send(this.#frame(snapshot()));
    else for (const frame of missed) sendTo(reader, frame);
    this.#readers.add(reader);
    this.#readersLeftAt = undefined;
    return () => {
      if (this.#readers.delete(reader) && this.#readers.size === 0) this.#readersLeftAt = this.#clock.now();
    };
  }

  get isWatched(): boolean {
    if (this.#readers.size > 0) return true;
    return this.#readersLeftAt !== undefined && this.#clock.now() - this.#readersLeftAt < MICROS_PER_MINUTE;
  }

  #frame(message: LiveMessage): LiveFrame {
    return { id: `${this.#start}.${this.#sequence}`, type: message.type, json: JSON.stringify(message) };
  }

  #missedSince(lastEventId: string | undefined): readonly LiveFrame[] | undefined {
    const [start, sequenceText] = lastEventId?.split(".") ?? [];
    const sequence = Number(sequenceText);
    if (start !== this.#start || !Number.isInteger(sequence) || sequence > this.#sequence) return undefined;
    const missing = this.#sequence - sequence;
    return missing <= this.#replay.length ? this.#replay.slice(this.#replay.length - missing) : undefined;
  }
}

function sendTo(reader: LiveReader, frame: LiveFrame): void {
  if (frame.type !== "rejection" || reader.seesRejections) reader.send(frame);
}
