import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { randomId } from "../../kernel/index.ts";
import type { EnginePasswords } from "./engine-config.ts";

/** What `passwords.json` holds. */
export const EnginePasswordsFile = z.object({
  writer: z.string().min(20),
  migrator: z.string().min(20),
  reader: z.string().min(20),
});

/** The passwords of the child server's users, random and made once, readable by us alone. */
export async function enginePasswords(folder: string): Promise<EnginePasswords> {
  const path = join(folder, "passwords.json");
  try {
    return EnginePasswordsFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // Missing, or half written when the process was killed: nothing else depends on the former ones.
  }
  const passwords = { writer: randomId(32), migrator: randomId(32), reader: randomId(32) };
  await writePrivately(path, JSON.stringify(passwords));
  return passwords;
}

/** Whole or not at all, mode 0600. */
export async function writePrivately(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}
