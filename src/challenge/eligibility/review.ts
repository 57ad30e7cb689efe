import type {
  AppCheckAnswer,
  DecideBody,
  DoubtfulPair,
  FunnelAnswer,
  MyAppeal,
  OpenAppeal,
  Override,
  OverrideBody,
  TicketFilter,
  TicketRow,
  Verdict,
} from "../../contract/index.ts";
import { type ChallengeId, Fault, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { isPlaceholder } from "../names/index.ts";
import { answerAppeal, appealsOf, countOpenAppeals, openAppeals, writeAppeal } from "./appeals.ts";
import { countFunnel, findTickets, type Judged, listTickets, ticketNamed } from "./desk.ts";
import { decideDoubt, describeDoubts, doubtOf } from "./doubtful.ts";
import type { Eligibility } from "./eligibility.ts";
import { judge } from "./judge.ts";
import { approveOverride, type Decider, listOverrides, makeOverride, revokeOverride } from "./overrides.ts";

/** What staff and hosts see of who is in the draw, and decide about it. */
export interface Review {
  /** By id (O/0 and I/L/1 alike), nickname or app, of all or those `only` names; at most 200, the newest first. */
  find(
    challenge: Challenge,
    query: string,
    only?: TicketFilter,
  ): Promise<{ readonly tickets: TicketRow[]; readonly total: number }>;
  /** Every ticket, newest first. */
  all(challenge: Challenge): Promise<readonly TicketRow[]>;
  /** The ticket an id typed by hand means. Faults: `ticket.unknown`. */
  named(challenge: Challenge, typed: string): Promise<TicketId>;
  /** What was decided about a ticket and what it wrote. */
  history(challenge: Challenge, ticket: TicketId, decider: Decider): Promise<TicketHistory>;
  funnel(challenge: Challenge): Promise<Omit<FunnelAnswer, "scans" | "serverTime">>;

  /** What a person has to look at before the freeze. */
  doubtful(challenge: Challenge, decider: Decider): Promise<DoubtfulPair[]>;
  countDoubtful(challenge: Challenge): Promise<number>;
  /** Faults: `eligibility.settled`, `eligibility.second-person`, `challenge.not-open`, `challenge.frozen`, `ticket.unknown`. */
  decide(challenge: Challenge, ticket: TicketId, body: DecideBody, decider: Decider): Promise<void>;

  /** Faults: `challenge.not-open`, `challenge.frozen`, `ticket.unknown`. */
  override(challenge: Challenge, ticket: TicketId, body: OverrideBody, decider: Decider): Promise<Override>;
  /** Faults: `eligibility.override-unknown`, `eligibility.second-person`, `eligibility.settled`, `challenge.frozen`. */
  approve(challenge: Challenge, override: string, decider: Decider): Promise<Override>;
  /** Faults: `eligibility.override-unknown`, `eligibility.settled`, `challenge.frozen`. */
  revoke(challenge: Challenge, override: string, decider: Decider): Promise<Override>;
  overrides(challenge: Challenge, decider: Decider): Promise<Override[]>;

  /** Faults: `challenge.not-open`, `eligibility.settled` while one is open. */
  appeal(challenge: Challenge, ticket: TicketId, text: string): Promise<MyAppeal[]>;
  appealsOf(challenge: Challenge, ticket: TicketId): Promise<MyAppeal[]>;
  openAppeals(challenge: Challenge): Promise<OpenAppeal[]>;
  countOpenAppeals(challenge: ChallengeId): Promise<number>;
  /** Faults: `eligibility.appeal-unknown`, `eligibility.settled`. */
  answerAppeal(
    challenge: Challenge,
    appeal: string,
    answer: { readonly ko: string; readonly en: string },
    decider: Decider,
  ): Promise<void>;
}

const isWanted = ({ eligible, reasons }: Verdict, only: TicketFilter | undefined): boolean => {
  if (only === undefined) return true;
  if (only === "in" || only === "out") return eligible === (only === "in");
  return reasons.some(({ code }) => code === only);
};

export interface TicketHistory {
  readonly match: AppCheckAnswer | null;
  readonly appeals: MyAppeal[];
  readonly overrides: Override[];
}

export function createReview(kit: Kit, eligibility: Eligibility): Review {
  return new ReviewDesk(kit, eligibility);
}

class ReviewDesk implements Review {
  readonly #kit: Kit;
  readonly #eligibility: Eligibility;

  constructor(kit: Kit, eligibility: Eligibility) {
    this.#kit = kit;
    this.#eligibility = eligibility;
  }

  async find(challenge: Challenge, query: string, only?: TicketFilter): ReturnType<Review["find"]> {
    const judged = (await this.#judgeAll(challenge)).filter(({ verdict }) => isWanted(verdict, only));
    return this.#kit.records.read((tables) => findTickets(tables, challenge, judged, query));
  }

  async all(challenge: Challenge): Promise<readonly TicketRow[]> {
    const judged = await this.#judgeAll(challenge);
    return this.#kit.records.read((tables) => listTickets(tables, challenge, judged));
  }

  async named(challenge: Challenge, typed: string): Promise<TicketId> {
    const ticket = await this.#kit.records.read((tables) => ticketNamed(tables, challenge, typed));
    if (ticket === undefined) throw new Fault("ticket.unknown", { ticket: typed });
    return ticket;
  }

  async history(challenge: Challenge, ticket: TicketId, decider: Decider): Promise<TicketHistory> {
    const [facts] = await this.#eligibility.facts(challenge, ticket);
    const choice = facts?.choice;
    return {
      match:
        choice === undefined
          ? null
          : {
              status: choice.match.status,
              candidates: [...choice.match.candidates],
              placeholder: isPlaceholder(choice.typed),
            },
      appeals: await this.appealsOf(challenge, ticket),
      overrides: await this.#kit.records.read((tables) => listOverrides(tables, challenge, decider, ticket)),
    };
  }

  async funnel(challenge: Challenge): ReturnType<Review["funnel"]> {
    const judged = await this.#judgeAll(challenge);
    return {
      ...countFunnel(judged),
      doubtful: judged.filter(({ facts }) => doubtOf(facts) !== undefined).length,
      openAppeals: await this.countOpenAppeals(challenge.id),
    };
  }

  async doubtful(challenge: Challenge, decider: Decider): Promise<DoubtfulPair[]> {
    const facts = await this.#eligibility.facts(challenge);
    const doubts = facts.flatMap((each) => doubtOf(each) ?? []);
    return this.#kit.records.read((tables) => describeDoubts(tables, challenge, doubts, decider));
  }

  async countDoubtful(challenge: Challenge): Promise<number> {
    const facts = await this.#eligibility.facts(challenge);
    return facts.filter((each) => doubtOf(each) !== undefined).length;
  }

  async decide(challenge: Challenge, ticket: TicketId, body: DecideBody, decider: Decider): Promise<void> {
    const [facts] = await this.#eligibility.facts(challenge, ticket);
    if (facts === undefined) throw new Fault("ticket.unknown", { ticket });
    await decideDoubt(this.#kit, challenge, doubtOf(facts), body, decider);
  }

  async override(challenge: Challenge, ticket: TicketId, body: OverrideBody, decider: Decider): Promise<Override> {
    const before = await this.#eligibility.verdict(challenge, ticket);
    return this.#shown(challenge, await makeOverride(this.#kit, challenge, ticket, body, before, decider), decider);
  }

  async approve(challenge: Challenge, override: string, decider: Decider): Promise<Override> {
    await approveOverride(this.#kit, challenge, override, decider);
    return this.#shown(challenge, override, decider);
  }

  async revoke(challenge: Challenge, override: string, decider: Decider): Promise<Override> {
    await revokeOverride(this.#kit, challenge, override, decider);
    return this.#shown(challenge, override, decider);
  }

  overrides(challenge: Challenge, decider: Decider): Promise<Override[]> {
    return this.#kit.records.read((tables) => listOverrides(tables, challenge, decider));
  }

  async appeal(challenge: Challenge, ticket: TicketId, text: string): Promise<MyAppeal[]> {
    await writeAppeal(this.#kit, challenge, ticket, text);
    return this.appealsOf(challenge, ticket);
  }

  appealsOf(challenge: Challenge, ticket: TicketId): Promise<MyAppeal[]> {
    return appealsOf(this.#kit, challenge, ticket);
  }

  openAppeals(challenge: Challenge): Promise<OpenAppeal[]> {
    return openAppeals(this.#kit, challenge);
  }

  countOpenAppeals(challenge: ChallengeId): Promise<number> {
    return this.#kit.records.read((tables) => countOpenAppeals(tables, challenge));
  }

  answerAppeal(...[challenge, appeal, answer, decider]: Parameters<Review["answerAppeal"]>): Promise<void> {
    return answerAppeal(this.#kit, challenge, appeal, answer, decider);
  }

  async #judgeAll(challenge: Challenge): Promise<readonly Judged[]> {
    const facts = await this.#eligibility.facts(challenge);
    return facts.map((each) => ({ facts: each, verdict: judge(each) }));
  }

  async #shown(challenge: Challenge, id: string, decider: Decider): Promise<Override> {
    const found = (await this.overrides(challenge, decider)).find((each) => each.id === id);
    if (found === undefined) throw new Fault("eligibility.override-unknown", { override: id });
    return found;
  }
}
