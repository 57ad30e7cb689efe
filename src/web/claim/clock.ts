import { MICROS_PER_MILLI } from "../../kernel/index.ts";

/** Hour and minute; where winners stand, if it is said, else where the reader is. */
export function clock(at: number, language: string, timeZone?: string): string {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone }).format(at / MICROS_PER_MILLI);
  } catch {
    return new Intl.DateTimeFormat(language, options).format(at / MICROS_PER_MILLI);
  }
}
