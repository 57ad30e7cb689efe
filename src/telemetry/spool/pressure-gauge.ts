import type { Pressure } from "../../model/index.ts";

/** What is bounded, in bytes. */
export interface Bounds {
  /** Segments on disk. */
  readonly spoolBytes: number;
  /** Batches that wait in memory for the disk. */
  readonly waitingBytes: number;
  /** Disk space that must stay free for the stores. */
  readonly reserveBytes: number;
}

/** The same figures as they are now. */
export interface Usage {
  readonly spoolBytes: number;
  readonly waitingBytes: number;
}

const SLOW_AT = 0.5;
const FULL_AT = 0.9;
/** How far below a step the usage must fall before the step is left: without it senders would be stopped and let go many times a second. */
const SLACK = 0.1;
const RESERVE_SLACK = 1.25;

/**
 * Turns usage into the steps of back pressure: `slow` above half of a bound, `full` above nine tenths or
 * when the disk's reserve is touched; each is left a tenth lower (the reserve: a quarter higher).
 */
export class PressureGauge {
  readonly #bounds: Bounds;
  readonly #usage: () => Usage;
  readonly #waiting = new Set<() => void>();
  #level: Pressure = "none";
  #diskLow = false;

  constructor(bounds: Bounds, usage: () => Usage) {
    this.#bounds = bounds;
    this.#usage = usage;
  }

  level(): Pressure {
    return this.update();
  }

  /** Why `bytes` more cannot be taken now, in words; undefined when they can. */
  refusal(bytes: number): string | undefined {
    const { spoolBytes, waitingBytes } = this.#usage();
    const bounds = this.#bounds;
    if (this.#diskLow) return `the disk has less than ${megabytes(bounds.reserveBytes)} left`;
    if (this.update() === "full" || spoolBytes + waitingBytes + bytes > bounds.spoolBytes) {
      return waitingBytes > bounds.waitingBytes * FULL_AT
        ? `${megabytes(waitingBytes)} wait for the disk`
        : `${megabytes(spoolBytes)} of ${megabytes(bounds.spoolBytes)} wait for the event store`;
    }
    return undefined;
  }

  /** To be called with the disk's free bytes each second. */
  setFree(bytes: number): void {
    this.#diskLow = bytes < this.#bounds.reserveBytes * (this.#diskLow ? RESERVE_SLACK : 1);
    this.update();
  }

  /** The disk refused a write for want of space: nothing is taken until the next look at it. */
  noSpaceLeft(): void {
    this.#diskLow = true;
    this.update();
  }

  /** Resolves when the pressure is `none`, or after `timeoutMillis`. */
  relieved(timeoutMillis: number): Promise<void> {
    if (this.update() === "none") return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMillis).unref();
      this.#waiting.add(done);
    });
  }

  update(): Pressure {
    const { spoolBytes, waitingBytes } = this.#usage();
    const share = Math.max(spoolBytes / this.#bounds.spoolBytes, waitingBytes / this.#bounds.waitingBytes);
    this.#level = this.#diskLow ? "full" : stepFor(share, this.#level);
    if (this.#level === "none") for (const done of [...this.#waiting]) done();
    return this.#level;
  }
}

function stepFor(share: number, before: Pressure): Pressure {
  if (share > FULL_AT - (before === "full" ? SLACK : 0)) return "full";
  if (share > SLOW_AT - (before === "none" ? 0 : SLACK)) return "slow";
  return "none";
}

const megabytes = (bytes: number): string => `${Math.round(bytes / (1024 * 1024))} MiB`;
