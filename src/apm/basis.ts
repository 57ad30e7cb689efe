import type { Range, TimeBasis } from "../contract/index.ts";
import { BELIEVED_AHEAD } from "../telemetry/index.ts";

/** 2299-12-31, the last instant a column of times can hold. */
const FAR = 10_413_705_600_000_000;

/** Bounds on both times of a row, as parameters of a question. */
export interface TimeBounds extends Readonly<Record<string, number>> {
  readonly timeFrom: number;
  readonly timeTo: number;
  readonly receivedFrom: number;
  readonly receivedTo: number;
}

/**
 * A row is filed at most `BELIEVED_AHEAD` after it arrived, so a range of event time also bounds arrival from
 * below: only that keeps a question from opening every day's partition.
 */
export function timeBounds(range: Range, basis: TimeBasis): TimeBounds {
  return basis === "event"
    ? {
        timeFrom: range.from,
        timeTo: range.to,
        receivedFrom: Math.max(0, range.from - BELIEVED_AHEAD),
        receivedTo: FAR,
      }
    : { timeFrom: 0, timeTo: FAR, receivedFrom: range.from, receivedTo: range.to };
}

/**
 * Asks by event time, and by the time of arrival when nothing lies there: so an app whose clock is wrong by
 * hours is shown rather than hidden.
 */
export async function byEitherClock<Row>(
  ask: (basis: TimeBasis) => Promise<readonly Row[]>,
): Promise<{ readonly basis: TimeBasis; readonly rows: readonly Row[] }> {
  const rows = await ask("event");
  if (rows.length > 0) return { basis: "event", rows };
  const received = await ask("received");
  return received.length > 0 ? { basis: "received", rows: received } : { basis: "event", rows };
}
