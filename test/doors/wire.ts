import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { KEY } from "./lines.ts";

/** One answer, byte for byte but for its `Date` and `Keep-Alive`. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection that says exactly what it is told to, so that a test also sends what no client library would. */
export class Wire implements Disposable {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    for (const event of ["end", "close", "error"]) socket.on(event, () => (this.#ended = true));
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Wire(socket);
  }

  /** True when the booth ended the connection. */
  get ended(): boolean {
    return this.#ended;
  }

  /** False when there is nobody left to write to. */
  async write(data: string | Buffer): Promise<boolean> {
    if (this.#ended || this.#socket.destroyed) return false;
    if (!this.#socket.write(data)) {
      while (this.#socket.writableNeedDrain && !this.#ended) await sleep(1);
    }
    return !this.#ended;
  }

  /** One piece of a chunked body; an empty one ends it. */
  chunk(data: string | Buffer): Promise<boolean> {
    const bytes = Buffer.from(data);
    return this.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]));
  }

  /** The next answer. `bodiless` for a HEAD, whose length is that of the body it would have. */
  async answer({ timeoutMillis = 15_000, bodiless = false } = {}): Promise<WireAnswer> {
    const deadline = performance.now() + timeoutMillis;
    for (;;) {
      const found = this.#take(bodiless);
      if (found?.status === 100) continue;
      if (found !== undefined) return found;
      if (this.#ended) throw new Error(`the connection ended after ${JSON.stringify(this.#received.toString())}`);
      if (performance.now() > deadline) throw new Error(`no answer within ${timeoutMillis} ms`);
      await sleep(2);
    }
  }

  /** Says that nothing more will be sent, and goes on reading. */
  end(): void {
    this.#socket.end();
  }

  /** Resolves when the booth ended the connection. */
  async untilEnded(timeoutMillis = 5_000): Promise<void> {
    const deadline = performance.now() + timeoutMillis;
    while (!this.#ended) {
      if (performance.now() > deadline) throw new Error(`still open after ${timeoutMillis} ms`);
      await sleep(5);
    }
  }

  /** Goes away at once, as a process that is killed. */
  [Symbol.dispose](): void {
    this.#socket.resetAndDestroy();
  }

  #take(bodiless: boolean): WireAnswer | undefined {
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [statusLine = "", ...lines] = this.#received.toString("latin1", 0, end).split("\r\n");
    const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), afterColon(line)]));
    if (headers.size < lines.length) throw new Error(`a header twice: ${lines.join(", ")}`);
    const length = bodiless ? 0 : Number(headers.get("content-length") ?? 0);
    if (this.#received.length < end + 4 + length) return undefined;
    const body = this.#received.toString("utf8", end + 4, end + 4 + length);
    this.#received = this.#received.subarray(end + 4 + length);
    headers.delete("date");
    headers.delete("keep-alive");
    return { status: Number(statusLine.split(" ")[1]), headers: Object.fromEntries(headers), body };
  }
}

const afterColon = (line: string): string => line.slice(line.indexOf(":") + 1).trim();

export interface WireRequest {
  readonly method?: string;
  readonly path?: string;
  /** Besides `Host` and the body's length; `KEY` when left out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Head of a request. Without `body` in it, the caller sends the body in chunks. */
export function head({ method = "POST", path = "/intake/v2/events", headers = KEY, body }: WireRequest = {}): string {
  const framing: [string, string] =
    body === undefined ? ["Transfer-Encoding", "chunked"] : ["Content-Length", String(Buffer.byteLength(body))];
  const lines = [["Host", "booth"], ...Object.entries(headers), framing].map((line) => line.join(": "));
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`;
}

/** One request on a connection of its own. */
export async function send(port: number, request: WireRequest = {}): Promise<WireAnswer> {
  const body = Buffer.from(request.body ?? "");
  using wire = await Wire.open(port);
  await wire.write(Buffer.concat([Buffer.from(head({ ...request, body })), body]));
  return await wire.answer({ bodiless: request.method === "HEAD", timeoutMillis: 20_000 });
}
