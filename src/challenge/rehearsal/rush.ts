import type { ChallengeId, KeyId, TicketId } from "../../kernel/index.ts";
import { Fault, MICROS_PER_MILLI, MICROS_PER_SECOND, randomId } from "../../kernel/index.ts";
import type { ArrivalBook } from "../arrival/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge, Lifecycle } from "../lifecycle/index.ts";
import type { Surveys } from "../survey/index.ts";
import type { Tickets } from "../ticket/index.ts";
import { madeUpAnswer, madeUpCrowd, type Visitor } from "./crowd.ts";

/** The parts that real visitors meet; made-up ones go through the same. */
export interface BoothParts {
  readonly lifecycle: Pick<Lifecycle, "find">;
  readonly tickets: Pick<Tickets, "join" | "wishKey">;
  readonly arrivals: Pick<ArrivalBook, "observe">;
  readonly surveys: Pick<Surveys, "mine" | "answer">;
}

type Act = () => Promise<void>;

/** A crowd on its way through the booth, `speed` times as fast as a real one. */
export class Rush {
  readonly speed: number;
  readonly visitors: number;
  arrived = 0;
  readonly #kit: Kit;
  readonly #parts: BoothParts;
  readonly #challenge: ChallengeId;
  readonly #timers = new Set<NodeJS.Timeout>();
  #waiting = 0;
  /** One act after the other: a laptop at a booth has other things to do. */
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(kit: Kit, parts: BoothParts, challenge: ChallengeId, visitors: number, speed: number) {
    this.#kit = kit;
    this.#parts = parts;
    this.#challenge = challenge;
    this.visitors = visitors;
    this.speed = speed;
    for (const visitor of madeUpCrowd(visitors, Math.random)) this.#at(visitor.joinsAt, () => this.#join(visitor));
  }

  get running(): boolean {
    return !this.#stopped && this.#waiting > 0;
  }

  /** Resolves when nothing of it happens any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#queue;
  }

  /** Event time becomes ours by the speed. */
  #at(after: number, act: Act): void {
    this.#waiting += 1;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#queue = this.#queue.then(() => this.#perform(act));
      },
      after / MICROS_PER_MILLI / this.speed,
    ).unref();
    this.#timers.add(timer);
  }

  async #perform(act: Act): Promise<void> {
    try {
      if (!this.#stopped) await act();
    } catch (error) {
      // The doors closed on them, as they do on real ones.
      if (!(error instanceof Fault)) this.#kit.log.warn({ err: error }, "a made-up visitor stumbled");
    } finally {
      this.#waiting -= 1;
    }
  }

  async #open(): Promise<Challenge> {
    const challenge = await this.#parts.lifecycle.find(this.#challenge);
    if (challenge === undefined || !challenge.rehearsal)
      throw new Fault("challenge.unknown", { slug: this.#challenge });
    return challenge;
  }

  async #join(visitor: Visitor): Promise<void> {
    const { tickets } = this.#parts;
    const challenge = await this.#open();
    const input = { language: visitor.language, over14: true, staff: false, device: "phone" } as const;
    const { ticket } = await tickets.join(challenge, input);
    this.arrived += 1;
    this.#kit.bus.challengeChanged(this.#challenge);
    const after = (at: number): number => at - visitor.joinsAt;
    if (visitor.sendsAt !== undefined) this.#at(after(visitor.sendsAt), () => this.#connect(visitor, ticket));
    if (visitor.answersAt !== undefined) this.#at(after(visitor.answersAt), () => this.#answer(visitor, ticket));
  }

  async #connect(visitor: Visitor, ticket: TicketId): Promise<void> {
    const challenge = await this.#open();
    await this.#parts.tickets.wishKey(challenge, ticket, "ensure");
    const key = await this.#keyOf(challenge, ticket);
    if (key === undefined) return;
    const { requiredRequests } = challenge.setup;
    for (let n = 0; n < requiredRequests; n++) {
      this.#at(n * BETWEEN_REQUESTS, async () => this.#request(challenge, visitor, key));
    }
  }

  /** A key of this very rehearsal: without one a request could count for the real challenge beside it. */
  async #keyOf({ id, setup }: Challenge, ticket: TicketId): Promise<KeyId | undefined> {
    const isShared = setup.keyMode === "shared";
    const row = await this.#kit.records.read((tables) =>
      tables
        .selectFrom("agent_key")
        .select("id")
        .where("challenge", "=", id)
        .where("ticket", isShared ? "is" : "=", isShared ? null : ticket)
        .where("revoked_at", "is", null)
        .executeTakeFirst(),
    );
    return row?.id;
  }

  #request({ space }: Challenge, { app }: Visitor, key: KeyId): void {
    const service = {
      name: app.name,
      environment: "",
      language: { name: app.language },
      framework: { name: app.framework },
    };
    const seen = { resource: { service, agent: { name: app.agent } }, requests: 1, spans: 2, errors: 0 };
    this.#parts.arrivals.observe(space, this.#kit.clock.now(), key, [seen]);
  }

  async #answer(visitor: Visitor, ticket: TicketId): Promise<void> {
    const challenge = await this.#open();
    const { definition } = await this.#parts.surveys.mine(challenge, ticket);
    const most = visitor.finishes ? definition.questions.length : Math.ceil(definition.questions.length / 2);
    const writes = definition.questions.slice(0, most).map((question) => ({
      nonce: randomId(16),
      question: question.id,
      value: madeUpAnswer(question, visitor.app.name, Math.random),
      at: this.#kit.clock.now(),
      language: visitor.language,
    }));
    if (writes.length > 0) await this.#parts.surveys.answer(challenge, ticket, writes);
    this.#kit.bus.ticketChanged(ticket);
  }
}

const BETWEEN_REQUESTS = 3 * MICROS_PER_SECOND;
