import { type EpochMicros, epochMicros, MICROS_PER_MILLI } from "../../kernel/index.ts";

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,30}))?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/;

/**
 * Microseconds of an RFC 3339 time, with offsets `Z`, `+02:00`, `+0200` and `+02`. "zero" for year 1, which
 * senders use for "no time"; undefined when it is no such time.
 */
export function parseRfc3339(text: string): EpochMicros | "zero" | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // The calendar rolls 31 April over to May; RFC 3339 has no such day.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second);
  if (year === 1 && date.getTime() === ZERO_TIME) return "zero";
  const offsetMinutes = (match[8] === "-" ? -1 : 1) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0));
  const fraction = Number((match[7] ?? "").slice(0, 6).padEnd(6, "0"));
  return epochMicros((date.getTime() - offsetMinutes * 60_000) * MICROS_PER_MILLI + fraction);
}

const ZERO_TIME = Date.parse("0001-01-01T00:00:00Z");
