import type { Log } from "../self/index.ts";

/** How long closing may take after a crash, and after the first signal before the process ends anyway. */
const CRASH_MILLIS = 3_000;
const DRAIN_MILLIS = 25_000;
/** One Ctrl+C can arrive twice: from the terminal, and handed on by npm or the `sadari` launcher. */
const SAME_PRESS_MILLIS = 500;

/**
 * Resolves at the first SIGTERM, SIGINT or SIGHUP. A second signal, or a drain that takes too long, ends the process at once;
 * what was acknowledged is in the spool by then. A bug that nobody caught ends it the same way, with code 1.
 */
export function stopSignal(log: Log): Promise<void> {
  return new Promise((resolve) => {
    let stoppingSince: number | undefined;
    const stop = (reason: string, graceMillis: number): void => {
      if (stoppingSince !== undefined) {
        if (performance.now() - stoppingSince > SAME_PRESS_MILLIS) process.exit(130);
        return;
      }
      stoppingSince = performance.now();
      log.info({ reason }, "asked to stop");
      setTimeout(() => process.exit(1), graceMillis).unref();
      resolve();
    };
    process.on("SIGTERM", () => stop("SIGTERM", DRAIN_MILLIS));
    process.on("SIGINT", () => stop("SIGINT", DRAIN_MILLIS));
    // The terminal was closed.
    process.on("SIGHUP", () => stop("SIGHUP", DRAIN_MILLIS));
    const crash = (error: unknown): void => {
      log.error({ err: error }, "a bug that nobody caught; stopping");
      process.exitCode = 1;
      if (stoppingSince === undefined) stop("crash", CRASH_MILLIS);
    };
    process.on("uncaughtException", crash);
    process.on("unhandledRejection", crash);
  });
}
