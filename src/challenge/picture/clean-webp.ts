import { type Cleaned, refused } from "./cleaned.ts";

const HAS_ALPHA = 0x10;

/** A still WebP of its drawing chunks alone: no Exif, no XMP, no colour profile, nothing behind. */
export function cleanWebp(bytes: Buffer): Cleaned {
  const chunks = readChunks(bytes);
  if (chunks.has("ANIM") || chunks.has("ANMF")) throw refused("it moves");
  const lossy = chunks.get("VP8 ");
  const lossless = chunks.get("VP8L");
  const picture = lossy ?? lossless;
  if (picture === undefined || (lossy !== undefined && lossless !== undefined)) throw refused("the WebP is damaged");
  const size = lossy === undefined ? losslessSize(picture) : lossySize(picture);
  const alpha = lossy === undefined ? undefined : chunks.get("ALPH");
  const parts =
    alpha === undefined
      ? [chunk(lossy === undefined ? "VP8L" : "VP8 ", picture)]
      : [chunk("VP8X", extended(size)), chunk("ALPH", alpha), chunk("VP8 ", picture)];
  const body = Buffer.concat([Buffer.from("WEBP"), ...parts]);
  const head = Buffer.alloc(8);
  head.write("RIFF");
  head.writeUInt32LE(body.length, 4);
  return { type: "image/webp", ...size, bytes: Buffer.concat([head, body]) };
}

function readChunks(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw refused("the WebP is cut off");
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= end; ) {
    const length = bytes.readUInt32LE(at + 4);
    const name = bytes.toString("latin1", at, at + 4);
    if (at + 8 + length > end) throw refused("the WebP is cut off");
    if (chunks.has(name) && ["VP8 ", "VP8L", "ALPH"].includes(name)) throw refused("the WebP is damaged");
    chunks.set(name, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function lossySize(data: Buffer) {
  const isKeyFrame = data.length >= 10 && ((data[0] ?? 1) & 1) === 0 && data.readUIntBE(3, 3) === 0x9d012a;
  if (!isKeyFrame) throw refused("the WebP is damaged");
  const size = { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  if (size.width === 0 || size.height === 0) throw refused("the WebP is damaged");
  return size;
}

function losslessSize(data: Buffer) {
  if (data.length < 5 || data[0] !== 0x2f) throw refused("the WebP is damaged");
  const bits = data.readUInt32LE(1);
  if (bits >>> 29 !== 0) throw refused("the WebP is damaged");
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function extended({ width, height }: { readonly width: number; readonly height: number }): Buffer {
  const data = Buffer.alloc(10);
  data[0] = HAS_ALPHA;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return data;
}

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
