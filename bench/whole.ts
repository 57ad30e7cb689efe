/**
 * The whole way: gzip bodies over HTTP into a started booth until they are durable, stored and found by count.
 * `node bench/whole.ts [--seconds 60]`. Load, server and ClickHouse share the machine.
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { ServicesAnswer } from "../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../test/booth.ts";
import { readBodies } from "../test/load/corpus.ts";
import { cpuSeconds, residentBytes } from "../test/process-tree.ts";
import type { SenderReport, SenderTask } from "./load/sender.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const SECONDS = Number(values.seconds);
const CONNECTIONS = 8;
/** As the recorded agent sent them: up to so many in one request. */
const EVENTS_PER_BODY = 550;

/** Bodies are made before they are sent; no booth stores faster than this share of bare parsing. */
const MOST_OF_PARSING = 0.8;

const parsePerSecond = bareParse();
await using booth = await startBooth();
const warm = await load(booth, 5, 0);
await stored(booth, warm.acknowledgedTransactions);
const memory = watchMemory(booth.pid);
const before = cpuSeconds(booth.pid);
const report = await load(booth, SECONDS, 1_000_000);
const cpu = cpuSeconds(booth.pid) - before;
if (report.seconds < SECONDS) throw new Error(`the bodies ran out after ${report.seconds.toFixed(1)} of ${SECONDS} s`);
const settling = performance.now();
await stored(booth, warm.acknowledgedTransactions + report.acknowledgedTransactions);
const settledSeconds = (performance.now() - settling) / 1_000;
const peak = memory();

const rate = report.acknowledgedEvents / report.seconds;
const latencies = report.latenciesMillis.sort();
const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(0);
console.log(
  `whole way, ${CONNECTIONS} connections, ${report.seconds.toFixed(0)} s, up to ${EVENTS_PER_BODY} events a body`,
);
console.log(
  `  durable          ${rate.toFixed(0)} events/s   ${(rate / parsePerSecond).toFixed(3)} of bare JSON.parse (${parsePerSecond.toFixed(0)}/s)`,
);
console.log(
  `  acknowledged     ${report.acknowledgedEvents} events, refused bodies ${report.refused}, all found by count ${settledSeconds.toFixed(1)} s after the last`,
);
console.log(`  answer           p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
console.log(
  `  processor        ${((cpu / report.acknowledgedEvents) * 1e6).toFixed(1)} µs an event over all processes of the booth`,
);
console.log(`  memory           ${(peak / 1e6).toFixed(0)} MB at most over all processes of the booth`);

async function load(target: Booth, seconds: number, firstRound: number): Promise<SenderReport> {
  const task: SenderTask = {
    url: target.url,
    token: target.secretToken,
    connections: CONNECTIONS,
    bodies: Math.ceil((seconds * parsePerSecond * MOST_OF_PARSING) / EVENTS_PER_BODY),
    eventsPerBody: EVENTS_PER_BODY,
    firstRound,
    seconds,
  };
  const worker = new Worker(new URL("./load/sender.ts", import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", (message: "prepared" | SenderReport) => {
      if (message === "prepared") worker.postMessage("go");
      else resolve(message);
    });
  });
}

/** Waits until the inventory counts as many transactions as were acknowledged. */
async function stored(target: Booth, transactions: number): Promise<void> {
  await eventually(
    async () => {
      const { services } = ServicesAnswer.parse(await ask(target, "/api/services?from=now-1h&to=now%2B1h"));
      return services.reduce((sum, service) => sum + service.transactions, 0) === transactions || undefined;
    },
    120_000,
    250,
  );
}

/** Events a second of nothing but JSON.parse over the same lines, on one core. */
function bareParse(): number {
  const lines = readBodies("node-express").flat();
  let rounds = 0;
  const started = performance.now();
  while (performance.now() - started < 2_000) {
    for (const line of lines) JSON.parse(line);
    rounds += 1;
  }
  return (rounds * lines.length) / ((performance.now() - started) / 1_000);
}

/** Samples the resident memory of the process tree each half second; the returned function ends it and tells the peak. */
function watchMemory(root: number): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(root));
  }, 500);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
