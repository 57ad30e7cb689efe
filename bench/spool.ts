/**
 * The spool alone: `node bench/spool.ts [--seconds 2]`. Appenders in a closed loop, each waiting for its
 * batch to be on disk before it sends the next; the same disk is measured bare in the same run.
 */
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../src/kernel/index.ts";
import { createMetrics, silentLog } from "../src/self/index.ts";
import type { Batch, TableBlock } from "../src/telemetry/block.ts";
import { openSpool, type Spool } from "../src/telemetry/spool/index.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "2" }, folder: { type: "string" } } });
const MILLIS = Number(values.seconds) * 1_000;
const ROW_BYTES = 800;
const HEADER = Buffer.alloc(1_200, "h");
const TABLES = ["transactions", "spans", "errors", "metrics"];

const folder = await mkdtemp(join(values.folder ?? tmpdir(), "sadari-bench-spool-"));
try {
  for (const eventsPerBatch of [1, 100]) {
    const batch = batchOf(eventsPerBatch);
    const bytes = batch.blocks.reduce((sum, block) => sum + block.rows.length, 0);
    const raw = await bareDisk(bytes);
    const rawGroup = await bareDisk(1024 * 1024);
    console.log(`batches of ${eventsPerBatch} events, ${(bytes / 1e3).toFixed(1)} kB of rows`);
    console.log(line("bare write + fdatasync, a batch", raw, bytes));
    console.log(line("bare write + fdatasync, 1 MiB", rawGroup, 1024 * 1024));
    for (const appenders of [1, 8, 64]) {
      const run = await appendersLoop(batch, appenders);
      const ratio = run.perSecond / raw.perSecond;
      const share = (run.perSecond * bytes) / (rawGroup.perSecond * 1024 * 1024);
      const cpu = ((run.cpuSeconds / (run.perSecond * run.seconds * eventsPerBatch)) * 1e6).toFixed(2);
      console.log(
        `${line(`spool, ${appenders} appenders`, run, bytes)}   ${ratio.toFixed(2)} of bare batches, ${share.toFixed(2)} of bare 1 MiB, ${cpu} µs CPU an event`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Run {
  readonly perSecond: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly latencies: Float64Array;
}

function line(name: string, { perSecond, latencies }: Run, bytes: number): string {
  const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2);
  const figures = `${perSecond.toFixed(0).padStart(6)}/s ${((perSecond * bytes) / 1e6).toFixed(1).padStart(6)} MB/s`;
  return `  ${name.padEnd(33)} ${figures}   p50 ${at(0.5).padStart(5)} ms  p99 ${at(0.99).padStart(5)} ms`;
}

function batchOf(events: number): Batch {
  const blocks = TABLES.slice(0, Math.min(events, TABLES.length)).map((table) => block(table, Math.ceil(events / 4)));
  return { blocks, events };
}

function block(table: string, count: number): TableBlock {
  const ends = Uint32Array.from({ length: count }, (_, i) => (i + 1) * ROW_BYTES);
  return { table, header: HEADER, rows: Buffer.alloc(count * ROW_BYTES, 7), ends };
}

async function bareDisk(bytes: number): Promise<Run> {
  const path = join(folder, "bare");
  const file = await open(path, "w");
  const content = Buffer.alloc(bytes, 7);
  let position = 0;
  try {
    return await timed(1, async () => {
      await file.write(content, 0, bytes, position);
      await file.datasync();
      position += bytes;
    });
  } finally {
    await file.close();
    await rm(path);
  }
}

async function appendersLoop(batch: Batch, appenders: number): Promise<Run> {
  const parts = { clock: systemClock, log: silentLog, metrics: createMetrics() };
  await using spool = await openSpool({ folder: join(folder, "spool"), ...parts });
  const stop = new AbortController();
  const taker = takeEverything(spool, stop.signal);
  const run = await timed(appenders, () => spool.append(batch));
  stop.abort();
  await taker;
  return run;
}

/** What the inserter does, with a store that takes no time. */
async function takeEverything(spool: Spool, signal: AbortSignal): Promise<void> {
  for (;;) {
    const batch = await spool.take(100, signal);
    if (batch === undefined) return;
    await batch.blocks();
    batch.done(0);
  }
}

async function timed(callers: number, once: () => Promise<void>): Promise<Run> {
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  const loop = async (): Promise<void> => {
    for (let now = performance.now(); now - began < MILLIS; ) {
      const start = now;
      await once();
      now = performance.now();
      latencies.push(now - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, loop));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(latencies).sort();
  return { perSecond: latencies.length / seconds, seconds, cpuSeconds: (user + system) / 1e6, latencies: sorted };
}
