import { MICROS_PER_MILLI, MICROS_PER_MINUTE } from "../../kernel/index.ts";

/** Local names that people at the venue use; elsewhere `Intl` says "GMT+1". */
const KNOWN_NAMES: ReadonlyMap<string, string> = new Map([
  ["Asia/Seoul", "KST"],
  ["Asia/Tokyo", "JST"],
  ["UTC", "UTC"],
]);

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What the clock on the venue's wall shows at `at` (microseconds). */
function wallClock(at: number, timeZone: string): WallClock {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at / MICROS_PER_MILLI);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "11:32" at the venue. */
export function venueClock(at: number, timeZone: string): string {
  const { hour, minute } = wallClock(at, timeZone);
  return `${two(hour)}:${two(minute)}`;
}

/** "08-17 16:30" at the venue; without the day when it is that of `now`. */
export function venueMoment(at: number, now: number, timeZone: string): string {
  const { month, day } = wallClock(at, timeZone);
  const today = wallClock(now, timeZone);
  const clock = venueClock(at, timeZone);
  return month === today.month && day === today.day ? clock : `${two(month)}-${two(day)} ${clock}`;
}

/** "KST"; "GMT+1" where the zone has no short name that everybody reads. */
export function zoneName(at: number, timeZone: string): string {
  const known = KNOWN_NAMES.get(timeZone);
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }).formatToParts(
    at / MICROS_PER_MILLI,
  );
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** For `<input type="datetime-local">`; "" without a time. */
export function toVenueInput(at: number | null, timeZone: string): string {
  if (at === null) return "";
  const { year, month, day, hour, minute } = wallClock(at, timeZone);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** What such an input says, in microseconds; null while it is incomplete. */
export function fromVenueInput(text: string, timeZone: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second) * MICROS_PER_MILLI;
  // The offset is that of the moment itself, which is known to within a change of summer time after one round.
  const first = asUtc - offset(asUtc, timeZone);
  return asUtc - offset(first, timeZone);
}

function offset(at: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, timeZone);
  const shown = Date.UTC(year, month - 1, day, hour, minute, second) * MICROS_PER_MILLI;
  const whole = Math.floor(at / (1_000 * MICROS_PER_MILLI)) * 1_000 * MICROS_PER_MILLI;
  return shown - whole;
}

/** The next full five minutes at least `minutes` from `now`: an end that people can say aloud. */
export function roundEnd(now: number, minutes: number): number {
  const five = 5 * MICROS_PER_MINUTE;
  return Math.ceil((now + minutes * MICROS_PER_MINUTE) / five) * five;
}

export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};
