import { MICROS_PER_MILLI } from "../../kernel/index.ts";

/** "2019-09-01 03:00" where the event is: the same in both languages, and never another day than theirs. */
export function venueDate(at: number, timeZone: string): string {
  return formatIn(timeZone).format(at / MICROS_PER_MILLI);
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const options = { dateStyle: "short", timeStyle: "short" } as const;
  try {
    return new Intl.DateTimeFormat("sv-SE", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("sv-SE", options);
  }
}
