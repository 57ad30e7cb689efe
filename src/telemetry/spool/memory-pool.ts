import { freeMemory } from "../../kernel/index.ts";

const SMALLEST = 128 * 1024;
/** What is given out is at most so many times larger than what was asked for. */
const LOOSEST = 2;

/**
 * Memory for records and blocks on their way through the spool, used again and again. They live for a second or
 * so: long enough to be taken for old by the garbage collector, which then marks the whole heap each time 64 MB
 * of them have gone by.
 */
export class MemoryPool {
  readonly #most: number;
  readonly #free: ArrayBufferLike[] = [];
  #bytes = 0;

  /** Keeps at most `most` bytes that are not in use. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes kept for the next taker. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A buffer of exactly `size` bytes with anything in them, at the beginning of its memory. */
  take(size: number): Buffer {
    if (size < SMALLEST) return Buffer.allocUnsafeSlow(size);
    let best = -1;
    let bestSize = Infinity;
    for (const [i, { byteLength }] of this.#free.entries()) {
      if (byteLength < size || byteLength > size * LOOSEST || byteLength >= bestSize) continue;
      best = i;
      bestSize = byteLength;
    }
    const [found] = best < 0 ? [] : this.#free.splice(best, 1);
    if (found === undefined) return Buffer.allocUnsafeSlow(roundUp(size)).subarray(0, size);
    this.#bytes -= found.byteLength;
    return Buffer.from(found, 0, size);
  }

  /** Takes back what `take` gave, through any view of it. Nothing may read or write it from now on. */
  give(view: Buffer): void {
    const { buffer } = view;
    if (buffer.byteLength < SMALLEST) return;
    if (this.#bytes + buffer.byteLength > this.#most) {
      freeMemory(view);
      return;
    }
    this.#free.push(buffer);
    this.#bytes += buffer.byteLength;
  }

  /** Lets go of what is not in use. */
  clear(): void {
    this.#free.length = 0;
    this.#bytes = 0;
  }
}

/** To a few sizes, so that what one leaves fits the next: four to each power of two. */
function roundUp(size: number): number {
  const step = 2 ** Math.max(15, Math.floor(Math.log2(size)) - 2);
  return Math.ceil(size / step) * step;
}
