import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { openControl, probeSqlite } from "../../control/index.ts";
import { Fault, systemClock } from "../../kernel/index.ts";
import { createLog } from "../../self/index.ts";
import { restoreTelemetry, type VerifyReport } from "../../telemetry/index.ts";
import type { Config } from "../config.ts";
import { bytesOf, MANIFEST, type Manifest, verifyBackup } from "./backup-file.ts";
import { clearUnfinished, stageRestore } from "./leftovers.ts";
import { KEYS } from "./take-backup.ts";
import { readTar } from "./tar.ts";

export interface Restored {
  readonly manifest: Manifest;
  readonly store: VerifyReport;
}

/**
 * Brings a backup back into an empty data folder: checks all of it first, then unpacks, then checks every part and record
 * again. What was begun is removed when anything fails, and by the next restore when it was killed. Faults:
 * `backup.damaged`, `backup.not-empty`, those of the rooms.
 */
export async function restoreBackup(config: Config, source: string): Promise<Restored> {
  const { dataDir } = config;
  if (config.controlUrl !== undefined || config.clickhouseUrl !== undefined) {
    throw new Fault("backup.refused", {
      detail: "a backup is restored into the embedded stores",
      remedy: "Leave SADARI_CONTROL_URL and SADARI_CLICKHOUSE_URL out",
    });
  }
  const file = resolve(source);
  if (!existsSync(file)) {
    throw new Fault("backup.refused", {
      detail: `there is no file ${file}`,
      remedy: "Name the file that `sadari backup` wrote",
    });
  }
  const existed = existsSync(dataDir);
  await clearUnfinished(dataDir);
  if (existed && (await readdir(dataDir)).length > 0) throw new Fault("backup.not-empty", { folder: dataDir });
  const manifest = await verifyBackup(file);
  await using staging = await stageRestore(dataDir);
  try {
    return { manifest, store: await unpackInto(dataDir, staging.folder, file, manifest) };
  } catch (error) {
    // Its mark goes last: without it the folder would look like a booth's.
    for (const name of await readdir(dataDir)) {
      if (name !== basename(staging.folder)) await rm(join(dataDir, name), { recursive: true, force: true });
    }
    if (!existed) await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function unpackInto(dataDir: string, files: string, file: string, manifest: Manifest): Promise<VerifyReport> {
  await unpack(file, files);
  for (const name of ["control", "wall-link", KEYS]) {
    if (existsSync(join(files, name))) await rename(join(files, name), join(dataDir, name));
  }
  const log = createLog("warn");
  const store = await restoreTelemetry({ dataDir, files, clock: systemClock, log });
  if (!store.ok) throw new Fault("backup.damaged", { member: "events", detail: store.words.join(" ") });
  await probeSqlite(dataDir);
  if (!manifest.withKeys) await noteMissingKeys(dataDir);
  return store;
}

async function unpack(file: string, folder: string): Promise<void> {
  for await (const { name, content } of readTar(bytesOf(file))) {
    const zipped = name.endsWith(".gz");
    const path = join(folder, zipped ? name.slice(0, -3) : name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const target = createWriteStream(path, { mode: 0o600, flags: "wx", flush: true });
    if (name === MANIFEST || !zipped) await pipeline(content, target);
    else await pipeline(content, createGunzip(), target);
  }
}

/**
 * Without this a challenge's first sealed text would make a new key, and the true one, brought later, would be taken for a
 * stranger. A file with the real key put in its place opens everything again.
 */
async function noteMissingKeys(dataDir: string): Promise<void> {
  const folder = join(dataDir, KEYS);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using control = await openControl({ dataDir, clock: systemClock, log: createLog("warn") });
  const challenges = await control.records.read((tables) => tables.selectFrom("challenge").select("id").execute());
  for (const { id } of challenges) {
    await writeFile(join(folder, `${id}.key`), "not in the backup", { mode: 0o600, flag: "wx" });
  }
}
