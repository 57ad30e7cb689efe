const FIRST_MILLIS = 100;
const MOST_MILLIS = 30_000;

/**
 * Doubling pauses with jitter, from 0.1 s to 30 s: a pause is between half and the whole of its step, so
 * that several senders of a store that comes back do not all arrive at once.
 */
export class Backoff {
  #failures = 0;

  get failures(): number {
    return this.#failures;
  }

  /** How long to wait after another failure, in milliseconds. */
  next(): number {
    const step = Math.min(MOST_MILLIS, FIRST_MILLIS * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    return step * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}

/** Resolves after `millis`, or as soon as `signal` aborts. */
export function pause(millis: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis).unref();
    signal.addEventListener("abort", done, { once: true });
  });
}
