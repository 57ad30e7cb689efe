import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type ChallengeId, Fault } from "../../kernel/index.ts";

/** Where a text stands, `table|row|column`: bound into it, so that it opens nowhere else. */
export type Place = `${string}|${string}|${string}`;

export interface Vault {
  /** AES-256-GCM under the challenge's key, which the first call makes. Faults: `challenge.key-destroyed`. */
  seal(challenge: ChallengeId, place: Place, text: string): Promise<string>;
  /** Faults: `challenge.key-destroyed`; a text that was changed or moved throws. */
  open(challenge: ChallengeId, place: Place, sealed: string): Promise<string>;
  /** Destroys the challenge's key for ever. What it sealed can never be read again. */
  destroy(challenge: ChallengeId): Promise<void>;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DESTROYED = "destroyed";

/** Keys are files of mode 0600 in `folder`, one a challenge. Several nodes share the folder. */
export async function openVault(folder: string): Promise<Vault> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const keys = new Map<ChallengeId, Buffer>();
  const keyOf = async (challenge: ChallengeId): Promise<Buffer> => {
    const known = keys.get(challenge);
    if (known !== undefined) return known;
    const key = await ensureKey(folder, challenge);
    keys.set(challenge, key);
    return key;
  };
  return {
    async seal(challenge, place, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", await keyOf(challenge), nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString(
        "base64",
      );
    },
    async open(challenge, place, sealed) {
      const bytes = Buffer.from(sealed, "base64");
      const decipher = createDecipheriv("aes-256-gcm", await keyOf(challenge), bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString();
    },
    async destroy(challenge) {
      keys.delete(challenge);
      await overwrite(fileOf(folder, challenge));
    },
  };
}

const fileOf = (folder: string, challenge: ChallengeId): string => join(folder, `${challenge}.key`);

async function ensureKey(folder: string, challenge: ChallengeId): Promise<Buffer> {
  const path = fileOf(folder, challenge);
  const existing = await readIfThere(path);
  if (existing !== undefined) return parseKey(existing, challenge);
  const draft = `${path}.${randomBytes(6).toString("hex")}.new`;
  await writeSynced(draft, randomBytes(32).toString("hex"));
  // A link is refused where a key is already: of two who make the first one together, both go on with the same.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft, { force: true });
  await syncFolder(folder);
  return parseKey(await readFile(path, "utf8"), challenge);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseKey(text: string, challenge: ChallengeId): Buffer {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Fault("challenge.key-destroyed", { challenge });
  return Buffer.from(text, "hex");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Over its own bytes first; the word that stays keeps a new key from being made in its place. */
async function overwrite(path: string): Promise<void> {
  const known = await stat(path).catch(() => undefined);
  const file = await open(path, known === undefined ? "w" : "r+", 0o600);
  try {
    await file.write(randomBytes(Math.max(known?.size ?? 0, 64)), 0, undefined, 0);
    await file.sync();
    await file.truncate(0);
    await file.write(DESTROYED, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  const drafts = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}.`));
  for (const draft of drafts) await rm(join(dirname(path), draft), { force: true });
}
