import type { Log } from "../../self/index.ts";
import { errorCode, type ReadableFile, type SpoolFiles, writeFully } from "./files.ts";
import type { Segment } from "./segment-set.ts";

const PIECE_BYTES = 1024 * 1024;

/**
 * Copies damaged bytes of a segment into a file beside it, for a person to look at. When that fails the
 * segment itself is kept. The same damage found twice gives one file.
 */
export async function setAside(
  segment: Segment,
  damage: { readonly from: number; readonly to: number },
  source: ReadableFile,
  files: SpoolFiles,
  log: Log,
): Promise<void> {
  const fields = { segment: segment.name.file, from: damage.from, bytes: damage.to - damage.from };
  try {
    await copy(source, damage.from, damage.to, `${segment.path}.${damage.from}.quarantine`, files);
    log.error(fields, "a damaged record of the spool was set aside");
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    segment.kept = true;
    log.error({ ...fields, code: errorCode(error) }, "a damaged record could not be set aside, its segment is kept");
  }
}

async function copy(source: ReadableFile, from: number, to: number, path: string, files: SpoolFiles): Promise<void> {
  const target = await files.create(path);
  try {
    for (let at = from; at < to; at += PIECE_BYTES) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, to - at));
      const filled = await source.read(piece, at);
      await writeFully(target, piece.subarray(0, filled), at - from);
    }
    await target.sync();
  } finally {
    await target.close();
  }
}
