import type { Batch, TableBlock } from "../block.ts";

/**
 * The payload of a record: the blocks of all batches that were gathered into one group, those of the same
 * table and header merged. All integers u32 little-endian:
 *
 *     payload = count block*
 *     block   = nameLength headerLength rowCount rowsLength name header zeros-to-4 ends:u32[rowCount] rows zeros-to-4
 *
 * A record is self-contained (each block has its header) so that losing one record never makes another
 * unreadable. Every machine Sadari runs on is little-endian, so `ends` is used in place.
 */
const COUNT_BYTES = 4;
const BLOCK_FIXED_BYTES = 16;

const pad = (length: number): number => (length + 3) & ~3;

/** Blocks of one table with one header, on their way to become one. */
export interface MergedBlock {
  readonly table: string;
  readonly header: Uint8Array;
  readonly parts: TableBlock[];
  rowCount: number;
  rowsLength: number;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a === b || Buffer.compare(a, b) === 0;

/**
 * Sorts blocks by table and header, in the order in which each pair first appears; blocks without rows are
 * left out. The same input gives the same output, on which the identity of a retried batch rests.
 */
export function mergeBlocks(blocks: Iterable<TableBlock>): MergedBlock[] {
  const merged: MergedBlock[] = [];
  for (const block of blocks) {
    if (block.ends.length === 0) continue;
    let target = merged.find((other) => other.table === block.table && sameBytes(other.header, block.header));
    if (target === undefined) {
      target = { table: block.table, header: block.header, parts: [], rowCount: 0, rowsLength: 0 };
      merged.push(target);
    }
    target.parts.push(block);
    target.rowCount += block.ends.length;
    target.rowsLength += block.rows.length;
  }
  return merged;
}

export function* blocksOf(batches: Iterable<Batch>): Generator<TableBlock> {
  for (const batch of batches) yield* batch.blocks;
}

/** Bytes the blocks take in a payload, not counting what merging saves. */
export function encodedSize(blocks: Iterable<TableBlock>): number {
  let size = COUNT_BYTES;
  for (const { table, header, ends, rows } of blocks) {
    size += BLOCK_FIXED_BYTES + table.length * 3 + header.length + ends.length * 4 + rows.length + 6;
  }
  return size;
}

/** Gives a buffer of so many bytes at the beginning of its memory. */
export type Allocate = (size: number) => Buffer;

/** One record's bytes with `headBytes` left free in front; `headBytes` must be a multiple of 4. */
export function encodePayload(
  merged: readonly MergedBlock[],
  headBytes: number,
  allocate: Allocate = Buffer.allocUnsafeSlow,
): Buffer {
  const names = merged.map((block) => Buffer.from(block.table, "utf8"));
  let size = headBytes + COUNT_BYTES;
  for (const [i, block] of merged.entries()) {
    size += BLOCK_FIXED_BYTES + pad((names[i]?.length ?? 0) + block.header.length);
    size += block.rowCount * 4 + pad(block.rowsLength);
  }
  const record = allocate(size);
  let at = record.writeUInt32LE(merged.length, headBytes);
  for (const [i, block] of merged.entries()) at = writeBlock(record, at, names[i] ?? Buffer.alloc(0), block);
  return record;
}

function writeBlock(record: Buffer, start: number, name: Buffer, block: MergedBlock): number {
  let at = record.writeUInt32LE(name.length, start);
  at = record.writeUInt32LE(block.header.length, at);
  at = record.writeUInt32LE(block.rowCount, at);
  at = record.writeUInt32LE(block.rowsLength, at);
  record.set(name, at);
  record.set(block.header, at + name.length);
  at = zeroTo(record, at + name.length + block.header.length);
  joinEnds(block.parts, new Uint32Array(record.buffer, record.byteOffset + at, block.rowCount));
  at += block.rowCount * 4;
  for (const part of block.parts) {
    record.set(part.rows, at);
    at += part.rows.length;
  }
  return zeroTo(record, at);
}

function zeroTo(record: Buffer, at: number): number {
  const end = pad(at);
  record.fill(0, at, end);
  return end;
}

function joinEnds(parts: readonly TableBlock[], into: Uint32Array): void {
  let row = 0;
  let base = 0;
  for (const { ends, rows } of parts) {
    for (const end of ends) into[row++] = base + end;
    base += rows.length;
  }
}

/** Raised for a payload whose checksum holds and whose structure does not: a bug, or another version's data. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/** The blocks of a payload, as views into it (or into a copy, where its memory begins at an odd place). */
export function decodePayload(bytes: Buffer): TableBlock[] {
  const payload = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  const blocks: TableBlock[] = [];
  let at = 4;
  const count = payload.length >= 4 ? payload.readUInt32LE(0) : 0;
  for (let i = 0; i < count; i++) {
    if (at + BLOCK_FIXED_BYTES > payload.length) throw new PayloadError(`block ${i} of ${count} is cut off`);
    const nameLength = payload.readUInt32LE(at);
    const headerLength = payload.readUInt32LE(at + 4);
    const rowCount = payload.readUInt32LE(at + 8);
    const rowsLength = payload.readUInt32LE(at + 12);
    const nameAt = at + BLOCK_FIXED_BYTES;
    const endsAt = pad(nameAt + nameLength + headerLength);
    const rowsAt = endsAt + rowCount * 4;
    at = pad(rowsAt + rowsLength);
    if (at > payload.length) throw new PayloadError(`block ${i} of ${count} is cut off`);
    blocks.push({
      table: payload.toString("utf8", nameAt, nameAt + nameLength),
      header: payload.subarray(nameAt + nameLength, nameAt + nameLength + headerLength),
      ends: new Uint32Array(payload.buffer, payload.byteOffset + endsAt, rowCount),
      rows: payload.subarray(rowsAt, rowsAt + rowsLength),
    });
  }
  return blocks;
}

/** One block from its parts, copied only when there are several. */
export function joinBlock(merged: MergedBlock, allocate: Allocate = Buffer.allocUnsafeSlow): TableBlock {
  const [only, second] = merged.parts;
  if (only !== undefined && second === undefined) return only;
  const ends = new Uint32Array(merged.rowCount);
  joinEnds(merged.parts, ends);
  const rows = allocate(merged.rowsLength);
  let at = 0;
  for (const part of merged.parts) {
    rows.set(part.rows, at);
    at += part.rows.length;
  }
  return { table: merged.table, header: merged.header, rows, ends };
}
