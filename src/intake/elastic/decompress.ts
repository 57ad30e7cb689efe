import { createGunzip, createInflate, type Gunzip, gunzipSync, type Inflate, inflateSync } from "node:zlib";

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

/** A body of this size at most is unpacked at once: sooner done than handed to another thread and back. */
const WHOLE_PACKED = 128 * 1024;
const WHOLE_UNPACKED = 4 * 1024 * 1024;

/** A small body that is there whole; undefined when it is not small, broken or a bomb: the unpacker says which. */
export function unpackWhole(encoding: Encoding, body: Buffer, ratio: RatioLimits): Buffer | undefined {
  if (encoding === "plain" || body.length > WHOLE_PACKED) return undefined;
  const maxOutputLength = Math.min(WHOLE_UNPACKED, Math.max(ratio.freeBytes, body.length * ratio.maxRatio));
  try {
    return encoding === "gzip" ? gunzipSync(body, { maxOutputLength }) : inflateSync(body, { maxOutputLength });
  } catch {
    return undefined;
  }
}

/** At most `maxRatio` times the input, once `freeBytes` were given out. */
interface RatioLimits {
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
