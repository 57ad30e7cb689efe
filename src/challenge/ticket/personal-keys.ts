import type { MyKeys } from "../../contract/index.ts";
import type { Key } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, type KeyId, MICROS_PER_DAY, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";

export type KeyWishName = "ensure" | "another" | "rotate";

const MOST_LIVE = 5;
/** Where the host has not set an end. */
const UNSET_END_US = 7 * MICROS_PER_DAY;
/** After the event the guide goes on as a playground. */
const PLAYGROUND_US = MICROS_PER_DAY;
/** A key of the whole challenge, in workshops. */
const SHARED_LABEL = "shared key of the challenge";

/**
 * A participant's keys: write-only as every key, good until the event is over. The newest one's secret is kept, sealed
 * by the challenge's own key, because the guide shows it in the snippet on every device and at every visit.
 */
export class PersonalKeys {
  readonly #kit: Kit;
  /** One change of a ticket's keys at a time. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  async mine(challenge: Challenge, ticket: TicketId): Promise<MyKeys> {
    if (challenge.setup.keyMode === "shared") {
      return { mode: "shared", secret: await this.#secretOf(challenge, await this.#sharedKey(challenge)), keys: [] };
    }
    const keys = await this.#kit.keys.listOf(ticket);
    return {
      mode: "personal",
      secret: await this.#secretOf(challenge, this.#live(keys).at(-1)),
      keys: keys.map(toMyKey).reverse(),
    };
  }

  /** Faults: `ticket.too-many-keys`, `challenge.not-open`. */
  async wish(challenge: Challenge, ticket: TicketId, wish: KeyWishName): Promise<MyKeys> {
    refuseOver(challenge);
    const isShared = challenge.setup.keyMode === "shared";
    await this.#oneByOne(isShared ? challenge.id : ticket, () =>
      isShared ? this.#ensureShared(challenge) : this.#fulfil(challenge, ticket, wish),
    );
    this.#kit.bus.ticketChanged(ticket);
    return this.mine(challenge, ticket);
  }

  async #fulfil(challenge: Challenge, ticket: TicketId, wish: KeyWishName): Promise<void> {
    const live = this.#live(await this.#kit.keys.listOf(ticket));
    if (wish === "ensure" && (await this.#secretOf(challenge, live.at(-1))) !== null) return;
    if (wish === "another" && live.length >= MOST_LIVE) throw new Fault("ticket.too-many-keys", { most: MOST_LIVE });
    const { space, id } = challenge;
    const owner = { ticket, challenge: id, expiresAt: this.#endOf(challenge) };
    await this.#keep(challenge, await this.#kit.keys.create({ space, label: `ticket ${ticket}`, owner }));
    // The new one first: who loses the answer in between has not lost the old one too.
    if (wish !== "rotate" && live.length < MOST_LIVE) return;
    for (const old of wish === "rotate" ? live : live.slice(0, 1)) await this.#kit.keys.revoke(old.id);
  }

  async #ensureShared(challenge: Challenge): Promise<void> {
    if ((await this.#secretOf(challenge, await this.#sharedKey(challenge))) !== null) return;
    const { space, id } = challenge;
    const made = await this.#kit.keys.create({ space, label: SHARED_LABEL });
    await this.#kit.records.write((transaction) =>
      transaction
        .updateTable("agent_key")
        .set({ challenge: id, expires_at: this.#endOf(challenge) ?? null })
        .where("id", "=", made.key.id)
        .execute(),
    );
    await this.#keep(challenge, made);
  }

  async #sharedKey(challenge: Challenge): Promise<Key | undefined> {
    const { id } = challenge;
    const rows = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("agent_key")
        .select("id")
        .where("challenge", "=", id)
        .where("ticket", "is", null)
        .where("label", "=", SHARED_LABEL)
        .execute(),
    );
    const own = new Set(rows.map((row) => row.id));
    const keys = (await this.#kit.keys.list(challenge.space)).filter((key) => own.has(key.id));
    return this.#live(keys).at(-1);
  }

  #live(keys: readonly Key[]): readonly Key[] {
    const now = this.#kit.clock.now();
    return keys.filter(
      ({ revokedAt, expiresAt }) => revokedAt === undefined && (expiresAt === undefined || expiresAt > now),
    );
  }

  async #keep(challenge: Challenge, { key, secret }: { readonly key: Key; readonly secret: string }): Promise<void> {
    const sealed = await this.#kit.vault.seal(challenge.id, placeOf(key.id), secret);
    await this.#kit.records.write((transaction) =>
      transaction.updateTable("agent_key").set({ secret_sealed: sealed }).where("id", "=", key.id).execute(),
    );
  }

  async #secretOf(challenge: Challenge, key: Key | undefined): Promise<string | null> {
    if (key === undefined) return null;
    const row = await this.#kit.records.read((tables) =>
      tables.selectFrom("agent_key").select("secret_sealed").where("id", "=", key.id).executeTakeFirst(),
    );
    if (!row?.secret_sealed) return null;
    return this.#kit.vault.open(challenge.id, placeOf(key.id), row.secret_sealed);
  }

  #endOf({ state, closesAt }: Challenge): EpochMicros | undefined {
    const now = this.#kit.clock.now();
    const isOver = state !== "draft" && state !== "announced" && state !== "open";
    if (isOver) return epochMicros(now + PLAYGROUND_US);
    return epochMicros(closesAt === undefined ? now + UNSET_END_US : Math.max(closesAt, now + PLAYGROUND_US));
  }

  async #oneByOne(subject: string, work: () => Promise<void>): Promise<void> {
    const before = this.#queues.get(subject) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => {});
    this.#queues.set(subject, settled);
    try {
      await mine;
    } finally {
      if (this.#queues.get(subject) === settled) this.#queues.delete(subject);
    }
  }
}

function refuseOver({ state }: Challenge): void {
  if (state === "purged") throw new Fault("challenge.not-open", { state });
}

const placeOf = (key: KeyId) => `agent_key|${key}|secret` as const;

const toMyKey = (key: Key): MyKeys["keys"][number] => ({
  id: key.id,
  hint: key.hint ?? "",
  createdAt: key.createdAt,
  lastUsedAt: key.lastUsedAt ?? null,
  expiresAt: key.expiresAt ?? null,
  revokedAt: key.revokedAt ?? null,
});
