import type { Readable } from "node:stream";
import { Fault, freeMemory, type KeyId, type SpaceId } from "../../kernel/index.ts";
import type { ApmEvent, EventSink, RejectionReason } from "../../model/index.ts";
import type { EventError } from "./answers.ts";
import { BodyReader } from "./body-reader.ts";
import type { Budget } from "./budget.ts";
import {
  createUnpacker,
  detectEncoding,
  type Encoding,
  hasValidHeader,
  isWorthGathering,
  RatioExceeded,
  type RatioLimits,
  saidSize,
  type Unpacker,
  unpackWhole,
} from "./decompress.ts";
import type { IntakeLimits } from "./limits.ts";
import { LineDecoder, type LineProblem, type RequestScene } from "./line-decoder.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { StackMemory } from "./stack-memory.ts";

/** How a stream ended. `errors` are those told, `refused` all of them by reason. */
export interface StreamResult {
  readonly status: number;
  readonly accepted: number;
  readonly errors: readonly EventError[];
  readonly refused: ReadonlyMap<RejectionReason, Refused>;
  /** True when the sender went away before its end. */
  readonly hungUp: boolean;
  readonly service: string | undefined;
  /** Newest time an event named, in microseconds. */
  readonly newest: number | undefined;
}

export interface Refused {
  readonly status: number;
  readonly detail: string;
  count: number;
}

/** Judges a batch, and the decoded bytes that came since the last one, before it is written; the text refuses it and ends the stream. */
export type BatchGate = (
  events: readonly ApmEvent[],
  bytes: number,
) => Promise<{ readonly status: number; readonly text: string; readonly reason: RejectionReason } | undefined>;

/** A request's body; `complete` once all of it was received, whether it was read or not. */
export type Body = Readable & { readonly complete?: boolean };

export interface StreamOptions {
  readonly body: Body;
  readonly contentEncoding: string | undefined;
  /** Bytes of the packed body, where its sender said so beforehand. */
  readonly contentLength: number | undefined;
  readonly space: SpaceId;
  readonly key: KeyId | undefined;
  readonly scene: RequestScene;
  readonly sink: EventSink;
  /** Stack traces seen so far, shared by all streams. */
  readonly memory: StackMemory;
  readonly budget: Budget;
  readonly limits: IntakeLimits;
  /** For senders without a key and participants' own keys: every ten lines pass through it. */
  readonly gate: BatchGate | undefined;
}

interface Batch {
  readonly events: ApmEvent[];
  readonly problems: { readonly problem: LineProblem; readonly document: string }[];
}

/** Compressed bytes unpacked at a time: bounds what one step can bring. */
const PIECE = 32 * 1024;
/** Taken from the budget before a piece is unpacked; what it brings beyond is charged afterwards. */
const RESERVE = 64 * 1024;
const GATED_LINES = 10;
/** The same behind a gate, where what a piece brings is held until all of it was judged. */
const GATED_PIECE = 4 * 1024;
/** A body that is not there whole after so long is decoded as it comes. */
const GATHER_MILLIS = 100;
/** How long a stream is read no further under pressure, in all: agents give up after 5 s. */
const MOST_MILLIS_OF_PRESSURE = 3_000;
/** Decoded bytes that are written at the latest, however much one piece brings. */
const MOST_IN_A_WRITE = 1024 * 1024;

/**
 * One intake request: reads its body as it arrives, decodes lines, writes events, and keeps count (1.8). Many
 * writes may be on their way at once; the result waits for all of them.
 */
export class IntakeStream {
  readonly #options: StreamOptions;
  readonly #reader: BodyReader;
  readonly #splitter: LineSplitter;
  readonly #decoder: LineDecoder;
  readonly #writes = new Set<Promise<void>>();
  readonly #errors: EventError[] = [];
  readonly #refused = new Map<RejectionReason, Refused>();
  readonly #gated: Batch[] = [];
  #batch: Batch = { events: [], problems: [] };
  #lines = 0;
  #sawMetadata = false;
  #atEnd = false;
  #accepted = 0;
  #status = 202;
  #fatal: EventError | undefined;
  #hungUp = false;
  #newest: number | undefined;
  #unpackedBytes = 0;
  #inFlight = 0;
  #charged = 0;
  #pressureMillisLeft = MOST_MILLIS_OF_PRESSURE;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#reader = new BodyReader(options.body, options.limits.readTimeoutMillis);
    this.#splitter = new LineSplitter(options.limits.lineBytes, (line, tooLong) => this.#line(line, tooLong));
    this.#decoder = new LineDecoder(options.scene, options.memory);
  }

  /** Ends the stream where it is; what was read is still stored. */
  stop(): void {
    this.#reader.stop();
  }

  async run(): Promise<StreamResult> {
    try {
      await this.#readAll();
    } finally {
      await Promise.all(this.#writes);
      this.#options.budget.give(this.#charged);
    }
    return {
      status: this.#status,
      accepted: this.#accepted,
      errors: this.#fatal === undefined ? this.#errors : [...this.#errors, this.#fatal],
      refused: this.#refused,
      hungUp: this.#hungUp,
      service: this.#decoder.resource?.service.name,
      newest: this.#newest,
    };
  }

  async #readAll(): Promise<void> {
    const first = await this.#firstBytes();
    if (first === undefined) return;
    const { contentEncoding, contentLength, limits } = this.#options;
    const encoding = detectEncoding(contentEncoding, first);
    if (!hasValidHeader(encoding, first)) {
      this.#end(400, `data decoding error: ${encoding}: invalid header`, "body-unreadable");
      return;
    }
    const ratio = { maxRatio: limits.maxRatio, freeBytes: limits.ratioFreeBytes };
    if (isWorthGathering(encoding, contentLength) && (await this.#takenWhole(contentLength, ratio))) return;
    if (this.#ended()) return;
    const unpacker = createUnpacker(encoding, (chunk) => this.#unpacked(chunk), ratio);
    try {
      await this.#unpackAll(unpacker, encoding);
    } finally {
      unpacker.close();
    }
  }

  /**
   * Unpacks and takes a body in one piece when it comes soon, is sound and there is room for it; else answers false,
   * and the body is read on piece by piece.
   */
  async #takenWhole(length: number, ratio: RatioLimits): Promise<boolean> {
    const { budget } = this.#options;
    if (!budget.takeNow(length)) return false;
    const body = await this.#reader.gather(length, GATHER_MILLIS);
    budget.give(length);
    if (body === undefined) return false;
    const size = saidSize(body, ratio);
    if (size !== undefined && budget.takeNow(size)) {
      try {
        const whole = await unpackWhole(body, size);
        if (whole !== undefined) {
          this.#reader.skip();
          freeMemory(body);
          await this.#takeWhole(whole);
          freeMemory(whole);
          return true;
        }
      } finally {
        budget.give(size);
      }
    }
    return false;
  }

  async #takeWhole(whole: Buffer): Promise<void> {
    for (let start = 0; start < whole.length && !this.#ended(); start += MOST_IN_A_WRITE) {
      this.#unpacked(whole.subarray(start, start + MOST_IN_A_WRITE));
      await this.#flush();
      await this.#waitForRoom();
    }
    if (this.#ended()) return;
    this.#lastLine();
    await this.#flush();
  }

  /** Looks at enough bytes to see how the body is packed; undefined for an empty body, which is fine. */
  async #firstBytes(): Promise<Buffer | undefined> {
    let first: Buffer = Buffer.alloc(0);
    while (first.length < 3) {
      const read = await this.#reader.next();
      if (read.kind === "chunk") {
        first = first.length === 0 ? read.chunk : Buffer.concat([first, read.chunk]);
        continue;
      }
      if (read.kind !== "end") this.#cut(read.kind);
      break;
    }
    this.#reader.putBack(first);
    return first.length === 0 || this.#ended() ? undefined : first;
  }

  async #unpackAll(unpacker: Unpacker, encoding: Encoding): Promise<void> {
    for (;;) {
      const read = await this.#reader.next();
      if (read.kind === "end") break;
      if (read.kind !== "chunk") return this.#cut(read.kind);
      const { chunk } = read;
      const piece = encoding === "plain" ? chunk.length : this.#piece();
      for (let start = 0; start < chunk.length && !this.#ended(); start += piece) {
        await this.#step(unpacker, piece >= chunk.length ? chunk : chunk.subarray(start, start + piece));
      }
      if (this.#ended()) return;
    }
    await this.#unpackSafely(() => unpacker.end());
    if (this.#ended()) return;
    this.#lastLine();
    await this.#flush();
  }

  #piece(): number {
    return this.#options.gate === undefined ? PIECE : GATED_PIECE;
  }

  async #step(unpacker: Unpacker, piece: Buffer): Promise<void> {
    await this.#charge();
    if (this.#ended()) return;
    await this.#unpackSafely(() => unpacker.write(piece));
    await this.#flush();
    this.#settleReserve();
    await this.#waitForRoom();
  }

  async #charge(): Promise<void> {
    const { budget, limits } = this.#options;
    if (await budget.take(RESERVE, limits.readTimeoutMillis)) this.#charged += RESERVE;
    else this.#end(503, "cannot handle stream: cannot process batch: queue is full", "overloaded");
  }

  /** After a piece only what is held of an unfinished line stays charged; writes carry their own bytes. */
  #settleReserve(): void {
    const { budget } = this.#options;
    const held = this.#splitter.held;
    if (held > this.#charged) budget.charge(held - this.#charged);
    else budget.give(this.#charged - held);
    this.#charged = held;
  }

  /** Reads on only when the sink and this stream's own writes leave room. A body that is here whole keeps nobody waiting. */
  async #waitForRoom(): Promise<void> {
    const { sink, limits, body } = this.#options;
    while (sink.pressure() !== "none" && this.#pressureMillisLeft > 0 && body.complete !== true && !this.#ended()) {
      const started = performance.now();
      await sink.relieved(Math.min(1_000, this.#pressureMillisLeft));
      this.#pressureMillisLeft -= performance.now() - started;
    }
    while (this.#inFlight > limits.streamBytesInFlight && this.#writes.size > 0) await Promise.race(this.#writes);
  }

  async #unpackSafely(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (this.#ended()) return;
      await this.#flush();
      if (error instanceof RatioExceeded) {
        this.#end(400, `cannot handle stream: request body too large: ${error.message}`, "body-unreadable");
        return;
      }
      const text =
        error instanceof Error && error.message === "unexpected end of file" ? "unexpected EOF" : "invalid data";
      this.#broken(text);
    }
  }

  /** The body could not be read to its end: the sender's fault before the metadata, told as ours after it. */
  #broken(text: string): void {
    if (this.#ended()) return;
    if (this.#sawMetadata) this.#end(500, `cannot handle stream: ${text}`, "body-unreadable");
    else this.#end(400, text, "body-unreadable");
  }

  #cut(kind: "timeout" | "stopped" | "hang-up"): void {
    if (kind === "hang-up") {
      this.#hungUp = true;
      this.#status = 503;
    } else if (kind === "stopped") this.#end(503, "server is shutting down", "overloaded");
    else this.#broken("i/o timeout");
  }

  #unpacked(chunk: Buffer): void {
    if (this.#ended()) return;
    this.#unpackedBytes += chunk.length;
    this.#splitter.push(chunk);
    if (this.#options.gate === undefined && this.#unpackedBytes >= MOST_IN_A_WRITE) this.#commit();
  }

  /** What stands before the end without a newline: an event as any other, but never a metadata line. */
  #lastLine(): void {
    this.#atEnd = true;
    this.#splitter.end();
  }

  #line(line: string, tooLong: boolean): void {
    if (this.#ended()) return;
    if (!this.#sawMetadata) {
      this.#metadata(line, tooLong);
      return;
    }
    if (line === "") return;
    const problem = tooLong ? TOO_LONG : this.#decoder.event(line, this.#batch.events);
    if (problem !== undefined) this.#problem(problem, line);
    if (this.#options.gate === undefined || ++this.#lines % GATED_LINES !== 0) return;
    this.#gated.push(this.#batch);
    this.#batch = { events: [], problems: [] };
  }

  /** Told at once unless a gate may still end the stream before it: a body of nothing but bad lines must not pile up. */
  #problem(problem: LineProblem, document: string): void {
    if (this.#options.gate === undefined) this.#tell(problem, document);
    else this.#batch.problems.push({ problem, document });
  }

  #metadata(line: string, tooLong: boolean): void {
    const problem = this.#atEnd ? CUT_METADATA : tooLong ? TOO_LONG : this.#decoder.metadata(line);
    if (problem === undefined) {
      this.#sawMetadata = true;
      return;
    }
    this.#refuse(problem, 400);
    this.#status = 400;
    this.#fatal = told(problem.message, line);
  }

  /** Passes gated batches on, in order; the others were committed as they came. */
  async #flush(): Promise<void> {
    const { gate } = this.#options;
    if (gate === undefined) return this.#commit();
    if (this.#batch.events.length > 0 || this.#batch.problems.length > 0) {
      this.#gated.push(this.#batch);
      this.#batch = { events: [], problems: [] };
    }
    for (const batch of this.#gated.splice(0)) {
      if (this.#ended()) return;
      for (const { problem, document } of batch.problems) this.#tell(problem, document);
      if (batch.events.length === 0) continue;
      const refusal = await gate(batch.events, this.#unpackedBytes);
      if (refusal === undefined) this.#write(batch.events);
      else this.#end(refusal.status, `cannot handle stream: cannot process batch: ${refusal.text}`, refusal.reason);
    }
  }

  #commit(): void {
    const { events } = this.#batch;
    if (events.length === 0) return;
    this.#batch = { events: [], problems: [] };
    this.#write(events);
  }

  #tell(problem: LineProblem, document: string): void {
    this.#refuse(problem, 400);
    this.#status = Math.max(this.#status, 400);
    if (this.#errors.length < this.#options.limits.errorsTold) this.#errors.push(told(problem.message, document));
  }

  #write(events: ApmEvent[]): void {
    const { sink, space, key, scene, budget } = this.#options;
    for (const { timestamp } of events) if (!(timestamp <= (this.#newest ?? -Infinity))) this.#newest = timestamp;
    const bytes = this.#unpackedBytes;
    this.#unpackedBytes = 0;
    this.#inFlight += bytes;
    budget.charge(bytes);
    const count = events.length;
    const write = sink.write({ space, key, receivedAt: scene.receivedAt, events }).then(
      () => {
        this.#accepted += count;
      },
      (error: unknown) => this.#writeFailed(error),
    );
    // The sink has encoded them. Whoever still holds the batch while it waits for the disk would keep megabytes of
    // events from each short garbage collection.
    events.length = 0;
    const settled = write.finally(() => {
      this.#inFlight -= bytes;
      budget.give(bytes);
      this.#writes.delete(settled);
    });
    this.#writes.add(settled);
  }

  #writeFailed(error: unknown): void {
    switch (error instanceof Fault ? error.code : undefined) {
      case "server.draining":
        this.#end(503, "server is shutting down", "overloaded");
        break;
      case "spool.full":
        this.#end(503, "cannot handle stream: cannot process batch: queue is full", "overloaded");
        break;
      case "store.unavailable":
        this.#end(503, "cannot handle stream: cannot process batch: service unavailable", "overloaded");
        break;
      default:
        this.#end(500, "cannot handle stream: internal error", "overloaded");
    }
  }

  #ended(): boolean {
    return this.#fatal !== undefined || this.#hungUp;
  }

  /** Ends the stream with a last error; reading stops, what was accepted stays so. */
  #end(status: number, text: string, reason: RejectionReason): void {
    if (this.#ended()) return;
    this.#status = Math.max(this.#status, status);
    this.#fatal = told(text, "");
    this.#refuse({ message: text, detail: text, reason }, status);
  }

  #refuse(problem: LineProblem, status: number): void {
    const known = this.#refused.get(problem.reason);
    if (known === undefined) this.#refused.set(problem.reason, { status, detail: problem.detail, count: 1 });
    else known.count++;
  }
}

const CUT_METADATA: LineProblem = {
  message: "EOF while reading metadata",
  reason: "metadata-invalid",
  detail: "EOF while reading metadata",
};

const TOO_LONG: LineProblem = {
  message: "event exceeded the permitted size",
  reason: "event-too-large",
  detail: "event exceeded the permitted size",
};

function told(message: string, document: string): EventError {
  return document === "" ? { message } : { message, document };
}
