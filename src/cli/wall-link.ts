import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Control } from "../control/index.ts";
import { DEFAULT_SPACE, randomId } from "../kernel/index.ts";

const FILE = "wall-link";
/** 130 bits. */
const TOKEN_LENGTH = 26;

/**
 * The token of the wall's link. It is kept, 0600, in the data folder, so that the screen at the booth keeps its
 * address over restarts; a new one is made when there is none or its link was revoked.
 */
export async function ensureWallLink(control: Control, dataDir: string): Promise<string> {
  const path = join(dataDir, FILE);
  const kept = await readKept(path);
  if (kept !== undefined && (await isGood(control, kept))) return kept;
  const token = randomId(TOKEN_LENGTH);
  await writeFile(path, `${token}\n`, { mode: 0o600 });
  await isGood(control, token);
  return token;
}

async function isGood(control: Control, token: string): Promise<boolean> {
  const { link } = await control.links.create({
    kind: "wall",
    space: DEFAULT_SPACE,
    label: "start",
    once: false,
    token,
  });
  return link.revokedAt === undefined;
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim() || undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
