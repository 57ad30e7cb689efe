import { join } from "node:path";
import type { Log } from "../../self/index.ts";
import { errorCode, type ReadableFile, type SpoolFiles } from "./files.ts";
import {
  FORMAT_VERSION,
  markerOf,
  parseSegmentName,
  readSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentName,
} from "./format.ts";
import { setAside } from "./quarantine.ts";
import { type Found, scanSegment } from "./segment-scan.ts";
import type { SegmentSet } from "./segment-set.ts";
import type { BatchRange } from "./spooled-batch.ts";

export interface RecoveryParts {
  readonly folder: string;
  readonly files: SpoolFiles;
  readonly log: Log;
  readonly segments: SegmentSet;
  /** Takes each batch found, oldest first. */
  readonly recover: (range: BatchRange) => void;
  /** Counts damaged records that were set aside. */
  readonly damage: (records: number) => void;
}

/** The folder's segments, oldest first. */
export async function listSegments(folder: string, files: SpoolFiles): Promise<SegmentName[]> {
  const names = (await files.list(folder)).map(parseSegmentName).filter((name) => name !== undefined);
  return names.sort((a, b) => a.sequence - b.sequence);
}

/**
 * Finds what an earlier process left. The torn end of the last segment is cut off (nobody was promised it),
 * a damaged record elsewhere is set aside and counted, and the rest goes on; a segment of another version is
 * left alone. Nothing found is appended to: what arrives from now on begins a new segment.
 */
export async function recoverSegments(parts: RecoveryParts): Promise<void> {
  const names = await listSegments(parts.folder, parts.files);
  for (const name of names) {
    parts.segments.pass(name.sequence);
    try {
      await recoverSegment(parts, name, name === names.at(-1));
    } catch (error) {
      parts.log.error(
        { segment: name.file, code: errorCode(error) },
        "a segment cannot be read, it is left for the next start",
      );
    }
  }
}

async function recoverSegment(parts: RecoveryParts, name: SegmentName, last: boolean): Promise<void> {
  const path = join(parts.folder, name.file);
  const file = await parts.files.openToRead(path);
  try {
    const size = await file.size();
    const id = await segmentId(parts.log, name, file, size);
    if (id === undefined) return;
    const found = await survey(file, id, size);
    const end = last ? (found.ranges.at(-1)?.to ?? SEGMENT_HEADER_BYTES) : size;
    const damage = found.damage.filter((piece) => piece.from < end);
    if (end < size) {
      await parts.files.truncate(path, end);
      parts.log.warn({ segment: name.file, bytes: size - end }, "the torn end of the last segment was cut off");
    }
    const segment = parts.segments.add({ ...name, id }, end);
    for (const piece of damage) await setAside(segment, piece, file, parts.files, parts.log);
    parts.damage(damage.length);
    for (const range of found.ranges) parts.recover({ ...range, segment });
    parts.segments.finish(segment);
  } finally {
    await file.close();
  }
}

/** The id its records are marked with; undefined for a segment that this version must not touch. */
async function segmentId(log: Log, name: SegmentName, file: ReadableFile, size: number): Promise<string | undefined> {
  const bytes = Buffer.alloc(Math.min(size, SEGMENT_HEADER_BYTES));
  await file.read(bytes, 0);
  const header = readSegmentHeader(bytes);
  if (header === undefined) {
    if (size > SEGMENT_HEADER_BYTES)
      log.warn({ segment: name.file }, "a segment's header is damaged, its records are read all the same");
    return name.id;
  }
  if (header.version === FORMAT_VERSION) return header.id;
  log.error(
    { segment: name.file, version: header.version, understood: FORMAT_VERSION },
    "a segment was written by another version of Sadari and is left untouched: start that version to bring it in",
  );
  return undefined;
}

interface Survey {
  readonly ranges: Omit<BatchRange, "segment">[];
  readonly damage: Extract<Found, { kind: "damage" }>[];
}

async function survey(file: ReadableFile, id: string, size: number): Promise<Survey> {
  const ranges: Omit<BatchRange, "segment">[] = [];
  const damage: Survey["damage"] = [];
  for await (const found of scanSegment(file, markerOf(id), SEGMENT_HEADER_BYTES, size)) {
    if (found.kind === "damage") {
      damage.push(found);
      continue;
    }
    const { head, from, to } = found;
    const open = ranges.at(-1);
    if (open?.number === head.batch) {
      open.to = to;
      open.events += head.events;
      open.rows += head.rows;
    } else {
      const { batch: number, events, rows, sealedAt } = head;
      ranges.push({ number, from, to, events, rows, sealedAt, payloads: undefined });
    }
  }
  return { ranges, damage };
}
