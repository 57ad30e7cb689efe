import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { copySqlite } from "../../control/index.ts";
import { Fault, MICROS_PER_SECOND, systemClock, toIso } from "../../kernel/index.ts";
import { createLog } from "../../self/index.ts";
import { snapshotTelemetry } from "../../telemetry/index.ts";
import { type Config, describeConfig } from "../config.ts";
import { VERSION } from "../version.ts";
import { BackupWriter, type Manifest } from "./backup-file.ts";
import { clearLeftovers, draftName, refuseUnfinished, stageBackup } from "./leftovers.ts";

export const KEYS = "challenge-keys";
const FAST = { level: 1 } as const;

export interface Taken {
  readonly file: string;
  readonly bytes: number;
  readonly members: number;
  readonly withKeys: boolean;
  readonly takenAt: string;
}

/**
 * Writes everything of the data folder into one file, while a booth runs on it or not. All that was acknowledged before it
 * began is in it. The file is there when it is whole; what one that was killed left behind goes with the next.
 * Faults: `backup.refused`, `backup.unfinished`, those of the rooms.
 */
export async function takeBackup(config: Config, target: string, withKeys: boolean): Promise<Taken> {
  refuseOthers(config);
  const file = resolve(target);
  if (existsSync(file)) {
    throw new Fault("backup.refused", { detail: `${file} is there already`, remedy: "Choose another name" });
  }
  const { dataDir } = config;
  if (!existsSync(join(dataDir, "control"))) {
    throw new Fault("backup.refused", {
      detail: `there is no booth in ${dataDir}`,
      remedy: "Name its folder with --data-dir",
    });
  }
  await refuseUnfinished(dataDir);
  await clearLeftovers(dataDir);
  const draft = join(dirname(file), draftName());
  await using staging = await stageBackup(dataDir, draft);
  const { manifest, bytes } = await write(config, staging.folder, draft, withKeys);
  await rename(draft, file);
  const { members, takenAt } = manifest;
  return { file, bytes, members: members.length, withKeys, takenAt };
}

function refuseOthers({ controlUrl, clickhouseUrl }: Config): void {
  if (controlUrl !== undefined) {
    throw new Fault("backup.refused", {
      detail: "control data is in PostgreSQL",
      remedy: "Take it with `pg_dump --format=custom`, and copy the data folder of each node while it is stopped",
    });
  }
  if (clickhouseUrl !== undefined) {
    throw new Fault("backup.refused", {
      detail: "events are in another ClickHouse",
      remedy: "Take them with its own `BACKUP DATABASE`, and copy the data folder while the booth is stopped",
    });
  }
}

async function write(
  config: Config,
  staging: string,
  draft: string,
  withKeys: boolean,
): Promise<{ readonly manifest: Manifest; readonly bytes: number }> {
  const { dataDir } = config;
  const now = systemClock.now();
  await using writer = await BackupWriter.create(draft, Math.floor(now / MICROS_PER_SECOND));
  const settings = Buffer.from(`${JSON.stringify(describeConfig(config), null, 1)}\n`);
  await writer.add("settings.json", { bytes: settings });
  await using snapshot = await snapshotTelemetry({ dataDir, staging, clock: systemClock, log: createLog("warn") });
  // After the events: whoever sent one has a key in it.
  const control = join(staging, "control.sqlite");
  if (await copySqlite(dataDir, control)) await addZipped(writer, "control/control.sqlite", control);
  for (const { name, from } of snapshot.files) {
    // What the store wrote is compressed already.
    if (name.startsWith("spool/") && "path" in from) await addZipped(writer, name, from.path, from.size);
    else await writer.add(name, from);
  }
  if (existsSync(join(dataDir, "wall-link"))) await addFile(writer, "wall-link", join(dataDir, "wall-link"));
  if (withKeys) await addKeys(writer, join(dataDir, KEYS));
  const manifest = await writer.finish({ version: VERSION, takenAt: toIso(now), withKeys });
  return { manifest, bytes: writer.bytes };
}

async function addFile(writer: BackupWriter, name: string, path: string): Promise<void> {
  await writer.add(name, { path, size: (await stat(path)).size });
}

async function addZipped(writer: BackupWriter, name: string, path: string, size?: number): Promise<void> {
  const zipped = `${path}.gz`;
  const read = size === 0 ? [] : createReadStream(path, size === undefined ? {} : { end: size - 1 });
  await pipeline(read, createGzip(FAST), createWriteStream(zipped, { mode: 0o600 }));
  await addFile(writer, `${name}.gz`, zipped);
  await rm(zipped);
}

async function addKeys(writer: BackupWriter, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of (await readdir(folder)).filter((each) => each.endsWith(".key")).sort()) {
    await addFile(writer, `${KEYS}/${name}`, join(folder, name));
  }
}
