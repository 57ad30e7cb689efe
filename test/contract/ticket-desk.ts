import type { Apm, Received, ReceivedRange } from "../../src/apm/index.ts";
import { appendAudit } from "../../src/challenge/audit/index.ts";
import type { Challenge, Challenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup } from "../../src/contract/index.ts";
import type { Control } from "../../src/control/index.ts";
import {
  DEFAULT_SPACE,
  epochMicros,
  type KeyId,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type SpaceId,
  type TicketId,
} from "../../src/kernel/index.ts";
import type { Ground, Node } from "../both-databases.ts";
import type { TestClock } from "../test-clock.ts";

/** A store that knows nothing but what a test tells of received transactions. */
export const silentApm = (received: Partial<Received>[] = []): Apm =>
  ({
    received: async (_space: SpaceId, { from, until }: ReceivedRange) =>
      received
        .map((row) => ({ environment: "", agent: "python", language: "python", framework: "", ...row }))
        .filter(({ firstSeen = 0, lastSeen = 0 }) => firstSeen >= from && lastSeen < until),
    origins: async () => [],
    services: async () => ({ services: [] }),
  }) as unknown as Apm;

/** What a visitor's phone sends when it joins. */
export const input = { language: "ko", staff: false, device: "phone" } as const;

/** An open challenge, those who join it, their keys and what their apps send. */
export class TicketDesk {
  readonly control: Control;
  readonly challenges: Challenges;
  readonly clock: TestClock;
  #challenge: Challenge | undefined;
  readonly #ground: Ground;

  private constructor(ground: Ground, { control, challenges }: Node) {
    this.#ground = ground;
    this.clock = ground.clock;
    this.control = control;
    this.challenges = challenges;
  }

  static async begin(ground: Ground): Promise<TicketDesk> {
    const desk = new TicketDesk(ground, await ground.openNode(silentApm()));
    await desk.control.spaces.ensure(DEFAULT_SPACE, "Default");
    desk.#challenge = await desk.makeOpen("pycon");
    return desk;
  }

  get challenge(): Challenge {
    if (this.#challenge === undefined) throw new Error("no challenge yet");
    return this.#challenge;
  }

  /** Another node over the same data. */
  open(apm = silentApm()): Promise<Node> {
    return this.#ground.openNode(apm);
  }

  readonly noteState = (id: Challenge["id"], to: "open" | "closed", at = this.clock.now()) =>
    this.control.records.write((transaction) =>
      appendAudit(transaction, id, at, { actor: "host:token", type: "event.state", data: { to } }),
    );

  readonly makeOpen = async (
    slug: string,
    setup: Partial<ChallengeSetup> = {},
    more: { state?: Challenge["state"]; rehearsal?: 0 | 1 } = {},
  ): Promise<Challenge> => {
    const made = await this.challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "시험", nameEn: "Test", slug, rehearsal: more.rehearsal === 1 },
      "host:token",
    );
    const closesAt = epochMicros(this.clock.now() + 60 * MICROS_PER_MINUTE);
    await this.control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({
          state: more.state ?? "open",
          closes_at: closesAt,
          setup: JSON.stringify({ ...made.setup, ...setup }),
        })
        .where("id", "=", made.id as Challenge["id"])
        .execute(),
    );
    if ((more.state ?? "open") === "open") {
      await this.noteState(made.id as Challenge["id"], "open", epochMicros(this.clock.now() - MICROS_PER_SECOND));
    }
    const found = await this.challenges.lifecycle.findBySlug(slug);
    if (found === undefined) throw new Error("not made");
    return found;
  };

  readonly joinAs = (into = this.challenge, more = {}) => this.challenges.tickets.join(into, { ...input, ...more });

  readonly holder = (ticket: TicketId, device: "phone" | "laptop" = "phone") => ({
    ticket,
    challenge: this.challenge.id,
    device,
  });

  readonly comer = (before?: ReturnType<TicketDesk["holder"]>) => ({
    address: "192.0.2.1",
    before,
    device: "phone" as const,
  });

  readonly mine = async (ticket: TicketId, of = this.challenge) =>
    this.challenges.tickets.mine((await this.challenges.lifecycle.find(of.id)) ?? of, {
      ...this.holder(ticket),
      challenge: of.id,
    });

  readonly keyOf = async (ticket: TicketId, of = this.challenge) => {
    const { keys, secret } = await this.challenges.tickets.wishKey(of, ticket, "ensure");
    return { id: keys[0]?.id as KeyId, secret: secret ?? "" };
  };

  readonly sighting = (name: string, requests = 1) => ({
    resource: {
      service: { name, environment: "", language: { name: "python" }, framework: { name: "Django" } },
      agent: { name: "python" },
    },
    requests,
    spans: 0,
    errors: 0,
  });

  readonly arrive = async (key: KeyId | undefined, name: string, requests = 1, at = this.clock.now()) => {
    this.challenges.arrivals.observe(DEFAULT_SPACE, at, key, [this.sighting(name, requests)]);
    await this.challenges.arrivals.settled();
  };
}
