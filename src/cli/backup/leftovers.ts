import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Fault, randomId } from "../../kernel/index.ts";
import { lockFolder } from "../../telemetry/index.ts";

/** A folder that is there only while a backup is taken or restored; its lock ends with the process that holds it. */
export interface Staging extends AsyncDisposable {
  readonly folder: string;
}

const STAGED = /^backup-[0-9a-z]{8}$/;
const UNFINISHED = /^restore-[0-9a-z]{8}$/;
const DRAFT = /^\.[0-9a-z]{8}\.sadari-backup$/;
/** Says where the file is that a backup was being written to. */
const DRAFT_NOTE = "draft";

export const draftName = (): string => `.${randomId(8)}.sadari-backup`;

/** A place for a backup that is being taken into `draft`; both are gone when it is disposed of. */
export async function stageBackup(dataDir: string, draft: string): Promise<Staging> {
  const folder = join(dataDir, `backup-${randomId(8)}`);
  const lock = lockFolder(folder);
  await writeFile(join(folder, DRAFT_NOTE), draft, { mode: 0o600 });
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await clear(dataDir, folder);
      lock[Symbol.dispose]();
    },
  };
}

/** A place for a backup that is being unpacked: while it is there, the data folder is not whole. */
export async function stageRestore(dataDir: string): Promise<Staging> {
  const folder = join(dataDir, `restore-${randomId(8)}`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
      lock[Symbol.dispose]();
    },
  };
}

/** Removes what backups left behind whose process was killed; one that is being taken now is left alone. */
export async function clearLeftovers(dataDir: string): Promise<readonly string[]> {
  const cleared: string[] = [];
  for (const name of await namesIn(dataDir)) {
    if (!STAGED.test(name)) continue;
    const folder = join(dataDir, name);
    const lock = lockIfFree(folder);
    if (lock === undefined) continue;
    await clear(dataDir, folder);
    lock[Symbol.dispose]();
    cleared.push(name);
  }
  return cleared;
}

/** Faults: `backup.unfinished` where a restore was cut short, or runs. */
export async function refuseUnfinished(dataDir: string): Promise<void> {
  if ((await namesIn(dataDir)).some((name) => UNFINISHED.test(name))) {
    throw new Fault("backup.unfinished", { folder: dataDir });
  }
}

/** Removes what a restore that was cut short brought into a folder that had been empty. Faults: `spool.locked` while one runs. */
export async function clearUnfinished(dataDir: string): Promise<void> {
  const names = await namesIn(dataDir);
  const unfinished = names.filter((name) => UNFINISHED.test(name));
  if (unfinished.length === 0) return;
  const locks = unfinished.map((name) => lockFolder(join(dataDir, name)));
  // Its mark goes last, or a second cut would leave a folder that looks like somebody's.
  for (const name of names) {
    if (!UNFINISHED.test(name)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
  for (const name of unfinished) await rm(join(dataDir, name), { recursive: true, force: true });
  for (const lock of locks) lock[Symbol.dispose]();
}

/** The folder, what the event store froze under its name, and the half-written file. */
async function clear(dataDir: string, folder: string): Promise<void> {
  const draft = await readFile(join(folder, DRAFT_NOTE), "utf8").catch(() => "");
  if (DRAFT.test(basename(draft))) await rm(draft, { force: true });
  const frozen = basename(folder).replace("-", "_");
  await rm(join(dataDir, "clickhouse", "data", "shadow", frozen), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

function lockIfFree(folder: string): Disposable | undefined {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof Fault && error.code === "spool.locked") return undefined;
    throw error;
  }
}

const namesIn = async (folder: string): Promise<readonly string[]> => (existsSync(folder) ? await readdir(folder) : []);
