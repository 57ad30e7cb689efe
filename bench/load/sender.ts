/**
 * A worker that first makes its bodies, then sends them over keep-alive connections as fast as it is answered
 * (or at a rate), and reports what was acknowledged.
 */
import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { FreshBodies, type FreshBody } from "../../test/load/fresh-bodies.ts";

export interface SenderTask {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly bodies: number;
  readonly eventsPerBody: number;
  readonly firstRound: number;
  readonly seconds: number;
}

export interface SenderReport {
  readonly acknowledgedEvents: number;
  readonly acknowledgedTransactions: number;
  readonly refused: number;
  readonly gzipBytes: number;
  readonly seconds: number;
  readonly latenciesMillis: Float64Array;
}

const task = workerData as SenderTask;
const fresh = new FreshBodies("node-express", task.eventsPerBody, task.firstRound);
const sendAt = Date.now() * 1_000;
const bodies: FreshBody[] = Array.from({ length: task.bodies }, () => fresh.next(sendAt));
parentPort?.postMessage("prepared");
parentPort?.once("message", () => void run());

async function run(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: task.connections });
  const deadline = performance.now() + task.seconds * 1_000;
  const started = performance.now();
  const latencies: number[] = [];
  const report = { acknowledgedEvents: 0, acknowledgedTransactions: 0, refused: 0, gzipBytes: 0 };
  let next = 0;
  const connection = async (): Promise<void> => {
    for (;;) {
      const body = bodies[next++];
      if (body === undefined || performance.now() > deadline) return;
      const sent = performance.now();
      const status = await post(agent, body.gzip);
      latencies.push(performance.now() - sent);
      if (status === 202) {
        report.acknowledgedEvents += body.events;
        report.acknowledgedTransactions += body.transactions;
        report.gzipBytes += body.gzip.length;
      } else report.refused += 1;
    }
  };
  await Promise.all(Array.from({ length: task.connections }, connection));
  agent.destroy();
  const seconds = (performance.now() - started) / 1_000;
  parentPort?.postMessage({ ...report, seconds, latenciesMillis: Float64Array.from(latencies) } satisfies SenderReport);
}

function post(agent: Agent, gzip: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${task.token}`,
      "content-type": "application/x-ndjson",
      "content-encoding": "gzip",
      "content-length": gzip.length,
    };
    const outgoing = request(`${task.url}/intake/v2/events`, { agent, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    outgoing.on("error", reject);
    outgoing.end(gzip);
  });
}
