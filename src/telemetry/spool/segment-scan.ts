import type { ReadableFile } from "./files.ts";
import { payloadIsWhole, RECORD_HEAD_BYTES, type RecordHead, readRecordHead } from "./format.ts";

/** What lies in a segment, in order and without gaps. */
export type Found =
  | {
      readonly kind: "record";
      readonly from: number;
      readonly to: number;
      readonly head: RecordHead;
      readonly payload: Buffer;
    }
  /** Bytes that are no whole record; `events` where the head could still be read. */
  | { readonly kind: "damage"; readonly from: number; readonly to: number; readonly events: number | undefined };

const WINDOW_BYTES = 2 * 1024 * 1024;

/** Reads a file through a window, so that a segment of any size costs a bounded amount of memory. */
class FileWindow {
  readonly #file: ReadableFile;
  readonly #end: number;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(file: ReadableFile, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /** The bytes from `offset`, as many of `length` as there are. The view stays valid. */
  async view(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.#end - offset));
    if (offset < this.#start || offset + wanted > this.#start + this.#bytes.length) {
      const size = Math.min(Math.max(wanted, WINDOW_BYTES), this.#end - offset);
      const bytes = Buffer.allocUnsafeSlow(Math.max(0, size));
      const filled = await this.#file.read(bytes, offset);
      this.#bytes = bytes.subarray(0, filled);
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + wanted);
  }

  /** Where `marker` next begins at or after `offset`; the end when nowhere. */
  async find(marker: Buffer, offset: number): Promise<number> {
    let from = offset;
    while (from + marker.length <= this.#end) {
      const bytes = await this.view(from, Math.min(WINDOW_BYTES, this.#end - from));
      const at = bytes.indexOf(marker);
      if (at !== -1) return from + at;
      if (bytes.length < marker.length) break;
      from += bytes.length - marker.length + 1;
    }
    return this.#end;
  }
}

/**
 * Walks the bytes `from`…`to` of a segment. A record is yielded only when both its checksums hold; whatever
 * lies between two records is yielded as damage, a piece for each marker, and the walk goes on behind it.
 */
export async function* scanSegment(
  file: ReadableFile,
  marker: Buffer,
  from: number,
  to: number,
): AsyncGenerator<Found, void, undefined> {
  const window = new FileWindow(file, to);
  let at = from;
  while (at < to) {
    const head = readRecordHead(await window.view(at, RECORD_HEAD_BYTES), 0, marker);
    if (head !== undefined) {
      const payload = await window.view(at + RECORD_HEAD_BYTES, head.length);
      if (payloadIsWhole(payload, head)) {
        const end = at + RECORD_HEAD_BYTES + head.length;
        yield { kind: "record", from: at, to: end, head, payload };
        at = end;
        continue;
      }
    }
    const next = await window.find(marker, at + 1);
    yield { kind: "damage", from: at, to: next, events: head?.events };
    at = next;
  }
}
