/**
 * Decoding alone against bare `JSON.parse` of the same lines: `node bench/decode.ts [corpus …]`. Both run in
 * turns, several rounds each; the medians of the rounds are printed, and the ratio of the two: for stack traces that
 * are all seen for the first time, and for traces that were seen before, as an app's are after its first requests.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { LineDecoder } from "../src/intake/elastic/line-decoder.ts";
import { LineSplitter } from "../src/intake/elastic/line-splitter.ts";
import { StackMemory } from "../src/intake/elastic/stack-memory.ts";
import { epochMicros } from "../src/kernel/index.ts";
import type { ApmEvent } from "../src/model/index.ts";

const ROUNDS = 25;
const CHUNK = 64 * 1024;
const corpora = process.argv.length > 2 ? process.argv.slice(2) : ["node-express", "rails"];

for (const corpus of corpora) {
  const body = gunzipSync(readFileSync(new URL(`../test/corpus/${corpus}.ndjson.gz`, import.meta.url)));
  const lines = body.toString("utf8").split("\n").filter(Boolean);
  const parse = (): number => {
    let parsed = 0;
    for (const line of lines) if (JSON.parse(line)) parsed++;
    return parsed;
  };
  const known = new StackMemory();
  const parses: number[] = [];
  const first: number[] = [];
  const again: number[] = [];
  let events = 0;
  for (let round = 0; round < ROUNDS; round++) {
    parses.push(timed(parse));
    first.push(timed(() => decode(body, () => new StackMemory())));
    again.push(timed(() => (events = decode(body, () => known))));
  }
  const perSecond = (millis: number): string => Math.round((events / millis) * 1000).toLocaleString("en");
  const megabytes = (millis: number): string => (body.length / 1e3 / millis).toFixed(0);
  const parseMillis = median(parses);
  const row = (what: string, millis: number): string =>
    `  ${what.padEnd(24)} ${perSecond(millis).padStart(8)} events/s ${megabytes(millis).padStart(4)} MB/s ${((parseMillis / millis) * 100).toFixed(0).padStart(4)} %`;
  console.log(`${corpus}: ${events} events of ${Math.round(body.length / events)} B`);
  console.log(row("JSON.parse", parseMillis));
  console.log(row("decode, new traces", median(first)));
  console.log(row("decode, known traces", median(again)));
}

/** What a stream does with an unpacked body, short of writing: bytes to lines to events. */
function decode(body: Buffer, memory: () => StackMemory): number {
  const stamp = { userAgent: undefined, client: undefined, source: undefined, sourceNatIp: undefined };
  const scene = { receivedAt: epochMicros(Date.now() * 1000), rum: false, stamp, hostIp: "192.0.2.1" };
  let decoder = new LineDecoder(scene, memory());
  let events = 0;
  let batch: ApmEvent[] = [];
  const splitter = new LineSplitter(307_199, (line) => {
    if (line.startsWith('{"metadata"')) {
      decoder = new LineDecoder(scene, memory());
      const problem = decoder.metadata(line);
      if (problem) throw new Error(problem.message);
      return;
    }
    const problem = decoder.event(line, batch);
    if (problem) throw new Error(problem.message);
  });
  for (let start = 0; start < body.length; start += CHUNK) {
    splitter.push(body.subarray(start, start + CHUNK));
    events += batch.length;
    batch = [];
  }
  splitter.end();
  return events + batch.length;
}

/** Milliseconds of this thread's own processor time, which other processes do not disturb as they do the clock. */
function timed(run: () => number): number {
  const start = process.threadCpuUsage();
  run();
  const used = process.threadCpuUsage(start);
  return (used.user + used.system) / 1000;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
