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

/**
 * How old an answer from memory may be: a state changes rarely, this node's changes are told, and closing is exact by the
 * time in it. Whoever was turned down by an answer from memory is looked at again by a new one.
 */
const FRESH_US = 2 * MICROS_PER_SECOND;
const MOST_KEYS = 20_000;

/** Whose an arrival is, mostly from memory. */
export class Owners {
  readonly #kit: Kit;
  readonly #keys = new BoundedMap<KeyId, { readonly of: OfKey; readonly at: number }>(MOST_KEYS);
  #challenges: { readonly all: readonly Challenge[]; readonly at: number } | undefined;
  /** Counts what was forgotten: an answer asked for before it is none. */
  #era = 0;

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  forget(): void {
    this.#keys.clear();
    this.forgetStates();
  }

  /** A challenge changed, or may have on another node: the next answer is read anew. */
  forgetStates(): void {
    this.#challenges = undefined;
    this.#era += 1;
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
    const only = ofKey?.challenge ? shared.find(({ id }) => id === ofKey.challenge) : onlyMeant(shared);
    if (only === undefined) return undefined;
    return { challenge: only.id, ticket: null, agentKey: "", simulated: only.rehearsal ? 1 : 0 };
  }

  /** Whether what arrived then counts: while the doors were open, to the microsecond. */
  isCounting({ challenge }: Owner, arrival: Arrived): boolean {
    const found = this.#challenges?.all.find(({ id }) => id === challenge);
    return found !== undefined && isOpenAt(found, arrival);
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
    const era = this.#era;
    const rows = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("challenge")
        .selectAll()
        .where("state", "in", ["draft", "announced", "open", "closed", "review"])
        .execute(),
    );
    const all = rows.map(toChallenge).filter(({ state, rehearsal }) => state !== "draft" || rehearsal);
    if (era !== this.#era) return this.#current();
    this.#challenges = { all, at: now };
    return all;
  }
}

/**
 * Which one a key that belongs to none of them speaks for. A rehearsal beside a real one takes nothing away from it, nor
 * does one that is over or yet to come from one that is open; of two alike nobody can say which was meant.
 */
function onlyMeant(shared: readonly Challenge[]): Challenge | undefined {
  const real = shared.filter(({ rehearsal }) => !rehearsal);
  const among = real.length > 0 ? real : shared;
  const open = among.filter(({ state }) => state === "open");
  const [only, another] = open.length > 0 ? open : among;
  return another === undefined ? only : undefined;
}

/** The first and the last moment of what arrived together. */
export interface Arrived {
  readonly at: EpochMicros;
  readonly lastAt: EpochMicros;
}

/** A rehearsal counts before its opening too. */
export function isOpenAt({ state, stateChangedAt, rehearsal, closesAt }: Challenge, { at, lastAt }: Arrived): boolean {
  if (closesAt !== undefined && at >= closesAt) return false;
  if (rehearsal) return state === "open" || state === "draft" || state === "announced";
  return state === "open" && lastAt >= stateChangedAt;
}
