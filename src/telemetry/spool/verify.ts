import { join } from "node:path";
import { errorCode, nodeFiles, type SpoolFiles } from "./files.ts";
import { FORMAT_VERSION, markerOf, readSegmentHeader, SEGMENT_HEADER_BYTES, type SegmentName } from "./format.ts";
import { listSegments } from "./recovery.ts";
import { scanSegment } from "./segment-scan.ts";

export interface SpoolReport {
  /** No damaged record, nothing unreadable, nothing set aside earlier. */
  readonly ok: boolean;
  readonly segments: number;
  readonly records: number;
  /** Apm events in whole records; some of them may be stored already. */
  readonly events: number;
  readonly bytes: number;
  readonly damagedRecords: number;
  /** Each finding in a sentence, for people. */
  readonly words: readonly string[];
}

interface Count {
  records: number;
  events: number;
  bytes: number;
  damaged: number;
  /** Bytes of an unfinished record at the end of the newest segment. */
  unfinished: number;
}

/**
 * Walks a spool folder and checks every record, without changing or locking anything: the booth may be
 * running, and a segment that is stored and removed meanwhile is none of the findings.
 */
export async function verifySpool(folder: string, files: SpoolFiles = nodeFiles): Promise<SpoolReport> {
  const words: string[] = [];
  const total: Count = { records: 0, events: 0, bytes: 0, damaged: 0, unfinished: 0 };
  const names = await listed(folder, files, words);
  let segments = 0;
  let trouble = words.length;
  for (const name of names) {
    try {
      const count = await verifySegment(folder, name, name === names.at(-1), files);
      segments += 1;
      trouble += tell(name, count, words) ? 1 : 0;
      if (typeof count !== "number") add(total, count);
    } catch (error) {
      if (errorCode(error) === "ENOENT") continue;
      trouble += 1;
      words.push(`Segment ${name.file} cannot be read (${errorCode(error)}).`);
    }
  }
  const aside = await setAsideFiles(folder, files);
  if (aside > 0) words.push(`${aside} damaged records were set aside earlier as *.quarantine files in ${folder}.`);
  words.unshift(`${total.records} records with ${total.events} events in ${segments} segments of the spool are whole.`);
  const { records, events, bytes, damaged: damagedRecords } = total;
  return { ok: trouble === 0 && aside === 0, segments, records, events, bytes, damagedRecords, words };
}

async function listed(folder: string, files: SpoolFiles, words: string[]): Promise<SegmentName[]> {
  try {
    return await listSegments(folder, files);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") words.push(`The spool folder ${folder} cannot be read (${errorCode(error)}).`);
    return [];
  }
}

/** Counts a segment's records; the number of its version when that is not ours. */
async function verifySegment(
  folder: string,
  name: SegmentName,
  last: boolean,
  files: SpoolFiles,
): Promise<Count | number> {
  const file = await files.openToRead(join(folder, name.file));
  try {
    const size = await file.size();
    const bytes = Buffer.alloc(Math.min(size, SEGMENT_HEADER_BYTES));
    await file.read(bytes, 0);
    const header = readSegmentHeader(bytes);
    if (header !== undefined && header.version !== FORMAT_VERSION) return header.version;
    const count: Count = { records: 0, events: 0, bytes: size, damaged: 0, unfinished: 0 };
    let tail = { records: 0, bytes: 0 };
    for await (const found of scanSegment(file, markerOf(header?.id ?? name.id), SEGMENT_HEADER_BYTES, size)) {
      if (found.kind === "damage") {
        tail = { records: tail.records + 1, bytes: tail.bytes + found.to - found.from };
        count.damaged += 1;
      } else {
        tail = { records: 0, bytes: 0 };
        count.records += 1;
        count.events += found.head.events;
      }
    }
    if (!last) return count;
    return { ...count, damaged: count.damaged - tail.records, unfinished: tail.bytes };
  } finally {
    await file.close();
  }
}

/** Puts a segment's findings into words; answers whether something is wrong with it. */
function tell(name: SegmentName, count: Count | number, words: string[]): boolean {
  if (typeof count === "number") {
    words.push(
      `Segment ${name.file} is of version ${count}, this Sadari reads version ${FORMAT_VERSION}: it is left alone.`,
    );
    return true;
  }
  if (count.unfinished > 0) {
    words.push(
      `Segment ${name.file} ends in ${count.unfinished} bytes that nobody was promised; the next start cuts them off.`,
    );
  }
  if (count.damaged > 0) words.push(`Segment ${name.file} has ${count.damaged} damaged records.`);
  return count.damaged > 0;
}

function add(total: Count, count: Count): void {
  total.records += count.records;
  total.events += count.events;
  total.bytes += count.bytes;
  total.damaged += count.damaged;
}

async function setAsideFiles(folder: string, files: SpoolFiles): Promise<number> {
  try {
    return (await files.list(folder)).filter((name) => name.endsWith(".quarantine")).length;
  } catch {
    return 0;
  }
}
