import type { Readable } from "node:stream";

/** What came next of a body. */
export type Read =
  | { readonly kind: "chunk"; readonly chunk: Buffer }
  | { readonly kind: "end" }
  | { readonly kind: "timeout" }
  | { readonly kind: "stopped" }
  | { readonly kind: "hang-up" };

/**
 * Pulls a body chunk by chunk against a time allowance that only runs while it waits for the sender. Never
 * destroys the body: the answer still has to leave through its connection.
 */
export class BodyReader {
  readonly #iterator: AsyncIterator<unknown>;
  #millisLeft: number;
  #interrupt: ((read: Read) => void) | undefined;
  #stopped = false;
  #pulling: Promise<Read> | undefined;
  #ahead: Read[] = [];

  constructor(body: Readable, timeoutMillis: number) {
    this.#iterator = body.iterator({ destroyOnReturn: false });
    this.#millisLeft = timeoutMillis;
  }

  /** Ends the present and every later read with `stopped`. */
  stop(): void {
    this.#stopped = true;
    this.#interrupt?.({ kind: "stopped" });
  }

  /**
   * A copy of the next `length` bytes in one piece, when they come within `millis`, else undefined. `next` gives what
   * came of them, as it came, unless they are skipped.
   */
  async gather(length: number, millis: number): Promise<Buffer | undefined> {
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), Math.min(millis, this.#millisLeft));
    const started = performance.now();
    let gathered = this.#ahead.reduce((sum, read) => sum + (read.kind === "chunk" ? read.chunk.length : 0), 0);
    try {
      while (gathered < length && !this.#stopped) {
        const read = await Promise.race([this.#pull(), late.promise]);
        if (read === undefined) break;
        this.#ahead.push(read);
        if (read.kind !== "chunk") break;
        gathered += read.chunk.length;
      }
    } finally {
      clearTimeout(timer);
      this.#millisLeft -= performance.now() - started;
    }
    if (gathered !== length) return undefined;
    const chunks = this.#ahead.flatMap((read) => (read.kind === "chunk" ? [read.chunk] : []));
    return Buffer.concat(chunks, length);
  }

  /** Leaves out what was gathered. */
  skip(): void {
    this.#ahead = [];
  }

  /** `next` and `gather` begin with this again. */
  putBack(chunk: Buffer): void {
    if (chunk.length > 0) this.#ahead.unshift({ kind: "chunk", chunk });
  }

  async next(): Promise<Read> {
    if (this.#stopped) return { kind: "stopped" };
    const ahead = this.#ahead.shift();
    if (ahead !== undefined) return ahead;
    const started = performance.now();
    const interrupted = new Promise<Read>((resolve) => {
      this.#interrupt = resolve;
    });
    const timer = setTimeout(() => this.#interrupt?.({ kind: "timeout" }), Math.max(0, this.#millisLeft));
    timer.unref();
    try {
      return await Promise.race([this.#pull(), interrupted]);
    } finally {
      clearTimeout(timer);
      this.#interrupt = undefined;
      this.#millisLeft -= performance.now() - started;
    }
  }

  /** One at a time; whoever gave up waiting for it leaves it to the next. */
  #pull(): Promise<Read> {
    this.#pulling ??= this.#read().finally(() => {
      this.#pulling = undefined;
    });
    return this.#pulling;
  }

  async #read(): Promise<Read> {
    try {
      const { done, value } = await this.#iterator.next();
      if (done) return { kind: "end" };
      return { kind: "chunk", chunk: Buffer.isBuffer(value) ? value : Buffer.from(String(value)) };
    } catch {
      // A body fails to be read only when its sender is gone.
      return { kind: "hang-up" };
    }
  }
}
