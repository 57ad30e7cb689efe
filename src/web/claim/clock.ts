import { MICROS_PER_MILLI } from "../../kernel/index.ts";

/** Hour and minute; winners stand at the venue. */
export const clock = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    at / MICROS_PER_MILLI,
  );
