import {
  type ChallengeId,
  type EpochMicros,
  type KeyId,
  MICROS_PER_SECOND,
  type SpaceId,
  type TicketId,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "../lifecycle/index.ts";
import { BoundedMap } from "./bounded-map.ts";

/** Which challenge an app belongs to, and whose it is where the key says so. */
export interface Owner {
  readonly challenge: ChallengeId;
  readonly ticket: TicketId | null;
  readonly agentKey: string;
  readonly simulated: 0 | 1;
}

interface OfKey {
  readonly ticket: TicketId | null;
  readonly challenge: ChallengeId | null;
  readonly simulated: 0 | 1;
}

/** How old an answer from memory may be: a state changes rarely, and closing is exact by the time in it. */
const FRESH_US = 2 * MICROS_PER_SECOND;
const MOST_KEYS = 20_000;

/** Whose an arrival is, mostly from memory. */
export class Owners {
  readonly #kit: Kit;
  readonly #keys = new BoundedMap<KeyId, { readonly of: OfKey; readonly at: number }>(MOST_KEYS);
  #challenges: { readonly all: readonly Challenge[]; readonly at: number } | undefined;

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  forget(): void {
    this.#keys.clear();
    this.#challenges = undefined;
  }

  /** Undefined when no challenge is concerned. Refreshes what `isCounting` goes by. */
  async of(space: SpaceId, key: KeyId | undefined): Promise<Owner | undefined> {
    const challenges = await this.#current();
    const ofKey = key === undefined ? undefined : await this.#ofKey(key);
    if (key !== undefined && ofKey?.ticket && ofKey.challenge) {
      const { challenge, ticket, simulated } = ofKey;
      return { challenge, ticket, agentKey: key, simulated };
    }
    const shared = challenges.filter((each) => each.space === space && each.setup.keyMode === "shared");
    const [only, another] = ofKey?.challenge ? shared.filter(({ id }) => id === ofKey.challenge) : shared;
    // Of two side by side nobody can say which was meant; the key of one of them can.
    if (only === undefined || another !== undefined) return undefined;
    return { challenge: only.id, ticket: null, agentKey: "", simulated: only.rehearsal ? 1 : 0 };
  }

  /** Whether what arrived at `at` counts: while the doors were open, to the microsecond. */
  isCounting({ challenge }: Owner, at: EpochMicros): boolean {
    const found = this.#challenges?.all.find(({ id }) => id === challenge);
    return found !== undefined && isOpenAt(found, at);
  }

  async #ofKey(key: KeyId): Promise<OfKey> {
    const now = this.#kit.clock.monotonic();
    const known = this.#keys.get(key);
    if (known !== undefined && now - known.at < 5 * FRESH_US) return known.of;
    const row = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("agent_key")
        .leftJoin("ticket", "ticket.id", "agent_key.ticket")
        .select(["agent_key.ticket", "agent_key.challenge", "ticket.simulated"])
        .where("agent_key.id", "=", key)
        .executeTakeFirst(),
    );
    const of = { ticket: row?.ticket ?? null, challenge: row?.challenge ?? null, simulated: row?.simulated ?? 0 };
    this.#keys.set(key, { of, at: now });
    return of;
  }

  /** Those that an arrival can concern: from announced to the end of the review. */
  async #current(): Promise<readonly Challenge[]> {
    const now = this.#kit.clock.monotonic();
    if (this.#challenges !== undefined && now - this.#challenges.at < FRESH_US) return this.#challenges.all;
    const rows = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("challenge")
        .selectAll()
        .where("state", "in", ["draft", "announced", "open", "closed", "review"])
        .execute(),
    );
    const all = rows.map(toChallenge).filter(({ state, rehearsal }) => state !== "draft" || rehearsal);
    this.#challenges = { all, at: now };
    return all;
  }
}

/** A rehearsal counts before its opening too. */
export function isOpenAt(
  { state, rehearsal, closesAt }: Pick<Challenge, "state" | "rehearsal" | "closesAt">,
  at: EpochMicros,
): boolean {
  if (closesAt !== undefined && at >= closesAt) return false;
  return state === "open" || (rehearsal && (state === "draft" || state === "announced"));
}
