const ASK_EVERY_MS = 3_000;
/** A network that swallows packets must not hold one question for minutes. */
const PATIENCE_MS = 5_000;

/** Whether our server is there at all; what it thinks of itself does not matter here. */
export async function serverAnswers(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return (await fetch("/healthz", { cache: "no-store", signal })).status < 500;
  } catch {
    return false;
  }
}

/** Asks every few seconds; true once the server answers, false when `stopped` says that nobody waits any more. */
export async function serverReturns(stopped: () => boolean = () => false): Promise<boolean> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    if (stopped()) return false;
    if (await serverAnswers()) return !stopped();
  }
}
