import type { Apm, Origin } from "../../src/apm/index.ts";
import type { Challenge, Challenges, Decider } from "../../src/challenge/index.ts";
import type { ChallengeSetup, Verdict } from "../../src/contract/index.ts";
import type { AppTable, Control } from "../../src/control/index.ts";
import {
  DEFAULT_SPACE,
  epochMicros,
  MICROS_PER_HOUR,
  MICROS_PER_SECOND,
  personId,
  randomId,
  type TicketId,
  ticketId,
} from "../../src/kernel/index.ts";
import type { Ground } from "../both-databases.ts";
import type { TestClock } from "../test-clock.ts";

export const HOST: Decider = { actor: "host:token", person: undefined };
export const STAFF: Decider = { actor: `staff:${personId("p_eunyoung")}`, person: personId("p_eunyoung") };
export const SENTENCE = { reasonKo: "현장에서 확인했어요.", reasonEn: "Checked at the booth." };

export const prize = (valueWon: number): ChallengeSetup["prizes"][number] => ({
  id: "gimbal",
  rank: 1,
  name: { ko: "짐벌", en: "Gimbal" },
  quantity: 1,
  valueWon,
});

/** An open challenge with its tickets, apps and answers, and what staff and hosts do about them. */
export class EligibilityDesk {
  readonly control: Control;
  readonly challenges: Challenges;
  readonly clock: TestClock;
  challenge: Challenge;
  /** Services whose data is made by hand. */
  readonly byHand: Set<string>;
  /** `service code` of codes that services have shown. */
  readonly shown: Set<string>;
  #ordinal = 0;

  private constructor(
    its: Pick<EligibilityDesk, "control" | "challenges" | "clock" | "challenge" | "byHand" | "shown">,
  ) {
    this.control = its.control;
    this.challenges = its.challenges;
    this.clock = its.clock;
    this.challenge = its.challenge;
    this.byHand = its.byHand;
    this.shown = its.shown;
  }

  static async open(ground: Ground): Promise<EligibilityDesk> {
    const byHand = new Set<string>();
    const shown = new Set<string>();
    const { control, challenges } = await ground.openNode(storeTelling(byHand, shown));
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false },
      "host:token",
    );
    const { clock } = ground;
    const challenge = { id: made.id } as Challenge;
    const desk = new EligibilityDesk({ control, challenges, clock, challenge, byHand, shown });
    await desk.become({ state: "open", closesAt: epochMicros(clock.now() + MICROS_PER_HOUR) });
    return desk;
  }

  /** Puts the challenge into a state and setup, as if its host had. */
  async become(
    over: { state?: Challenge["state"]; closesAt?: Challenge["closesAt"]; setup?: Partial<ChallengeSetup> } = {},
  ): Promise<void> {
    const row = await this.control.records.read((tables) =>
      tables.selectFrom("challenge").selectAll().where("id", "=", this.challenge.id).executeTakeFirstOrThrow(),
    );
    await this.control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({
          state: over.state ?? row.state,
          state_changed_at: this.clock.now(),
          closes_at: over.closesAt ?? row.closes_at,
          setup: JSON.stringify({ ...JSON.parse(row.setup), ...over.setup }),
        })
        .where("id", "=", this.challenge.id)
        .execute(),
    );
    const found = await this.challenges.lifecycle.find(this.challenge.id);
    if (found === undefined) throw new Error("no challenge");
    this.challenge = found;
  }

  async newTicket(over: { staff?: 0 | 1; over14?: boolean; place?: string } = {}): Promise<TicketId> {
    const id = ticketId(randomId(8).toUpperCase());
    await this.control.records.write((transaction) =>
      transaction
        .insertInto("ticket")
        .values({
          id,
          challenge: this.challenge.id,
          nickname: "용감한 수달",
          language: "ko",
          created_at: this.clock.now(),
          recovery_hash: randomId(26),
          staff: over.staff ?? 0,
          over_14_at: over.over14 === false ? null : this.clock.now(),
          simulated: 0,
          merged_into: null,
          withdrawn_at: null,
          place: over.place ?? null,
        })
        .execute(),
    );
    this.clock.pass(MICROS_PER_SECOND);
    return id;
  }

  async arrive(service: string, ticket: TicketId | null, over: Partial<AppTable> = {}): Promise<void> {
    this.#ordinal += 1;
    await this.control.records.write((transaction) =>
      transaction
        .insertInto("app")
        .values({
          challenge: this.challenge.id,
          service,
          agent_key: ticket === null ? "" : `key-${ticket}`,
          ticket,
          ordinal: this.#ordinal,
          environment: "",
          agent: "python",
          language: "python",
          framework: "django",
          first_seen: this.clock.now(),
          last_seen: this.clock.now(),
          transactions: 41,
          spans: 0,
          errors: 0,
          shown: "shown",
          shown_reason: null,
          simulated: 0,
          ...over,
        })
        .execute(),
    );
    await this.challenges.eligibility.bindWaiting(this.challenge, service);
    this.clock.pass(MICROS_PER_SECOND);
  }

  /** Answers the first so many questions of the survey; the last is the one for the app. */
  async answer(ticket: TicketId, most = 99): Promise<void> {
    const { definition } = await this.challenges.surveys.view(this.challenge);
    const questions = definition.questions.filter(({ type }) => type !== "app").slice(0, most);
    await this.control.records.write(async (transaction) => {
      for (const { id } of questions) {
        await transaction
          .insertInto("answer")
          .values({ ticket, question: id, value_sealed: "sealed", answered_at: this.clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  readonly verdict = (ticket: TicketId): Promise<Verdict> =>
    this.challenges.eligibility.verdict(this.challenge, ticket);
  readonly codes = async (ticket: TicketId): Promise<readonly string[]> =>
    (await this.verdict(ticket)).reasons.map(({ code }) => code);
  readonly choose = (ticket: TicketId, typed: string, service: string | null = null) =>
    this.challenges.eligibility.choose(this.challenge, ticket, { typed, service });

  async entrant(service = `app-${randomId(6)}`): Promise<TicketId> {
    const ticket = await this.newTicket();
    await this.answer(ticket);
    await this.arrive(service, this.challenge.setup.keyMode === "personal" ? ticket : null);
    if (this.challenge.setup.keyMode === "shared") await this.choose(ticket, service);
    return ticket;
  }
}

/** The event store is another test's matter; this stands for its answers. */
const storeTelling = (byHand: ReadonlySet<string>, shown: ReadonlySet<string>): Apm =>
  ({
    origins: async (_space: unknown, { services }: { services: readonly string[] }): Promise<readonly Origin[]> =>
      services.map((service) => ({
        service,
        agent: byHand.has(service) ? "curl" : "nodejs",
        requests: 10,
        distinctIds: 10,
        distinctDurations: 10,
        withRuntime: 10,
        names: [],
      })),
    controlProof: async (_space: unknown, query: { service: string; code: string }) =>
      shown.has(`${query.service} ${query.code}`),
  }) as unknown as Apm;
