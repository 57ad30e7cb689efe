import { link, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { type Clock, Fault } from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import { ChildServer, EnginePasswordsFile } from "./child-server/index.ts";
import { ClickHouseNode } from "./clickhouse/index.ts";
import { lockFolder, verifySpool } from "./spool/index.ts";
import { DATABASE, Store } from "./store.ts";
import { type VerifyReport, verifyTelemetry } from "./verify.ts";

/** A file of a snapshot. */
export interface SnapshotFile {
  /** `spool/…`, `events/<table>/<part>/…`, `events/<table>.sql` */
  readonly name: string;
  /** Where its bytes are; or they are here. */
  readonly from: { readonly path: string; readonly size: number } | { readonly bytes: Uint8Array };
}

/** Everything acknowledged before it was taken, as files that nobody changes until it is disposed of. */
export interface TelemetrySnapshot extends AsyncDisposable {
  readonly files: readonly SnapshotFile[];
}

export interface SnapshotOptions {
  readonly dataDir: string;
  /** A folder on the disk of `dataDir` by a name of its own, under which the store's parts are frozen (`-` becomes `_`). */
  readonly staging: string;
  readonly clock: Clock;
  readonly log: Log;
}

const Table = z.object({ name: z.string(), uuid: z.string(), sql: z.string() });
type Table = z.infer<typeof Table>;

/**
 * Takes a snapshot of the spool and of the embedded store, whether a booth runs on the folder or not. The spool comes first:
 * what was acknowledged by then is in its copy, or in the store already, which comes second; what is in both is told apart
 * by the store's own log of batches, of which those lines are kept that the frozen parts cover. Faults: `backup.refused`.
 */
export async function snapshotTelemetry(options: SnapshotOptions): Promise<TelemetrySnapshot> {
  const { dataDir, staging } = options;
  await using opened = new AsyncDisposableStack();
  const folder = join(dataDir, "clickhouse");
  const node = opened.use(await reachStore(options, folder, opened));
  const files: SnapshotFile[] = await linkSpool(join(dataDir, "spool"), join(staging, "spool"));
  const name = basename(staging).replaceAll("-", "_");
  const shadow = join(folder, "data", "shadow", name);
  opened.defer(() => rm(shadow, { recursive: true, force: true }));
  for (const table of await tablesOf(node)) files.push(...(await freeze(node, table, folder, shadow, name)));
  const kept = opened.move();
  return { files, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The running booth's child, or one of our own while we hold the folder. */
async function reachStore(
  { dataDir, clock, log }: SnapshotOptions,
  folder: string,
  opened: AsyncDisposableStack,
): Promise<ClickHouseNode> {
  try {
    opened.use(lockFolder(join(dataDir, "spool")));
  } catch (error) {
    if (!(error instanceof Fault && error.code === "spool.locked")) throw error;
    return reachChild(folder);
  }
  const server = opened.use(await ChildServer.start({ folder, database: DATABASE, clock, log }));
  return new ClickHouseNode(
    () => server.url,
    () => server.credentials("migrator"),
    DATABASE,
  );
}

async function reachChild(folder: string): Promise<ClickHouseNode> {
  try {
    const port = Number(await readFile(join(folder, "http-port"), "utf8"));
    const { migrator } = EnginePasswordsFile.parse(JSON.parse(await readFile(join(folder, "passwords.json"), "utf8")));
    const node = new ClickHouseNode(
      () => `http://127.0.0.1:${port}`,
      () => ({ user: "migrator", password: migrator }),
      DATABASE,
    );
    await node.rows("SELECT 1");
    return node;
  } catch (cause) {
    const detail = "the event store of the running booth does not answer";
    throw new Fault(
      "backup.refused",
      { detail, remedy: "Try again when `/readyz` answers, or stop the booth" },
      { cause },
    );
  }
}

/** A link keeps a segment that is stored and removed meanwhile; what is appended to it later is beyond its size now. */
async function linkSpool(spool: string, staging: string): Promise<SnapshotFile[]> {
  await mkdir(staging, { recursive: true, mode: 0o700 });
  const files: SnapshotFile[] = [];
  for (const entry of await readdir(spool, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith("lock")) continue;
    const path = join(staging, entry.name);
    try {
      await link(join(spool, entry.name), path);
      files.push({ name: `spool/${entry.name}`, from: { path, size: (await stat(path)).size } });
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return files;
}

async function tablesOf(node: ClickHouseNode): Promise<readonly Table[]> {
  const sql = `SELECT name, toString(uuid) AS uuid, create_table_query AS sql FROM system.tables
WHERE database = {database:String} AND engine LIKE '%MergeTree' ORDER BY name`;
  return z.array(Table).parse(await node.rows(sql, { params: { database: DATABASE } }));
}

async function freeze(
  node: ClickHouseNode,
  { name, uuid, sql }: Table,
  folder: string,
  shadow: string,
  backup: string,
): Promise<SnapshotFile[]> {
  await node.command(`ALTER TABLE ${name} FREEZE WITH NAME '${backup}'`);
  const place = join("store", uuid.slice(0, 3), uuid);
  const parts = await listIfThere(join(shadow, place));
  const files: SnapshotFile[] = [{ name: `events/${name}.sql`, from: { bytes: Buffer.from(sql) } }];
  for (const part of parts) {
    const names = await readdir(join(shadow, place, part), { recursive: true, withFileTypes: true });
    for (const entry of names.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const inside = path.slice(join(shadow, place).length + 1);
      files.push({ name: `events/${name}/${inside}`, from: { path, size: (await stat(path)).size } });
    }
  }
  const logs = join(folder, "data", place, LOGS);
  for (const file of await listIfThere(logs)) {
    const text = (await readFile(join(logs, file), "utf8")).split("\n").filter((line) => isCovered(line, parts));
    const bytes = Buffer.from(text.map((line) => `${line}\n`).join(""));
    files.push({ name: `events/${name}/${LOGS}/${file}`, from: { bytes } });
  }
  return files;
}

const LOGS = "deduplication_logs";

/**
 * A line names a batch and the part it became: `1 <part> <batch>`. A batch whose part was not frozen must not count as
 * stored. Frozen is a part itself, or the one it was merged into, whose range of blocks holds its own.
 */
function isCovered(line: string, frozen: readonly string[]): boolean {
  const own = rangeOf(line.split("\t")[1] ?? "");
  if (own === undefined) return false;
  return frozen.some((part) => {
    const range = rangeOf(part);
    return range !== undefined && range.partition === own.partition && range.from <= own.from && range.to >= own.to;
  });
}

function rangeOf(part: string): { readonly partition: string; readonly from: number; readonly to: number } | undefined {
  const [, partition, from, to] = /^(.+)_(\d+)_(\d+)_\d+(?:_\d+)?$/.exec(part) ?? [];
  return partition === undefined ? undefined : { partition, from: Number(from), to: Number(to) };
}

/**
 * Puts a snapshot's files into an empty data folder and checks every part and record. `files` is a folder with them under
 * their names; they are moved away from there. Faults: `store.engine-unavailable`, `store.unavailable`.
 */
export async function restoreTelemetry(
  options: Omit<SnapshotOptions, "staging"> & { readonly files: string },
): Promise<VerifyReport> {
  const { dataDir, files, clock, log } = options;
  const folder = join(dataDir, "clickhouse");
  const spool = join(dataDir, "spool");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await listIfThere(join(files, "spool"))).length > 0) await rename(join(files, "spool"), spool);
  else await mkdir(spool, { recursive: true, mode: 0o700 });
  const events = join(files, "events");
  const statements = (await listIfThere(events)).filter((name) => name.endsWith(".sql"));
  if (statements.length === 0) return { ok: true, tables: [], words: [], spool: await verifySpool(spool) };
  const tables = await makeTables({ folder, clock, log }, events, statements);
  for (const { name, uuid } of tables) {
    const place = join(folder, "data", "store", uuid.slice(0, 3), uuid);
    await rm(join(place, LOGS), { recursive: true, force: true });
    for (const part of await listIfThere(join(events, name))) await rename(join(events, name, part), join(place, part));
  }
  await using store = await Store.open({ folder, clickhouse: { kind: "child" }, clock, log });
  return await verifyTelemetry(store, spool);
}

/** The tables as they were when the snapshot was taken; the next start brings them to its own schema. */
async function makeTables(
  options: { readonly folder: string; readonly clock: Clock; readonly log: Log },
  events: string,
  statements: readonly string[],
): Promise<readonly Table[]> {
  await using server = await ChildServer.start({ ...options, database: DATABASE });
  const credentials = () => server.credentials("migrator");
  await using bootstrap = new ClickHouseNode(() => server.url, credentials, "default");
  await bootstrap.command(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
  await using node = new ClickHouseNode(() => server.url, credentials, DATABASE);
  for (const file of statements) await node.command(await readFile(join(events, file), "utf8"));
  return await tablesOf(node);
}

async function listIfThere(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

const isAbsent = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
