import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { BodyReader } from "./body-reader.ts";
import { createUnpacker, detectEncoding, hasValidHeader } from "./decompress.ts";
import type { IntakeLimits } from "./limits.ts";

const LIMIT = 1_048_576;

/** A body that is read whole, packed or not; "" when it is broken, slow or larger than 1 MB. */
export async function smallBody(body: Readable, headers: IncomingHttpHeaders, limits: IntakeLimits): Promise<string> {
  const packed = await collect(body, limits.readTimeoutMillis);
  if (packed === undefined || packed.length === 0) return "";
  const encoding = detectEncoding(headers["content-encoding"], packed);
  if (!hasValidHeader(encoding, packed)) return "";
  const pieces: Buffer[] = [];
  let size = 0;
  const unpacker = createUnpacker(
    encoding,
    (chunk) => {
      size += chunk.length;
      if (size <= LIMIT) pieces.push(chunk);
    },
    { maxRatio: 1, freeBytes: LIMIT },
  );
  try {
    await unpacker.write(packed);
    await unpacker.end();
  } catch {
    return "";
  } finally {
    unpacker.close();
  }
  return size > LIMIT ? "" : Buffer.concat(pieces).toString("utf8");
}

async function collect(body: Readable, timeoutMillis: number): Promise<Buffer | undefined> {
  const reader = new BodyReader(body, timeoutMillis);
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const read = await reader.next();
    if (read.kind === "end") return Buffer.concat(pieces);
    if (read.kind !== "chunk") return undefined;
    size += read.chunk.length;
    if (size > LIMIT) return undefined;
    pieces.push(read.chunk);
  }
}
