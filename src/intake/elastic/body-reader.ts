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

  constructor(body: Readable, timeoutMillis: number) {
    this.#iterator = body.iterator({ destroyOnReturn: false });
    this.#millisLeft = timeoutMillis;
  }

  /** Ends the present and every later read with `stopped`. */
  stop(): void {
    this.#stopped = true;
    this.#interrupt?.({ kind: "stopped" });
  }

  async next(): Promise<Read> {
    if (this.#stopped) return { kind: "stopped" };
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

  async #pull(): Promise<Read> {
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
