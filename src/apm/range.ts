import type { Range, RangeQuery } from "../contract/index.ts";
import {
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
} from "../kernel/index.ts";

const UNITS: Readonly<Record<string, number>> = {
  s: MICROS_PER_SECOND,
  m: MICROS_PER_MINUTE,
  h: MICROS_PER_HOUR,
  d: MICROS_PER_DAY,
};

/**
 * `now`, `now-15m`, `now+1h` (units s m h d), ISO 8601 (without an offset: UTC), or a number as answers have it, in
 * microseconds since 1970. Throws `request.invalid` for anything else, and when the range is empty.
 */
export function parseRange(query: Partial<RangeQuery>, now: EpochMicros): Range {
  const from = parseInstant("from", query.from ?? "now-15m", now);
  const to = parseInstant("to", query.to ?? "now", now);
  if (from >= to) throw invalid("from must lie before to");
  return { from, to };
}

function parseInstant(name: string, text: string, now: EpochMicros): EpochMicros {
  const relative = /^now(?:([-+])(\d{1,6})([smhd]))?$/.exec(text.trim());
  if (relative !== null) {
    const [, sign, count = "0", unit = "s"] = relative;
    return epochMicros(now + (sign === "-" ? -1 : 1) * Number(count) * (UNITS[unit] ?? 0));
  }
  if (/^\d{14,17}$/.test(text.trim())) return epochMicros(Number(text));
  const iso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.trim());
  const millis =
    iso === null
      ? Number.NaN
      : Date.parse(iso[1] === undefined && text.includes("T") ? `${text.trim()}Z` : text.trim());
  if (Number.isNaN(millis)) throw invalid(`${name} is neither ISO 8601 nor microseconds since 1970 nor like now-15m`);
  return epochMicros(millis * MICROS_PER_MILLI);
}

const invalid = (detail: string) => new Fault("request.invalid", { detail });
