import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { damaged, readTar, TAR_END, tarHeader, tarPadding } from "./tar.ts";

/** The last member: what all others are, so that a backup is whole or says which part is not. */
export const Manifest = z.object({
  format: z.literal("sadari-backup/1"),
  /** Of the Sadari that wrote it. */
  version: z.string(),
  takenAt: z.string(),
  withKeys: z.boolean(),
  members: z.array(z.object({ name: z.string(), size: z.number().int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

export const MANIFEST = "manifest.json";

/** What becomes a member: a file's first `size` bytes, or bytes. */
export type Source = { readonly path: string; readonly size: number } | { readonly bytes: Uint8Array };

/** Writes a backup: member after member, then the manifest. Nobody else can read the file; a file that exists is refused. */
export class BackupWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #modifiedSeconds: number;
  readonly #members: Manifest["members"] = [];
  #written = 0;

  private constructor(file: FileHandle, modifiedSeconds: number) {
    this.#file = file;
    this.#modifiedSeconds = modifiedSeconds;
  }

  static async create(path: string, modifiedSeconds: number): Promise<BackupWriter> {
    return new BackupWriter(await open(path, "wx", 0o600), modifiedSeconds);
  }

  get bytes(): number {
    return this.#written;
  }

  async add(name: string, source: Source): Promise<void> {
    const size = "bytes" in source ? source.bytes.length : source.size;
    const hash = createHash("sha256");
    await this.#write(tarHeader(name, size, this.#modifiedSeconds));
    let seen = 0;
    for await (const piece of piecesOf(source)) {
      hash.update(piece);
      seen += piece.length;
      await this.#write(piece);
    }
    if (seen !== size) throw new Error(`${name} changed while it was read`);
    await this.#write(tarPadding(size));
    this.#members.push({ name, size, sha256: hash.digest("hex") });
  }

  /** The end: manifest, then everything on the disk. */
  async finish(rest: Omit<Manifest, "format" | "members">): Promise<Manifest> {
    const manifest: Manifest = { format: "sadari-backup/1", ...rest, members: [...this.#members] };
    await this.add(MANIFEST, { bytes: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) });
    await this.#write(TAR_END);
    await this.#file.sync();
    return manifest;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, from);
      from += bytesWritten;
    }
    this.#written += bytes.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

async function* piecesOf(source: Source): AsyncGenerator<Uint8Array> {
  if ("bytes" in source) yield source.bytes;
  else if (source.size > 0) yield* createReadStream(source.path, { end: source.size - 1, highWaterMark: 1 << 18 });
}

const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;
/** Relative, within the folder, and none of the names that mean something else. */
const SAFE_NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.@%=+-]+(?:\/[\w.@%=+-]+)*$/;

/** Reads all of it and compares every member with the manifest; changes nothing. Faults: `backup.damaged`, naming the member. */
export async function verifyBackup(path: string): Promise<Manifest> {
  const seen = new Map<string, { readonly size: number; readonly sha256: string }>();
  let manifest: Manifest | undefined;
  for await (const { name, size, content } of readTar(bytesOf(path))) {
    if (!SAFE_NAME.test(name) || seen.has(name) || manifest !== undefined)
      throw damaged(name, "no backup has such a member");
    if (name === MANIFEST) manifest = await readManifest(content, size);
    else {
      const hash = createHash("sha256");
      for await (const piece of content) hash.update(piece);
      seen.set(name, { size, sha256: hash.digest("hex") });
    }
  }
  if (manifest === undefined) throw damaged([...seen.keys()].at(-1) ?? "the beginning", "the file ends after it");
  for (const member of manifest.members) {
    const found = seen.get(member.name);
    if (found === undefined) throw damaged(member.name, "it is missing");
    if (found.size !== member.size || found.sha256 !== member.sha256)
      throw damaged(member.name, "its SHA-256 does not match");
    seen.delete(member.name);
  }
  const [more] = seen.keys();
  if (more !== undefined) throw damaged(more, "the manifest does not know it");
  return manifest;
}

async function readManifest(content: AsyncIterable<Buffer>, size: number): Promise<Manifest> {
  if (size > MOST_MANIFEST_BYTES) throw damaged(MANIFEST, "it is too long");
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece));
  try {
    return Manifest.parse(JSON.parse(Buffer.concat(pieces).toString()));
  } catch {
    throw damaged(MANIFEST, "it cannot be read");
  }
}

export const bytesOf = (path: string): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: 1 << 18 });
