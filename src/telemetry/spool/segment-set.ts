import { join } from "node:path";
import type { Log } from "../../self/index.ts";
import { errorCode, type SpoolFiles } from "./files.ts";
import type { SegmentName } from "./format.ts";

/** A segment file as long as it is of use: written to, or holding batches that are not stored yet. */
export interface Segment {
  readonly name: SegmentName;
  readonly path: string;
  /** Bytes that are durable. */
  size: number;
  /** Batches in it that are not stored yet. */
  outstanding: number;
  /** Nothing is appended any more. */
  finished: boolean;
  /** Something in it could not be read or set aside: it stays for a person, or for the next start. */
  kept: boolean;
}

/** The segments on disk. A finished one whose batches are all stored is removed. */
export class SegmentSet {
  readonly #folder: string;
  readonly #files: SpoolFiles;
  readonly #log: Log;
  readonly #segments = new Set<Segment>();
  readonly #removals = new Set<Promise<void>>();
  #lastSequence = 0;
  #bytes = 0;

  constructor(folder: string, files: SpoolFiles, log: Log) {
    this.#folder = folder;
    this.#files = files;
    this.#log = log;
  }

  /** Bytes of all segment files. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#segments.size;
  }

  nextSequence(): number {
    this.#lastSequence += 1;
    return this.#lastSequence;
  }

  /** Keeps new numbers above that of a file that is there but is not ours to use. */
  pass(sequence: number): void {
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
  }

  add(name: SegmentName, size: number): Segment {
    const path = join(this.#folder, name.file);
    const segment: Segment = { name, path, size, outstanding: 0, finished: false, kept: false };
    this.#segments.add(segment);
    this.#bytes += size;
    this.pass(name.sequence);
    return segment;
  }

  grow(segment: Segment, bytes: number): void {
    segment.size += bytes;
    this.#bytes += bytes;
  }

  finish(segment: Segment): void {
    segment.finished = true;
    this.#removeIfDone(segment);
  }

  /** One batch of the segment is stored. */
  release(segment: Segment): void {
    segment.outstanding -= 1;
    this.#removeIfDone(segment);
  }

  /** Tries again what could not be removed before. */
  sweep(): void {
    if (this.#removals.size > 0) return;
    for (const segment of this.#segments) this.#removeIfDone(segment);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#removals);
  }

  #removeIfDone(segment: Segment): void {
    if (!segment.finished || segment.outstanding > 0 || segment.kept) return;
    const removal = this.#remove(segment).finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  async #remove(segment: Segment): Promise<void> {
    try {
      await this.#files.remove(segment.path);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") {
        this.#log.warn({ segment: segment.name.file, code: errorCode(error) }, "a stored segment could not be removed");
        return;
      }
    }
    if (this.#segments.delete(segment)) this.#bytes -= segment.size;
  }
}
