import type { EpochMicros } from "../../kernel/index.ts";

/** How times read at the venue; the machine's own zone and language take no part. */
export interface VenueTime {
  /** `2019-08-18 17:00:00` */
  full(at: EpochMicros): string;
  /** `15:04` */
  minute(at: EpochMicros): string;
  /** `+09:00` */
  offset(at: EpochMicros): string;
}

export function venueTime(timeZone: string): VenueTime {
  const options = { timeZone, hourCycle: "h23" } as const;
  const format = new Intl.DateTimeFormat("en-US", {
    ...options,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  });
  const parts = (at: EpochMicros): Readonly<Record<string, string>> =>
    Object.fromEntries(format.formatToParts(new Date(at / 1_000)).map(({ type, value }) => [type, value]));
  return {
    full(at) {
      const { year, month, day, hour, minute, second } = parts(at);
      return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
    },
    minute(at) {
      const { hour, minute } = parts(at);
      return `${hour}:${minute}`;
    },
    offset: (at) => /[+-]\d\d:\d\d/.exec(parts(at).timeZoneName ?? "")?.[0] ?? "+00:00",
  };
}
