import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Every file below `folder` with its bytes. The folder may be in use: what goes while it is read is passed over, and
 * every other problem is thrown.
 */
export async function* filesBelow(folder: string): AsyncGenerator<{ readonly path: string; readonly bytes: Buffer }> {
  for (const entry of (await unlessGone(readdir(folder, { withFileTypes: true }))) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    const bytes = entry.isFile() ? await unlessGone(readFile(path)) : undefined;
    if (bytes !== undefined) yield { path, bytes };
  }
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
