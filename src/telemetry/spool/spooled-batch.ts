import type { Log } from "../../self/index.ts";
import type { TableBlock } from "../block.ts";
import { type Allocate, decodePayload, joinBlock, mergeBlocks } from "./block-codec.ts";
import type { SpoolFiles } from "./files.ts";
import { markerOf, RECORD_HEAD_BYTES } from "./format.ts";
import { setAside } from "./quarantine.ts";
import { scanSegment } from "./segment-scan.ts";
import type { Segment } from "./segment-set.ts";

/**
 * Neighbouring records of one segment that go to the store together. Where it begins and ends is fixed by
 * the numbers stamped into the records before they became durable, so a replay after a crash gives the same
 * id and the same bytes.
 */
export interface SpooledBatch {
  /** Unique for ever. */
  readonly id: string;
  readonly events: number;
  readonly rows: number;
  /** Bytes it takes on disk. */
  readonly bytes: number;
  /** Epoch microseconds at which its oldest event was made durable. */
  readonly sealedAt: number;
  /**
   * Its blocks, one for each table and header, in the order in which the tables first appear: the same bytes
   * at every call. Rejects when the disk cannot be read.
   */
  blocks(): Promise<readonly TableBlock[]>;
  /**
   * All of it is stored, but for `deadLettered` events that were put aside elsewhere. Its space is freed.
   * To be called once.
   */
  done(deadLettered: number): void;
  /** It cannot be read: it is counted as dead-lettered and its segment stays on disk. To be called instead of `done`. */
  abandon(): void;
}

export interface BatchRange {
  readonly segment: Segment;
  readonly number: number;
  readonly from: number;
  to: number;
  events: number;
  rows: number;
  readonly sealedAt: number;
  /** The records' payloads while they are held in memory; undefined when they must be read back. */
  payloads: Buffer[] | undefined;
}

/** Reads a batch's blocks back from its segment. What is damaged by now is set aside; `lost` counts its events. */
export async function readBack(
  range: BatchRange,
  files: SpoolFiles,
  log: Log,
): Promise<{ payloads: Buffer[]; lost: number; damaged: number }> {
  const file = await files.openToRead(range.segment.path);
  try {
    const payloads: Buffer[] = [];
    let events = 0;
    let damaged = 0;
    for await (const found of scanSegment(file, markerOf(range.segment.name.id), range.from, range.to)) {
      if (found.kind === "damage") {
        damaged += 1;
        await setAside(range.segment, found, file, files, log);
      } else if (found.head.batch === range.number) {
        payloads.push(found.payload);
        events += found.head.events;
      }
    }
    return { payloads, lost: Math.max(0, range.events - events), damaged };
  } finally {
    await file.close();
  }
}

export function assemble(payloads: readonly Buffer[], allocate: Allocate): TableBlock[] {
  return mergeBlocks(payloads.flatMap(decodePayload)).map((merged) => joinBlock(merged, allocate));
}

export const payloadOf = (record: Buffer): Buffer => record.subarray(RECORD_HEAD_BYTES);
