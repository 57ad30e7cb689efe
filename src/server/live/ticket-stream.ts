import type { ServerResponse } from "node:http";
import type { MyTicket } from "../../contract/index.ts";
import { Fault, randomId } from "../../kernel/index.ts";
import { STREAM_HEADERS } from "./sse.ts";

const HEARTBEAT_MILLIS = 15_000;
const RECONNECT_MILLIS = 1_000;
/** Changes that come closer together are told together. */
const APART_MILLIS = 200;
/** What concerns everybody is read by all phones of a hall: spread out, not in one instant. */
const SPREAD_MILLIS = 700;
/** A phone this far behind is cut off; it reconnects and gets the ticket as it then is. */
const MOST_BUFFERED_BYTES = 200_000;

export interface TicketStream {
  /** The ticket as it is now; undefined when this browser may not see it any more. */
  readonly read: () => Promise<MyTicket | undefined>;
  /** Registers for changes of the ticket; the function it returns ends it. */
  readonly onTicket: (listener: () => void) => () => void;
  readonly onChallenge: (listener: () => void) => () => void;
  /** Also without being told: another node's changes are heard of only by looking. */
  readonly lookEveryMillis: number;
  readonly failed: (error: unknown) => void;
}

/**
 * Answers `GET …/me/live`: the whole ticket as event `me` at once and whenever something of it changed, at most five
 * times a second. Whole, so that whoever reconnects needs no history. And `challenge`, without a word more, whenever
 * something happened that everybody may see: the pages of the draw ask anew then.
 */
export function answerTicket(stream: TicketStream, response: ServerResponse): void {
  response.writeHead(200, STREAM_HEADERS);
  response.write(`retry: ${RECONNECT_MILLIS}\n\n`);
  const feed = new TicketFeed(stream, response);
  const ends = [
    stream.onTicket(() => feed.lookIn(0)),
    stream.onChallenge(() => {
      const spread = Math.random() * SPREAD_MILLIS;
      feed.lookIn(spread);
      feed.tellIn(spread);
    }),
  ];
  const looking = setInterval(() => feed.lookIn(Math.random() * SPREAD_MILLIS), stream.lookEveryMillis);
  const heartbeat = setInterval(() => response.write("event: alive\ndata: {}\n\n"), HEARTBEAT_MILLIS);
  response.on("close", () => {
    clearInterval(looking);
    clearInterval(heartbeat);
    for (const end of ends) end();
    feed.end();
  });
  feed.lookIn(0);
}

class TicketFeed {
  readonly #stream: TicketStream;
  readonly #response: ServerResponse;
  readonly #start = randomId(6);
  #sequence = 0;
  #sent = "";
  #lastLook = -APART_MILLIS;
  #timer: NodeJS.Timeout | undefined;
  #news: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;
  #looking = false;
  #again = false;
  #over = false;

  constructor(stream: TicketStream, response: ServerResponse) {
    this.#stream = stream;
    this.#response = response;
  }

  lookIn(millis: number): void {
    if (this.#over) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    const now = performance.now();
    const due = Math.max(now + millis, this.#lastLook + APART_MILLIS);
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#look(), Math.max(0, due - now)).unref();
  }

  /** Says that something of the challenge changed; more of it until then is said with it. */
  tellIn(millis: number): void {
    if (this.#over || this.#news !== undefined) return;
    const tell = (): void => {
      this.#news = undefined;
      if (this.#response.writableLength <= MOST_BUFFERED_BYTES) this.#response.write("event: challenge\ndata: {}\n\n");
    };
    this.#news = setTimeout(tell, millis).unref();
  }

  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#news);
  }

  async #look(): Promise<void> {
    this.#due = Number.POSITIVE_INFINITY;
    this.#looking = true;
    this.#again = false;
    this.#lastLook = performance.now();
    try {
      const ticket = await this.#stream.read();
      if (this.#over) return;
      if (ticket === undefined) this.#response.end();
      else this.#send(ticket);
    } catch (error) {
      // The next look may find the database back; the page keeps what it has.
      if (!(error instanceof Fault)) this.#stream.failed(error);
    } finally {
      this.#looking = false;
      if (this.#again) this.lookIn(0);
    }
  }

  #send(ticket: MyTicket): void {
    const { serverTime: _serverTime, ...shown } = ticket;
    const text = JSON.stringify(shown);
    if (text === this.#sent) return;
    this.#sent = text;
    if (this.#response.writableLength > MOST_BUFFERED_BYTES) {
      this.#response.destroy();
      return;
    }
    this.#sequence += 1;
    this.#response.write(`id: ${this.#start}.${this.#sequence}\nevent: me\ndata: ${JSON.stringify(ticket)}\n\n`);
  }
}
