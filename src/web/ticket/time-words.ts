import {
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
} from "../../kernel/index.ts";

export interface TimeLeft {
  readonly unit: "days" | "hours" | "minutes" | "seconds";
  readonly n: number;
  /** Of the next smaller unit; 0 below minutes. */
  readonly rest: number;
}

/** What is left in the two units that matter; undefined when nothing is. */
export function timeLeft(micros: number): TimeLeft | undefined {
  if (micros <= 0) return undefined;
  if (micros >= MICROS_PER_DAY) return parts("days", micros, MICROS_PER_DAY, MICROS_PER_HOUR);
  if (micros >= MICROS_PER_HOUR) return parts("hours", micros, MICROS_PER_HOUR, MICROS_PER_MINUTE);
  if (micros >= MICROS_PER_MINUTE) return { unit: "minutes", n: Math.floor(micros / MICROS_PER_MINUTE), rest: 0 };
  return { unit: "seconds", n: Math.ceil(micros / MICROS_PER_SECOND), rest: 0 };
}

const parts = (unit: TimeLeft["unit"], micros: number, whole: number, part: number): TimeLeft => ({
  unit,
  n: Math.floor(micros / whole),
  rest: Math.floor((micros % whole) / part),
});

/** Weekday and time where the event is, whatever the phone's own zone. */
export function venueTime(at: number, timeZone: string, language: string): string {
  const parts = formatOf({ weekday: "short", ...TIME }, timeZone, language).formatToParts(at / MICROS_PER_MILLI);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("weekday")} ${of("hour")}:${of("minute")}`;
}

/** The same with the day. */
export function venueDay(at: number, timeZone: string, language: string): string {
  const options = { month: "long", day: "numeric", weekday: "short", ...TIME } as const;
  return formatOf(options, timeZone, language).format(at / MICROS_PER_MILLI);
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** A zone this browser does not know leaves its own. */
function formatOf(options: Intl.DateTimeFormatOptions, timeZone: string, language: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(language, options);
  }
}
