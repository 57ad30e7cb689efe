import { promisify } from "node:util";
import { createGunzip, createInflate, type Gunzip, gunzip, gunzipSync, type Inflate } from "node:zlib";

export type Encoding = "gzip" | "zlib" | "plain";

/** How a body is packed: as its header says, else as its first two bytes show (1.2). */
export function detectEncoding(contentEncoding: string | undefined, first: Buffer): Encoding {
  if (contentEncoding === "gzip") return "gzip";
  if (contentEncoding === "deflate") return "zlib";
  if (first[0] === 0x1f && first[1] === 0x8b) return "gzip";
  return first.length >= 2 && ((first[0] ?? 0) & 0x0f) === 8 ? "zlib" : "plain";
}

/** True when the first bytes are the header the encoding asks for. */
export function hasValidHeader(encoding: Encoding, first: Buffer): boolean {
  const [a = 0, b = 0, method = 8] = first;
  if (encoding === "gzip") return a === 0x1f && b === 0x8b && method === 8;
  if (encoding === "zlib") return (a & 0x0f) === 8 && (a * 256 + b) % 31 === 0;
  return true;
}

/** The body expanded further than any honest one does. */
export class RatioExceeded extends Error {
  override readonly name = "RatioExceeded";
}

/** Each chunk is a round trip to another thread; memory that a body does not fill is never touched. */
const OUTPUT_CHUNK = 256 * 1024;

/** What a body that is unpacked in one piece may be at most. */
const WHOLE_PACKED = 256 * 1024;
const WHOLE_UNPACKED = 4 * 1024 * 1024;
/** Unpacked so soon that another thread and back would take longer. */
const SMALL_PACKED = 16 * 1024;

const gunzipElsewhere = promisify(gunzip);

/** True when a body of this packed size is worth waiting for its last byte: it is unpacked best in one piece. */
export function isWorthGathering(encoding: Encoding, packedBytes: number | undefined): packedBytes is number {
  return encoding === "gzip" && packedBytes !== undefined && packedBytes <= WHOLE_PACKED;
}

/**
 * The size a whole gzip body says it unpacks to (RFC 1952, ISIZE); undefined when it is not to be unpacked in one
 * piece: too large, or further expanded than `ratio` allows.
 */
export function saidSize(body: Buffer, ratio: RatioLimits): number | undefined {
  if (body.length < 18 || body.length > WHOLE_PACKED) return undefined;
  const size = body.readUInt32LE(body.length - 4);
  return size <= Math.min(WHOLE_UNPACKED, Math.max(ratio.freeBytes, body.length * ratio.maxRatio)) ? size : undefined;
}

/** Unpacks a gzip body that is there whole; undefined when it is broken or larger than it said: the unpacker tells. */
export async function unpackWhole(body: Buffer, size: number): Promise<Buffer | undefined> {
  // With room to spare the last byte needs no further round trip.
  const options = { chunkSize: size + 64, maxOutputLength: Math.max(1, size) };
  try {
    return body.length <= SMALL_PACKED ? gunzipSync(body, options) : await gunzipElsewhere(body, options);
  } catch {
    return undefined;
  }
}

/** At most `maxRatio` times the input, once `freeBytes` were given out. */
export interface RatioLimits {
  readonly maxRatio: number;
  readonly freeBytes: number;
}

export interface Unpacker {
  /** Unpacks a piece; resolves when all its output was handed on. Rejects when the data is broken. */
  write(piece: Buffer): Promise<void>;
  /** Resolves when the end of the data was seen where it should be. */
  end(): Promise<void>;
  close(): void;
}

/**
 * Unpacks a body piece by piece, handing output on as it comes, before the next piece is read: what was whole
 * before a break has been handed on when the break is told. Refuses more than `maxRatio` times the input once
 * `freeBytes` were given out.
 */
export function createUnpacker(encoding: Encoding, onData: (chunk: Buffer) => void, limits: RatioLimits): Unpacker {
  if (encoding === "plain") {
    return {
      async write(piece) {
        onData(piece);
      },
      async end() {},
      close() {},
    };
  }
  const options = { chunkSize: OUTPUT_CHUNK };
  return zlibUnpacker(encoding === "gzip" ? createGunzip(options) : createInflate(options), onData, limits);
}

function zlibUnpacker(zlib: Gunzip | Inflate, onData: (chunk: Buffer) => void, limits: RatioLimits): Unpacker {
  let input = 0;
  let output = 0;
  let failure: Error | undefined;
  let settle: ((error: Error | undefined) => void) | undefined;
  const finish = (error?: Error): void => {
    failure ??= error;
    settle?.(failure);
    settle = undefined;
  };
  zlib.on("data", (chunk: Buffer) => {
    if (failure) return;
    output += chunk.length;
    if (output > limits.freeBytes && output > input * limits.maxRatio) {
      zlib.destroy();
      finish(new RatioExceeded(`more than ${limits.maxRatio} times its size`));
      return;
    }
    onData(chunk);
  });
  zlib.on("error", finish);
  zlib.on("close", () => finish());
  const step = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      settle = (error) => (error ? reject(error) : resolve());
      start(() => finish());
    });
  return {
    write: (piece) => {
      input += piece.length;
      return step((done) => zlib.write(piece, done));
    },
    end: () =>
      step((done) => {
        zlib.once("end", done);
        zlib.end();
      }),
    close: () => zlib.destroy(),
  };
}
