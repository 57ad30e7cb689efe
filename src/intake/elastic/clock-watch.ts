import {
  type Clock,
  type EpochMicros,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  type Micros,
  type SpaceId,
} from "../../kernel/index.ts";

const AHEAD = 10 * MICROS_PER_MINUTE;
const BEHIND = MICROS_PER_HOUR;
const SERVICES_KEPT = 1_000;

/** What a request's times say of its sender's clock. */
export interface ClockDoubt {
  readonly reason: "clock-ahead" | "clock-behind";
  /** For people: `9 h`, `25 min`, `3 d`. */
  readonly skew: string;
}

/** Tells of clocks that are more than ten minutes ahead or an hour behind, at most once a minute and service. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #told = new Map<string, Micros>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  judge(space: SpaceId, service: string, newest: number, receivedAt: EpochMicros): ClockDoubt | undefined {
    const ahead = newest - receivedAt;
    if (ahead <= AHEAD && -ahead <= BEHIND) return undefined;
    const key = `${space}/${service}`;
    const now = this.#clock.monotonic();
    const last = this.#told.get(key);
    if (last !== undefined && now - last < MICROS_PER_MINUTE) return undefined;
    if (this.#told.size >= SERVICES_KEPT) this.#told.clear();
    this.#told.set(key, now);
    return { reason: ahead > 0 ? "clock-ahead" : "clock-behind", skew: inWords(Math.abs(ahead)) };
  }
}

function inWords(micros: number): string {
  if (micros < 90 * MICROS_PER_MINUTE) return `${Math.round(micros / MICROS_PER_MINUTE)} min`;
  const hours = Math.round(micros / MICROS_PER_HOUR);
  return hours <= 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
