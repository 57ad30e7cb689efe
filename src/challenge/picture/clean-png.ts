import { crc32, inflateSync } from "node:zlib";
import { type Cleaned, MOST_PIXELS_A_SIDE, refused } from "./cleaned.ts";

const SIGNATURE_BYTES = 8;
/** What draws; names, times, places and frames of an animation are left out. */
const KEPT: ReadonlySet<string> = new Set(["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"]);
/** Samples a pixel by colour type. */
const SAMPLES = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** A PNG of its drawing chunks alone, each with the checksum it says, unpacking to exactly the pixels it says. */
export function cleanPng(bytes: Buffer): Cleaned {
  const parts: Buffer[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = SIGNATURE_BYTES; ; ) {
    const length = at + 12 <= bytes.length ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const end = at + 12 + length;
    if (end > bytes.length) throw refused("the PNG is cut off");
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw refused("the PNG is damaged");
    const body = bytes.subarray(at + 8, end - 4);
    if ((type === "IHDR") !== (header === undefined)) throw refused("the PNG has an odd header");
    if (type === "IHDR") header = body;
    if (type === "IDAT") data.push(body);
    if (KEPT.has(type)) parts.push(bytes.subarray(at, end));
    at = end;
    if (type === "IEND") break;
  }
  if (header?.length !== 13) throw refused("the PNG has an odd header");
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  requirePixels(header, size, data);
  return { type: "image/png", ...size, bytes: Buffer.concat(parts) };
}

function requirePixels(
  header: Buffer,
  { width, height }: { readonly width: number; readonly height: number },
  data: readonly Buffer[],
): void {
  const [depth = 0, colours = -1, packing, filter, interlaced] = header.subarray(8);
  const samples = SAMPLES.get(colours);
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(depth) || packing !== 0 || filter !== 0)
    throw refused("the PNG has an odd header");
  if (interlaced !== 0) throw refused("the PNG is interlaced");
  // Before anything is unpacked: a few bytes may claim a picture as large as a house.
  if (width > MOST_PIXELS_A_SIDE || height > MOST_PIXELS_A_SIDE) throw refused("it is too large");
  const expected = (1 + Math.ceil((width * samples * depth) / 8)) * height;
  const pixels = unpack(Buffer.concat(data), expected);
  if (pixels !== expected) throw refused("the PNG is damaged");
}

function unpack(data: Buffer, expected: number): number {
  try {
    return inflateSync(data, { maxOutputLength: expected + 1 }).length;
  } catch {
    return -1;
  }
}
