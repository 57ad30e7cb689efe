import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodePayload, mergeBlocks } from "./block-codec.ts";
import { openIn, replayed, type TemporaryFolder, takeAll, temporaryFolder } from "./fixtures/open.ts";
import { batchOf } from "./fixtures/rows.ts";
import {
  encodeSegmentHeader,
  markerOf,
  parseSegmentName,
  RECORD_HEAD_BYTES,
  SEGMENT_HEADER_BYTES,
  writeRecordHead,
} from "./format.ts";

const RECORDS = 6;
const ALL = Array.from({ length: RECORDS }, (_, i) => `<record-${i}>`);

/** A spool folder with one segment of six records, each a batch of one row, as a crash left it. */
let folder: TemporaryFolder;
let file: string;
let segment: Buffer;
let starts: number[];

beforeAll(async () => {
  folder = await temporaryFolder();
  await using spool = await openIn(folder.path, { limits: { batchRows: 1 } });
  for (const id of ALL) await spool.append(batchOf([id]));
  file = (await readdir(folder.path)).find((name) => name.endsWith(".spool")) ?? "";
  segment = await readFile(join(folder.path, file));
  starts = [];
  const marker = markerOf(parseSegmentName(file)?.id ?? "");
  for (let at = segment.indexOf(marker, SEGMENT_HEADER_BYTES); at !== -1; at = segment.indexOf(marker, at + 1))
    starts.push(at);
});

afterAll(() => folder[Symbol.asyncDispose]());

const end = (record: number): number => starts[record + 1] ?? segment.length;
const recordAt = (offset: number): number => starts.findLastIndex((start) => start <= offset);

/** Opens a folder that holds `bytes` as its segment, and perhaps a later, whole one that makes it not the last. */
async function openWith(bytes: Uint8Array, last: boolean) {
  const damaged = await temporaryFolder();
  await writeFile(join(damaged.path, file), bytes);
  if (!last) {
    const later = `0000000009-${"ab".repeat(16)}.spool`;
    await writeFile(join(damaged.path, later), encodeSegmentHeader("ab".repeat(16)));
  }
  const spool = await openIn(damaged.path);
  const { damagedRecords } = spool.figures();
  const files = await readdir(damaged.path);
  const quarantined = files.filter((name) => name.endsWith(".quarantine")).length;
  const ids = (await takeAll(spool)).flatMap((batch) => batch.ids);
  expect(spool.figures().unaccounted).toBe(0);
  await spool[Symbol.asyncDispose]();
  return { ids, damagedRecords, quarantined, [Symbol.asyncDispose]: () => damaged[Symbol.asyncDispose]() };
}

describe("a torn tail", () => {
  it("is cut off at every byte of the last record, and nothing else is lost", async () => {
    expect(starts).toHaveLength(RECORDS);
    for (let size = end(RECORDS - 2); size < segment.length; size++) {
      await using found = await openWith(segment.subarray(0, size), true);
      expect(found).toMatchObject({ ids: ALL.slice(0, -1), damagedRecords: 0, quarantined: 0 });
    }
  });

  it("is no damage at the start after next", async () => {
    await using torn = await temporaryFolder();
    await writeFile(join(torn.path, file), segment.subarray(0, segment.length - 3));
    const first = await openIn(torn.path);
    await first.append(batchOf(["<later>"]));
    await first[Symbol.asyncDispose]();
    await using second = await openIn(torn.path);
    expect(second.figures().damagedRecords).toBe(0);
    expect((await takeAll(second)).flatMap(({ ids }) => ids)).toEqual([...ALL.slice(0, -1), "<later>"]);
  });

  it("of zeros, as a file system may leave it, is cut off", async () => {
    await using found = await openWith(Buffer.concat([segment, Buffer.alloc(9_000)]), true);
    expect(found).toMatchObject({ ids: ALL, damagedRecords: 0, quarantined: 0 });
  });
});

describe("damage in the middle", () => {
  it("costs the flipped record and no other, wherever the byte is", async () => {
    for (let at = 0; at < (starts.at(-1) ?? 0); at += 3) {
      const bytes = Buffer.from(segment);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      await using found = await openWith(bytes, true);
      const hit = recordAt(at);
      expect(found.ids, `byte ${at}`).toEqual(ALL.filter((_, record) => record !== hit));
      expect([found.damagedRecords, found.quarantined], `byte ${at}`).toEqual(hit === -1 ? [0, 0] : [1, 1]);
    }
  });

  it("is set aside at the end of a segment that is not the last", async () => {
    await using found = await openWith(segment.subarray(0, segment.length - 2), false);
    expect(found).toMatchObject({ ids: ALL.slice(0, -1), damagedRecords: 1, quarantined: 1 });
  });

  it("of a page of zeros costs the records it touches", async () => {
    const [from, to] = [(starts[1] ?? 0) + 20, (starts[3] ?? 0) + 10];
    const bytes = Buffer.from(segment).fill(0, from, to);
    await using found = await openWith(bytes, true);
    expect(found.ids).toEqual([ALL[0], ALL[4], ALL[5]]);
  });

  it("cannot be forged into a record by what an agent sent", async () => {
    const payload = encodePayload(mergeBlocks(batchOf(["<forged>"]).blocks), RECORD_HEAD_BYTES);
    writeRecordHead(payload, Buffer.alloc(8, 1), { batch: 99, events: 1, rows: 1, sealedAt: 0 });
    await using own = await temporaryFolder();
    const spool = await openIn(own.path, { limits: { batchRows: 1 } });
    const content = payload.toString("latin1");
    await spool.append(batchOf([content]));
    await spool.append(batchOf(["<honest>"]));
    const [name = ""] = (await readdir(own.path)).filter((entry) => entry.endsWith(".spool"));
    await spool[Symbol.asyncDispose]();
    const bytes = await readFile(join(own.path, name));
    bytes[SEGMENT_HEADER_BYTES + 9] = 0xff;
    await writeFile(join(own.path, name), bytes);
    expect(await replayed(own.path)).toEqual(["<honest>"]);
  });
});

describe("other files in the folder", () => {
  it("are removed when empty, or begun and never used", async () => {
    for (const content of [Buffer.alloc(0), segment.subarray(0, 10), segment.subarray(0, SEGMENT_HEADER_BYTES)]) {
      await using own = await temporaryFolder();
      await writeFile(join(own.path, file), content);
      expect(await replayed(own.path)).toEqual([]);
      expect((await readdir(own.path)).filter((name) => name.endsWith(".spool"))).toEqual([]);
    }
  });

  it("of a later version are left untouched, and the rest goes on", async () => {
    await using own = await temporaryFolder();
    const future = Buffer.from(segment);
    const header = encodeSegmentHeader("cd".repeat(16));
    header.writeUInt32LE(2, 8);
    const { crc32 } = await import("node:zlib");
    header.writeUInt32LE(crc32(header.subarray(0, 60)), 60);
    header.copy(future);
    const name = `0000000007-${"cd".repeat(16)}.spool`;
    await writeFile(join(own.path, name), future);
    await copyFile(join(folder.path, file), join(own.path, file));
    expect(await replayed(own.path)).toEqual(ALL);
    expect(await readFile(join(own.path, name))).toEqual(future);
    await using again = await openIn(own.path);
    await again.append(batchOf(["<new>"]));
    const newest = (await readdir(own.path))
      .filter((entry) => entry.endsWith(".spool"))
      .sort()
      .at(-1);
    expect(newest?.startsWith("0000000008-")).toBe(true);
  });

  it("are ignored when they are none of ours", async () => {
    await using own = await temporaryFolder();
    await writeFile(join(own.path, "notes.txt"), "hello");
    await mkdir(join(own.path, "0000000001-folder"));
    expect(await replayed(own.path)).toEqual([]);
    expect((await stat(join(own.path, "notes.txt"))).size).toBe(5);
  });
});
