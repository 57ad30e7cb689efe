import { type Cleaned, refused } from "./cleaned.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const ADOBE = 0xee;
/** Baseline, extended and progressive: those every browser draws. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Tables of the picture itself: Huffman, quantisation, restart interval. */
const TABLES: ReadonlySet<number> = new Set([0xc4, 0xdb, 0xdd]);
/** 72 by 72 pixels, and no thumbnail of what the picture was before. */
const PLAIN_JFIF = Buffer.from("ffe000104a46494600010100000100010000", "hex");

/** A JPEG of its drawing parts alone: no Exif with the place it was taken at, no thumbnail, no comment, nothing behind. */
export function cleanJpeg(bytes: Buffer): Cleaned {
  const parts: Buffer[] = [Buffer.from([0xff, SOI])];
  let size: { readonly width: number; readonly height: number } | undefined;
  let scans = 0;
  let at = 2;
  for (;;) {
    if (bytes[at] !== 0xff) throw refused("the JPEG is cut off");
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (marker === undefined) throw refused("the JPEG is cut off");
    if (marker === EOI) break;
    const length = at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0;
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw refused("the JPEG is cut off");
    const segment = bytes.subarray(at, end);
    at = end;
    if (FRAMES.has(marker)) {
      if (size !== undefined || segment.length < 10) throw refused("the JPEG has an odd frame");
      size = { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) };
      parts.push(segment);
    } else if (TABLES.has(marker) || marker === ADOBE) parts.push(segment);
    else if (marker === APP0 && parts.length === 1) parts.push(PLAIN_JFIF);
    else if (marker === SOS) {
      scans += 1;
      at = endOfScan(bytes, end);
      parts.push(segment, bytes.subarray(end, at));
    } else if (!isLeftOut(marker)) throw refused("the JPEG is of a kind that not every browser draws");
  }
  if (size === undefined || scans === 0) throw refused("the JPEG is cut off");
  parts.push(Buffer.from([0xff, EOI]));
  return { type: "image/jpeg", ...size, bytes: Buffer.concat(parts) };
}

/** Notes of applications and comments. */
const isLeftOut = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;

/** Where the next marker stands; `ff 00` and restarts belong to the scan. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && isWithinScan(bytes[at + 1])) at = bytes.indexOf(0xff, at + 2);
  if (at < 0) throw refused("the JPEG is cut off");
  return at;
}

const isWithinScan = (next: number | undefined): boolean =>
  next === 0x00 || (next !== undefined && next >= 0xd0 && next <= 0xd7);
