import type { RejectionEntry } from "../../contract/index.ts";
import { type EpochMicros, MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { Rejection } from "../../model/index.ts";

const CAPACITY = 200;

/** The newest refusals of a space, newest first; the same one within a minute is counted, not repeated. */
export class RejectionRing {
  readonly #entries: RejectionEntry[] = [];

  /** The entry as it now stands: new, or with a higher count. */
  add(rejection: Rejection): RejectionEntry {
    const index = this.#entries.findIndex((entry) => isRepeat(entry, rejection));
    const before = index < 0 ? undefined : this.#entries.splice(index, 1)[0];
    const entry: RejectionEntry = {
      at: rejection.at,
      reason: rejection.reason,
      status: rejection.status,
      address: rejection.address,
      agent: rejection.agent ?? "",
      service: rejection.service ?? "",
      detail: rejection.detail,
      count: rejection.count + (before?.count ?? 0),
      params: { ...rejection.params },
    };
    this.#entries.unshift(entry);
    if (this.#entries.length > CAPACITY) this.#entries.pop();
    return entry;
  }

  /** Forgets those that name one of these services. True when there was one. */
  drop(services: ReadonlySet<string>): boolean {
    const before = this.#entries.length;
    const kept = this.#entries.filter(({ service }) => !services.has(service));
    this.#entries.splice(0, before, ...kept);
    return kept.length < before;
  }

  list(): readonly RejectionEntry[] {
    return this.#entries;
  }

  newest(): EpochMicros | undefined {
    return this.#entries[0]?.at as EpochMicros | undefined;
  }
}

function isRepeat(entry: RejectionEntry, rejection: Rejection): boolean {
  return (
    entry.reason === rejection.reason &&
    entry.address === rejection.address &&
    entry.agent === (rejection.agent ?? "") &&
    entry.service === (rejection.service ?? "") &&
    entry.detail === rejection.detail &&
    rejection.at - entry.at < MICROS_PER_MINUTE
  );
}
