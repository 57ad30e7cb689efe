/**
 * Encoded blocks into the ClickHouse child: `node bench/insert.ts [--seconds 5] [--events 10000]`. Baseline in the
 * same run: the same events without the inventory, the index of traces and the contents beside them.
 */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomId, systemClock } from "../src/kernel/index.ts";
import type { ApmEvent, EventBatch } from "../src/model/index.ts";
import { silentLog } from "../src/self/index.ts";
import type { TableBlock } from "../src/telemetry/block.ts";
import { Encoder } from "../src/telemetry/encode/index.ts";
import { Store } from "../src/telemetry/store.ts";
import { corpusBatches } from "./events.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "5" }, events: { type: "string", default: "10000" } },
});
const EVENTS = Number(values.events);
const MILLIS = Number(values.seconds) * 1_000;

const folder = await mkdtemp(join(tmpdir(), "sadari-bench-insert-"));
try {
  await using store = await Store.open({
    folder,
    clickhouse: { kind: "child" },
    clock: systemClock,
    log: silentLog,
  });
  const recorded = corpusBatches("node-express", 200);
  const encoder = new Encoder();
  const prepared: (readonly TableBlock[])[] = [];
  for (let i = 0; i < 12; i++) prepared.push(blocksOf(encoder, recorded));
  const bytes = prepared[1]?.reduce((sum, block) => sum + block.rows.length, 0) ?? 0;
  console.log(`batches of ${EVENTS} events, ${(bytes / 1e6).toFixed(1)} MB`);
  await run(store, prepared, () => true, "warm-up");
  const bare = await run(store, prepared, (block) => isEvents(block.table), "event tables only");
  const whole = await run(store, prepared, () => true, "with inventory, index and contents");
  console.log(`ratio ${(whole / bare).toFixed(2)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function isEvents(table: string): boolean {
  return !["contents", "trace_services", "service_minutes"].includes(table);
}

async function run(
  store: Store,
  prepared: readonly (readonly TableBlock[])[],
  wanted: (block: TableBlock) => boolean,
  name: string,
): Promise<number> {
  const started = performance.now();
  const cpu = childCpu(store.child?.pid);
  const latencies: number[] = [];
  let batches = 0;
  while (performance.now() - started < MILLIS) {
    const token = randomId(20);
    const begun = performance.now();
    for (const block of prepared[batches % prepared.length] ?? []) {
      if (wanted(block)) await store.insert(block, `${token}:${block.table}`);
    }
    latencies.push(performance.now() - begun);
    batches++;
  }
  const seconds = (performance.now() - started) / 1_000;
  const rate = (batches * EVENTS) / seconds;
  const micros = ((childCpu(store.child?.pid) - cpu) * 1e6) / (batches * EVENTS);
  latencies.sort((a, b) => a - b);
  console.log(
    `  ${name.padEnd(36)} ${rate.toFixed(0).padStart(7)} events/s, ${micros.toFixed(1)} µs of ClickHouse each, p50 ${latencies[Math.floor(latencies.length / 2)]?.toFixed(0)} ms a batch, ${rss(store.child?.pid)}`,
  );
  return rate;
}

/** A batch as the spool gathers it: the recorded events over and over, with ids of their own. */
function blocksOf(encoder: Encoder, recorded: readonly EventBatch[]): readonly TableBlock[] {
  const events: ApmEvent[] = [];
  for (let i = 0, prefix = ""; events.length < EVENTS; i++) {
    if (i % recorded.length === 0) prefix = randomId(8);
    for (const event of recorded[i % recorded.length]?.events ?? []) {
      if (events.length < EVENTS) events.push(fresh(event, prefix));
    }
  }
  const [first] = recorded;
  if (first === undefined) throw new Error("the corpus is empty");
  const { batch, confirm } = encoder.encode({ ...first, events });
  confirm();
  return batch.blocks;
}

function fresh(event: ApmEvent, prefix: string): ApmEvent {
  // The events of a trace stay together, as they are when an agent sends them.
  const traceId = `${prefix}${(event.traceId ?? "").slice(8)}`;
  switch (event.kind) {
    case "transaction":
      return { ...event, traceId, transactionId: randomId(16) };
    case "span":
      return { ...event, traceId, spanId: randomId(16) };
    default:
      return { ...event, traceId };
  }
}

function childCpu(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function rss(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+ kB)/)?.[1] ?? "";
}
