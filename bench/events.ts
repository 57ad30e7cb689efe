import { LineDecoder } from "../src/intake/elastic/line-decoder.ts";
import { DEFAULT_SPACE, epochMicros, MICROS_PER_SECOND } from "../src/kernel/index.ts";
import type { ApmEvent, EventBatch } from "../src/model/index.ts";
import { readBodies } from "../test/load/corpus.ts";

const NO_STAMP = { userAgent: undefined, client: undefined, source: undefined, sourceNatIp: undefined };

/** The recorded events of a corpus, decoded, in batches as the doors hand them on. */
export function corpusBatches(corpus: "node-express" | "rails", eventsPerBatch: number): readonly EventBatch[] {
  const receivedAt = epochMicros(Math.floor(Date.now() / 1000) * MICROS_PER_SECOND);
  const batches: EventBatch[] = [];
  for (const [metadata = "", ...lines] of readBodies(corpus)) {
    const decoder = new LineDecoder({ receivedAt, rum: false, stamp: NO_STAMP, hostIp: "127.0.0.1" });
    const problem = decoder.metadata(metadata);
    if (problem !== undefined) throw new Error(problem.message);
    for (let at = 0; at < lines.length; at += eventsPerBatch) {
      const events: ApmEvent[] = [];
      for (const line of lines.slice(at, at + eventsPerBatch)) decoder.event(line, events);
      batches.push({ space: DEFAULT_SPACE, receivedAt, events });
    }
  }
  return batches;
}
