import type { TraceSample, TracesAnswer } from "../../contract/index.ts";
import { MICROS_PER_HOUR, MICROS_PER_MINUTE } from "../../kernel/index.ts";
import { formatClock, formatMoment } from "../i18n/format.ts";

/** An own time so far from the arrival tells of the app's clock, not of the trace. Agents may send a little late. */
const MOST_AHEAD = MICROS_PER_MINUTE;
const MOST_BEHIND = MICROS_PER_HOUR;

export interface TraceTime {
  readonly shown: number;
  /** The app's own time, where another one is shown. */
  readonly own: number | null;
}

/** When a trace happened: by the app's clock as far as it can be believed, else the time of arrival. */
export function timeOf(trace: TraceSample, basis: TracesAnswer["basis"]): TraceTime {
  const { timestamp, durationUs, receivedAt } = trace;
  const isDoubtful = timestamp - receivedAt > MOST_AHEAD || receivedAt - (timestamp + durationUs) > MOST_BEHIND;
  return basis === "received" || isDoubtful ? { shown: receivedAt, own: timestamp } : { shown: timestamp, own: null };
}

/** To the millisecond today, which tells neighbours apart; of other days the date. */
export function traceMoment(at: number, now: number): string {
  const moment = formatMoment(at, now);
  return moment === formatClock(at) ? formatClock(at, "millis") : moment;
}
