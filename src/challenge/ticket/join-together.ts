import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { type Joined, type JoinInput, makeTickets } from "./join.ts";

/** So many share one commit; the next ones wait for the one after it. */
const MOST_TOGETHER = 50;

interface Waiting {
  readonly input: JoinInput;
  readonly resolve: (joined: Joined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins of one challenge, one transaction after another: whoever comes while one is written goes into the next together.
 * A hall that scans at once waits for a few commits instead of one each, and takes one connection of the pool.
 */
export class JoinQueue {
  readonly #kit: Kit;
  readonly #waiting = new Map<Challenge["id"], Waiting[]>();

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  /** Faults: `challenge.not-open`, `ticket.full`. */
  join(challenge: Challenge["id"], input: JoinInput): Promise<Joined> {
    const { promise, resolve, reject } = Promise.withResolvers<Joined>();
    const waiting = this.#waiting.get(challenge);
    if (waiting !== undefined) waiting.push({ input, resolve, reject });
    else {
      this.#waiting.set(challenge, [{ input, resolve, reject }]);
      void this.#work(challenge);
    }
    return promise;
  }

  async #work(challenge: Challenge["id"]): Promise<void> {
    for (;;) {
      const together = this.#waiting.get(challenge)?.splice(0, MOST_TOGETHER) ?? [];
      if (together.length === 0) break;
      try {
        const joined = await makeTickets(
          this.#kit,
          challenge,
          together.map(({ input }) => input),
        );
        for (const [n, { resolve, reject }] of together.entries()) {
          const own = joined[n];
          if (own === undefined || own instanceof Error) reject(own);
          else resolve(own);
        }
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#waiting.delete(challenge);
  }
}
