/** The encoder alone: `node bench/encode.ts [--seconds 2]`; baseline is JSON.stringify of the same events. */
import { parseArgs } from "node:util";
import { Encoder } from "../src/telemetry/encode/index.ts";
import { corpusBatches } from "./events.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "2" } } });
const ROUNDS = 3;
const MILLIS = (Number(values.seconds) * 1_000) / ROUNDS;

for (const corpus of ["node-express", "rails"] as const) {
  for (const eventsPerBatch of [10, 200]) {
    const batches = corpusBatches(corpus, eventsPerBatch);
    const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
    const encoder = new Encoder();
    let bytes = 0;
    const encode = () => {
      bytes = 0;
      for (const batch of batches) {
        const { batch: encoded, confirm } = encoder.encode(batch);
        for (const block of encoded.blocks) bytes += block.rows.length;
        confirm();
      }
    };
    const stringify = () => {
      for (const batch of batches) for (const event of batch.events) JSON.stringify(event);
    };
    const ours: number[] = [];
    const base: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(microsAnEvent(encode, events));
      base.push(microsAnEvent(stringify, events));
    }
    const [mine, theirs] = [median(ours), median(base)];
    console.log(
      `${corpus}, ${String(eventsPerBatch).padStart(3)} a batch: ${mine.toFixed(2)} µs an event (${(1e6 / mine).toFixed(0)}/s, ${(bytes / events).toFixed(0)} B each), JSON.stringify ${theirs.toFixed(2)} µs, ratio ${(theirs / mine).toFixed(2)}`,
    );
  }
}

function microsAnEvent(run: () => void, events: number): number {
  run();
  let rounds = 0;
  const started = performance.now();
  while (performance.now() - started < MILLIS) {
    run();
    rounds++;
  }
  return ((performance.now() - started) * 1_000) / (rounds * events);
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}
