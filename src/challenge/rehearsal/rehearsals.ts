import type { RehearsalAnswer, RehearsalBody } from "../../contract/index.ts";
import { type ChallengeId, Fault } from "../../kernel/index.ts";
import type { ArrivalBook } from "../arrival/index.ts";
import type { Actor } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { type BoothParts, Rush } from "./rush.ts";
import { wipeRehearsal } from "./wipe.ts";

/** Made-up visitors for a rehearsal. They live in this process: a restart sends them home. */
export interface Rehearsals extends AsyncDisposable {
  state(challenge: Challenge): RehearsalAnswer;
  /** Sends a crowd, in place of the one before. Faults: `challenge.not-a-rehearsal`, `challenge.not-open`. */
  send(challenge: Challenge, crowd: RehearsalBody): Promise<RehearsalAnswer>;
  stop(challenge: Challenge): Promise<RehearsalAnswer>;
  /** Faults: `challenge.not-a-rehearsal`. */
  wipe(challenge: Challenge, actor: Actor): Promise<void>;
}

type Parts = BoothParts & { readonly arrivals: Pick<ArrivalBook, "settled" | "forget"> };

export function createRehearsals(kit: Kit, parts: Parts): Rehearsals {
  const rushes = new Map<ChallengeId, Rush>();
  const stop = async ({ id }: Challenge): Promise<void> => {
    await rushes.get(id)?.stop();
  };
  const state = ({ id }: Challenge): RehearsalAnswer => {
    const rush = rushes.get(id);
    if (rush === undefined) return { running: false, speed: 1, visitors: 0, arrived: 0 };
    const { running, speed, visitors, arrived } = rush;
    return { running, speed, visitors, arrived };
  };
  return {
    state,
    async send(challenge, { visitors, speed }) {
      if (!challenge.rehearsal) throw new Fault("challenge.not-a-rehearsal", { slug: challenge.slug });
      if (challenge.state !== "open") throw new Fault("challenge.not-open", { state: challenge.state });
      await stop(challenge);
      rushes.set(challenge.id, new Rush(kit, parts, challenge.id, visitors, speed));
      return state(challenge);
    },
    async stop(challenge) {
      await stop(challenge);
      return state(challenge);
    },
    async wipe(challenge, actor) {
      await stop(challenge);
      rushes.delete(challenge.id);
      // What they sent last must not come back after the broom.
      await parts.arrivals.settled();
      await wipeRehearsal(kit, challenge, actor);
      parts.arrivals.forget();
    },
    async [Symbol.asyncDispose]() {
      for (const rush of rushes.values()) await rush.stop();
    },
  };
}
