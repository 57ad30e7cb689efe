/**
 * The questions of the pages: `node bench/query.ts [--events 500000]`, on recorded events with ids and times of
 * their own. Baseline in the same run: `SELECT 1` over the same connection.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApm } from "../src/apm/index.ts";
import { DEFAULT_SPACE, epochMicros, MICROS_PER_HOUR, randomId, systemClock } from "../src/kernel/index.ts";
import type { ApmEvent } from "../src/model/index.ts";
import { silentLog } from "../src/self/index.ts";
import { Encoder } from "../src/telemetry/encode/index.ts";
import { StoreReader } from "../src/telemetry/reader/index.ts";
import { Store } from "../src/telemetry/store.ts";
import { corpusBatches } from "./events.ts";

const { values } = parseArgs({ options: { events: { type: "string", default: "500000" } } });
const WANTED = Number(values.events);
const SPREAD = 6 * MICROS_PER_HOUR;
const PER_INSERT = 10_000;

const folder = await mkdtemp(join(tmpdir(), "sadari-bench-query-"));
try {
  await using store = await Store.open({ folder, clickhouse: { kind: "child" }, clock: systemClock, log: silentLog });
  const traces = await fill(store);
  const apm = createApm({ reader: new StoreReader(store.connection), clock: systemClock });
  const last = { from: "now-15m", to: "now" };
  const wide = { from: "now-6h", to: "now" };
  const service = "toy-shop";
  console.log(`${WANTED} events over 6 h, ${traces.length} traces`);
  const base = await time("SELECT 1", () => store.connection.reader.rows("SELECT 1"));
  const asked = [
    ["services, 15 min", () => apm.services(DEFAULT_SPACE, last)],
    ["services, 6 h", () => apm.services(DEFAULT_SPACE, wide)],
    ["transactions, 15 min", () => apm.transactions(DEFAULT_SPACE, { service, ...last })],
    ["transactions, 6 h", () => apm.transactions(DEFAULT_SPACE, { service, ...wide })],
    ["newest traces, 6 h", () => apm.traces(DEFAULT_SPACE, { service, ...wide })],
    ["trace by id", () => apm.trace(DEFAULT_SPACE, traces[Math.floor(Math.random() * traces.length)] ?? "")],
  ] as const;
  for (const [name, ask] of asked) await time(name, ask, base);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function fill(store: Store): Promise<readonly string[]> {
  const recorded = corpusBatches("node-express", 200).flatMap((batch) => batch.events);
  const encoder = new Encoder();
  const ids = new Set<string>();
  const receivedAt = systemClock.now();
  for (let done = 0; done < WANTED; done += PER_INSERT) {
    const events: ApmEvent[] = [];
    for (let prefix = ""; events.length < PER_INSERT; ) {
      prefix = randomId(8);
      const timestamp = epochMicros(receivedAt - Math.floor(Math.random() * SPREAD));
      for (const event of recorded.slice(0, PER_INSERT - events.length)) {
        const traceId = event.traceId === undefined ? undefined : `${prefix}${event.traceId.slice(8)}`;
        events.push(stamped(event, timestamp, traceId));
        if (traceId !== undefined && ids.size < 2_000) ids.add(traceId);
      }
    }
    const { batch, confirm } = encoder.encode({ space: DEFAULT_SPACE, receivedAt, events });
    const token = randomId(20);
    for (const block of batch.blocks) await store.insert(block, `${token}:${block.table}`);
    confirm();
  }
  return [...ids];
}

function stamped(event: ApmEvent, timestamp: ApmEvent["timestamp"], traceId: string | undefined): ApmEvent {
  switch (event.kind) {
    case "transaction":
    case "span":
      return { ...event, timestamp, traceId: traceId ?? event.traceId };
    default:
      return { ...event, timestamp, traceId };
  }
}

async function time(name: string, ask: () => Promise<unknown>, base = 0): Promise<number> {
  const millis: number[] = [];
  for (let i = 0; i < 30; i++) {
    const begun = performance.now();
    await ask();
    millis.push(performance.now() - begun);
  }
  const first = millis[0] ?? 0;
  millis.sort((a, b) => a - b);
  const median = millis[15] ?? 0;
  const ratio = base === 0 ? "" : `   ${(median / base).toFixed(1)} × SELECT 1`;
  console.log(
    `  ${name.padEnd(22)} first ${first.toFixed(1).padStart(6)} ms   p50 ${median.toFixed(1).padStart(6)} ms   p95 ${(millis[28] ?? 0).toFixed(1).padStart(6)} ms${ratio}`,
  );
  return median;
}
