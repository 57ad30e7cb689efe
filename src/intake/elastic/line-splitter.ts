/** Called for each line: its text, and whether it was longer than allowed, in which case the text is its beginning. */
export type OnLine = (line: string, tooLong: boolean) => void;

const NEWLINE = 10;

/**
 * Cuts a byte stream into lines wherever its chunks end. A line over the limit is told once, by its first bytes,
 * and the rest of it is skipped without being kept. Empty lines are passed on as "".
 */
export class LineSplitter {
  readonly #limit: number;
  readonly #onLine: OnLine;
  #pieces: Buffer[] = [];
  #held = 0;
  #skipping = false;

  /** `limit` is the longest line in bytes, its newline not counted. */
  constructor(limit: number, onLine: OnLine) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  /** Bytes of a line that has not ended yet. */
  get held(): number {
    return this.#held;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      this.#endLine(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  /** The last line needs no newline. True when there was one. */
  end(): boolean {
    if (this.#held === 0) return false;
    const line = this.#held > this.#limit ? undefined : Buffer.concat(this.#pieces, this.#held);
    this.#pieces = [];
    this.#held = 0;
    if (line !== undefined) this.#onLine(line.toString("utf8"), false);
    return line !== undefined;
  }

  #endLine(chunk: Buffer, start: number, end: number): void {
    if (this.#skipping) {
      this.#skipping = false;
    } else if (this.#held === 0) {
      if (end - start > this.#limit) this.#tooLong(chunk.subarray(start, end));
      else this.#onLine(chunk.toString("utf8", start, end), false);
    } else {
      this.#hold(chunk.subarray(start, end));
      // Holding the last piece may have told of the line already.
      if (this.#skipping) this.#skipping = false;
      else this.end();
    }
  }

  #hold(piece: Buffer): void {
    if (this.#skipping) return;
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held <= this.#limit) return;
    const beginning = Buffer.concat(this.#pieces, this.#held);
    this.#pieces = [];
    this.#held = 0;
    this.#skipping = true;
    this.#tooLong(beginning);
  }

  #tooLong(beginning: Buffer): void {
    this.#onLine(beginning.toString("utf8", 0, this.#limit + 1), true);
  }
}
