import { type EpochMicros, epochMicros, MICROS_PER_MINUTE } from "../../kernel/index.ts";

/** Agents this far ahead of us are still believed; queries that go by event time allow for it. */
export const BELIEVED_AHEAD = 10 * MICROS_PER_MINUTE;
/** 2000-01-01: a clock before it was never set. */
const BELIEVED_SINCE = 946_684_800_000_000;

/**
 * The time an event is filed under: its own, unless that is before 2000 or more than ten minutes ahead; then
 * the time it arrived, so that a wrong clock neither hides it nor scatters it over the calendar.
 */
export function filingTime(timestamp: EpochMicros, receivedAt: EpochMicros): EpochMicros {
  const believed = timestamp >= BELIEVED_SINCE && timestamp <= receivedAt + BELIEVED_AHEAD;
  return believed ? epochMicros(Math.floor(timestamp)) : receivedAt;
}
