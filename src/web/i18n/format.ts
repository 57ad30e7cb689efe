import {
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
} from "../../kernel/index.ts";

/** What stands where a figure cannot be computed; the same in both languages, like `tpm` and `ms`. */
export const NOT_AVAILABLE = "N/A";

// Both languages group and point numbers alike, so one format serves them.
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const upToOne = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** Transactions a minute: "0 tpm", "< 0.1 tpm", "1,234.5 tpm". */
export function formatThroughput(perMinute: number): string {
  if (perMinute === 0) return "0 tpm";
  if (perMinute < 0.1) return "< 0.1 tpm";
  return `${oneDecimal.format(perMinute)} tpm`;
}

/** The same for a big screen, where room is short and nobody reads tenths of dozens; the unit is told in words. */
export const formatThroughputFromAfar = (perMinute: number): string =>
  perMinute < 9.95 ? upToOne.format(perMinute) : whole.format(perMinute);

/** A share of 0…1: no decimals from 10 %, else one; N/A when nothing was counted. */
export function formatPercent(share: number | null): string {
  if (share === null) return NOT_AVAILABLE;
  const percent = share * 100;
  if (percent >= 9.95) return `${whole.format(percent)} %`;
  return `${percent === 0 ? "0" : oneDecimal.format(percent)} %`;
}

/** A duration for a table column: always ms, one decimal under 10 ms. */
export function formatMillis(micros: number | null): string {
  if (micros === null) return NOT_AVAILABLE;
  const millis = micros / MICROS_PER_MILLI;
  return `${millis < 10 ? oneDecimal.format(millis) : whole.format(millis)} ms`;
}

/** A duration for a bar: the unit changes when the value passes 10 of the next one. */
export function formatDuration(micros: number): string {
  const size = Math.abs(micros);
  if (size < 10 * MICROS_PER_MILLI) return `${whole.format(micros)} μs`;
  if (size < 10 * MICROS_PER_SECOND) return `${whole.format(micros / MICROS_PER_MILLI)} ms`;
  if (size < 10 * MICROS_PER_MINUTE) return `${upToOne.format(micros / MICROS_PER_SECOND)} s`;
  if (size < 10 * MICROS_PER_HOUR) return `${upToOne.format(micros / MICROS_PER_MINUTE)} min`;
  return `${upToOne.format(micros / MICROS_PER_HOUR)} h`;
}

export interface Age {
  readonly unit: "now" | "seconds" | "minutes" | "hours" | "days";
  readonly n: number;
}

/** How long ago `at` was at `now`, both microseconds; under one second, or in the future, it is "now". */
export function ageOf(at: number, now: number): Age {
  const age = now - at;
  if (age < MICROS_PER_SECOND) return { unit: "now", n: 0 };
  if (age < MICROS_PER_MINUTE) return { unit: "seconds", n: Math.floor(age / MICROS_PER_SECOND) };
  if (age < MICROS_PER_HOUR) return { unit: "minutes", n: Math.floor(age / MICROS_PER_MINUTE) };
  if (age < MICROS_PER_DAY) return { unit: "hours", n: Math.floor(age / MICROS_PER_HOUR) };
  return { unit: "days", n: Math.floor(age / MICROS_PER_DAY) };
}

/** Local time of day, 24 hours in both languages: "15:04:05", or "15:04:05.123" with `millis`. */
export function formatClock(at: number, precision: "minutes" | "seconds" | "millis" = "seconds"): string {
  const date = new Date(at / MICROS_PER_MILLI);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (precision === "minutes") return minutes;
  const seconds = `${minutes}:${two(date.getSeconds())}`;
  return precision === "seconds" ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Local time, with the day (MM-DD) when it is not that of `now`. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at / MICROS_PER_MILLI);
  if (date.toDateString() === new Date(now / MICROS_PER_MILLI).toDateString()) return formatClock(at);
  return `${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")} ${formatClock(at, "minutes")}`;
}
