import { type EpochMicros, MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { isByHand, isSurelyAgent } from "./origin.ts";

/** Which of the services look made by hand. Never fails: what cannot be asked is taken for an agent's. */
export type OriginWatch = (challenge: Challenge, services: readonly string[]) => Promise<ReadonlySet<string>>;

const ASK_AGAIN_AFTER = 10 * MICROS_PER_SECOND;
/** What the store has nothing of yet is on its way there. */
const ASK_SOON_AFTER = 2 * MICROS_PER_SECOND;
const MOST_REMEMBERED = 50_000;
/** The draw does not wait for a slow store. */
const PATIENCE_MILLIS = 2_000;

interface Seen {
  readonly at: EpochMicros;
  readonly byHand: boolean;
  readonly sure: boolean;
  readonly askAgainAfter: number;
}

/** Asks the event store at most once in ten seconds a service, and never again about one that surely has an agent. */
export function watchOrigins({ apm, clock, log }: Kit): OriginWatch {
  const seen = new Map<string, Seen>();
  const keyOf = ({ id }: Challenge, service: string): string => `${id}\n${service}`;
  const look = async (challenge: Challenge, services: readonly string[]): Promise<void> => {
    const found = await apm.origins(challenge.space, { services, since: challenge.createdAt });
    const at = clock.now();
    if (seen.size > MOST_REMEMBERED) seen.clear();
    for (const origin of found) {
      seen.set(keyOf(challenge, origin.service), {
        at,
        byHand: isByHand(origin),
        sure: isSurelyAgent(origin),
        askAgainAfter: ASK_AGAIN_AFTER,
      });
    }
    for (const service of services) {
      const key = keyOf(challenge, service);
      const before = seen.get(key);
      if (before?.at !== at)
        seen.set(key, { at, byHand: before?.byHand ?? false, sure: false, askAgainAfter: ASK_SOON_AFTER });
    }
  };
  return async (challenge, services) => {
    const now = clock.now();
    const stale = services.filter((service) => {
      const known = seen.get(keyOf(challenge, service));
      return known === undefined || (!known.sure && now - known.at >= known.askAgainAfter);
    });
    if (stale.length > 0) {
      await within(PATIENCE_MILLIS, look(challenge, stale)).catch((error: unknown) =>
        log.warn({ err: error }, "could not ask what sent the data of apps"),
      );
    }
    return new Set(services.filter((service) => seen.get(keyOf(challenge, service))?.byHand));
  };
}

async function within(millis: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
    timer.unref();
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
