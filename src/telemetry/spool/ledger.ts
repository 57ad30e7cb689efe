import { Counter, Gauge, Histogram, type Metrics } from "../../self/index.ts";

/** Events since this process opened the spool; `accepted` begins with what was found in it. */
export interface Totals {
  readonly accepted: number;
  readonly stored: number;
  readonly deadLettered: number;
}

/** What waits in the spool now. */
export interface Waiting {
  readonly events: number;
  readonly bytes: number;
  readonly oldestAgeSeconds: number;
}

/**
 * Keeps the books: every accepted apm event is stored, spooled or dead-lettered. The three are counted
 * where they happen and `spooled` is added up from the queue itself, so that a leak between them shows as a
 * number other than zero in `sadari_telemetry_unaccounted_events`.
 */
export class Ledger {
  readonly #accepted: Counter;
  readonly #stored: Counter;
  readonly #deadLettered: Counter;
  readonly #quarantined: Counter;
  readonly #syncSeconds: Histogram;
  #totals = { accepted: 0, stored: 0, deadLettered: 0 };
  #damaged = 0;

  constructor(metrics: Metrics, waiting: () => Waiting) {
    const registers = [metrics];
    const counter = (what: string, help: string): Counter =>
      new Counter({ name: `sadari_telemetry_${what}_total`, help, registers });
    this.#accepted = counter(
      "accepted_events",
      "Apm events made durable, including those found in the spool at the start",
    );
    this.#stored = counter("stored_events", "Apm events the event store has taken");
    this.#deadLettered = counter("dead_lettered_events", "Apm events put aside: refused for ever, or unreadable");
    this.#quarantined = counter("quarantined_records", "Damaged records of the spool set aside");
    this.#syncSeconds = new Histogram({
      name: "sadari_telemetry_spool_sync_seconds",
      help: "Time to write a group to the spool and sync it",
      buckets: [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
      registers,
    });
    const gauge = (what: string, help: string, value: () => number): void => {
      new Gauge({
        name: `sadari_telemetry_${what}`,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    };
    gauge("spooled_events", "Apm events in the spool that the event store has not taken yet", () => waiting().events);
    gauge("spooled_bytes", "Bytes of the spool's segments on disk", () => waiting().bytes);
    gauge("spooled_oldest_age_seconds", "Age of the oldest apm event in the spool", () => waiting().oldestAgeSeconds);
    gauge("unaccounted_events", "accepted - stored - spooled - dead-lettered; anything but 0 is a bug", () =>
      this.unaccounted(waiting().events),
    );
  }

  get totals(): Totals {
    return { ...this.#totals };
  }

  /** Damaged records found since the spool was opened. */
  get damaged(): number {
    return this.#damaged;
  }

  unaccounted(spooled: number): number {
    const { accepted, stored, deadLettered } = this.#totals;
    return accepted - stored - deadLettered - spooled;
  }

  accept(events: number): void {
    this.#totals.accepted += events;
    this.#accepted.inc(events);
  }

  /** `events` left the spool, `deadLettered` of them put aside. */
  settle(events: number, deadLettered: number): void {
    this.#totals.stored += events - deadLettered;
    this.#totals.deadLettered += deadLettered;
    this.#stored.inc(events - deadLettered);
    this.#deadLettered.inc(deadLettered);
  }

  damage(records: number): void {
    this.#damaged += records;
    this.#quarantined.inc(records);
  }

  synced(seconds: number): void {
    this.#syncSeconds.observe(seconds);
  }
}
