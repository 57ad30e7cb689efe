import type { EpochMicros, KeyId, SpaceId } from "../../kernel/index.ts";
import type { ApmEvent, EventBatch, EventSink, Pressure, Resource } from "../../model/index.ts";
import type { Activity } from "./app-window.ts";

/** What one batch says of one sender, for the live hub. */
export interface Arrival {
  readonly resource: Resource;
  readonly events: number;
  readonly activity: Activity;
}

/** The same with what challenges count of it. */
export interface CountedArrival extends Arrival {
  /** Transactions as they came, whatever their sample rates say they stand for. */
  readonly requests: number;
  readonly spans: number;
  readonly errors: number;
}

/** `key` is the one that brought them; undefined for browsers that show none. */
export type OnArrivals = (
  space: SpaceId,
  receivedAt: EpochMicros,
  arrivals: readonly CountedArrival[],
  key: KeyId | undefined,
) => void;

/**
 * A sink that tells `onArrivals` of every batch once it is durable: nothing is shown that could still be lost.
 * The summary is made before the write, so no event is held while the disk is waited for.
 */
export function announceArrivals(sink: EventSink, onArrivals: OnArrivals): EventSink {
  return {
    async write(batch: EventBatch): Promise<void> {
      const arrivals = summarise(batch.events);
      await sink.write(batch);
      onArrivals(batch.space, batch.receivedAt, arrivals, batch.key);
    },
    pressure: (): Pressure => sink.pressure(),
    relieved: (timeoutMillis) => sink.relieved(timeoutMillis),
  };
}

interface Tally {
  resource: Resource;
  events: number;
  requests: number;
  spans: number;
  errors: number;
  transactions: number;
  durationSum: number;
  failures: number;
  successes: number;
}

/** One entry a resource; events of one request share theirs by identity, so a run costs one lookup. */
export function summarise(events: readonly ApmEvent[]): readonly CountedArrival[] {
  const tallies = new Map<Resource, Tally>();
  let current: Tally | undefined;
  for (const event of events) {
    if (current?.resource !== event.resource) {
      current = tallies.get(event.resource);
      if (current === undefined) {
        current = { resource: event.resource, ...NOTHING };
        tallies.set(event.resource, current);
      }
    }
    current.events += 1;
    if (event.kind === "transaction") count(current, event.representativeCount, event.duration, event.outcome);
    else if (event.kind === "span") current.spans += 1;
    else if (event.kind === "error") current.errors += 1;
  }
  return Array.from(tallies.values(), ({ resource, events: seen, requests, spans, errors, ...activity }) => ({
    resource,
    events: seen,
    requests,
    spans,
    errors,
    activity,
  }));
}

const NOTHING = {
  events: 0,
  requests: 0,
  spans: 0,
  errors: 0,
  transactions: 0,
  durationSum: 0,
  failures: 0,
  successes: 0,
};

function count(tally: Tally, weight: number, duration: number, outcome: string): void {
  tally.requests += 1;
  tally.transactions += weight;
  tally.durationSum += weight * duration;
  if (outcome === "failure") tally.failures += weight;
  else if (outcome === "success") tally.successes += weight;
}
