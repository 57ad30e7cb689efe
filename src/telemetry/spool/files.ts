import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, statfs, truncate, unlink } from "node:fs/promises";

/**
 * Everything the spool asks of the file system, so that a test can make the n-th request fail. Errors are
 * those of `node:fs` with their `code`; a short write or read is a result, not an error.
 */
export interface SpoolFiles {
  makeFolder(folder: string): Promise<void>;
  list(folder: string): Promise<string[]>;
  /** Makes a new file, readable by its owner alone; fails when it exists. */
  create(path: string): Promise<WritableFile>;
  openToRead(path: string): Promise<ReadableFile>;
  truncate(path: string, size: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes creations and removals in the folder durable. */
  syncFolder(folder: string): Promise<void>;
  /** Bytes of the disk that holds the folder. */
  space(folder: string): Promise<{ readonly free: number; readonly total: number }>;
}

export interface WritableFile {
  /** Writes at `position`; answers how many bytes were taken, which may be fewer than were given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Returns when everything written is on the disk (`fdatasync`). */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ReadableFile {
  size(): Promise<number>;
  /** Fills `into` from `position`; answers how many bytes there were. */
  read(into: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

export const nodeFiles: SpoolFiles = {
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  },
  list: (folder) => readdir(folder),
  async create(path) {
    return writable(await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600));
  },
  async openToRead(path) {
    return readable(await open(path, "r"));
  },
  truncate: (path, size) => truncate(path, size),
  remove: (path) => unlink(path),
  async syncFolder(folder) {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async space(folder) {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  },
};

function writable(handle: FileHandle): WritableFile {
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

function readable(handle: FileHandle): ReadableFile {
  return {
    size: async () => (await handle.stat()).size,
    async read(into, position) {
      let filled = 0;
      while (filled < into.length) {
        const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    close: () => handle.close(),
  };
}

/** Writes all of `bytes`, however often the system takes only a part of them. */
export async function writeFully(file: WritableFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const taken = await file.write(written === 0 ? bytes : bytes.subarray(written), position + written);
    if (taken <= 0) throw Object.assign(new Error("the disk took no bytes"), { code: "EIO" });
    written += taken;
  }
}

/** The system's name of a failure (`ENOSPC`, `EIO`), which holds no path and no content. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}
