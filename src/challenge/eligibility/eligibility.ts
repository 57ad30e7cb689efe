import type { AppCheckAnswer, AppChoice, AppProof, Verdict } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { Fault, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { isPlaceholder, matchName, prepareNames } from "../names/index.ts";
import { bindWaiting, type Choosing, chooseApp, refuseOutOfTime, waitingFor } from "./choice.ts";
import { readClaim, settleClaim } from "./control-code.ts";
import type { TicketFacts } from "./facts.ts";
import { changing } from "./frozen.ts";
import { gatherFacts, namesFor } from "./gather.ts";
import { CHANGEABLE, judge } from "./judge.ts";
import { watchOrigins } from "./origin-watch.ts";

/** Who is in the draw and why not, and what changes that. */
export interface Eligibility {
  /** Of one ticket. Faults: `ticket.unknown`. */
  verdict(challenge: Challenge, ticket: TicketId): Promise<Verdict>;
  /** Of all tickets of a challenge, in the order they joined; simulated ones only in a rehearsal. */
  verdicts(challenge: Challenge): Promise<ReadonlyMap<TicketId, Verdict>>;
  /** The same inside a transaction that decides by it. */
  verdictsIn(transaction: Changing, challenge: Challenge): Promise<ReadonlyMap<TicketId, Verdict>>;
  /** What they are judged by, of all tickets or one. */
  facts(challenge: Challenge, only?: TicketId): Promise<readonly TicketFacts[]>;

  /** How a typed name relates to the apps that a ticket may mean. */
  check(challenge: Challenge, ticket: TicketId, typed: string): Promise<AppCheckAnswer>;
  /** Faults: `challenge.not-open`, `challenge.frozen`, `eligibility.app-unknown`. */
  choose(challenge: Challenge, ticket: TicketId, choosing: Choosing): Promise<AppChoice>;
  /** The same inside the transaction of a survey's answer; tell the ticket's pages after the commit. */
  chooseIn(transaction: Changing, challenge: Challenge, ticket: TicketId, choosing: Choosing): Promise<void>;
  /** An app was seen for the first time: binds typed names that waited for it, and tells their pages. */
  bindWaiting(challenge: Challenge, service: string): Promise<readonly TicketId[]>;
  /** How a ticket shows that its chosen app is its own, and whether it has. */
  proof(challenge: Challenge, ticket: TicketId): Promise<AppProof>;
  /** Looks for it among the app's requests, and settles whose app it is when it is there. */
  prove(challenge: Challenge, ticket: TicketId): Promise<AppProof>;
}

export function createEligibility(kit: Kit): Eligibility {
  return new Judge(kit);
}

class Judge implements Eligibility {
  readonly #kit: Kit;
  readonly #origins: ReturnType<typeof watchOrigins>;

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#origins = watchOrigins(kit);
  }

  async verdict(challenge: Challenge, ticket: TicketId): Promise<Verdict> {
    const [facts] = await this.facts(challenge, ticket);
    if (facts === undefined) throw new Fault("ticket.unknown", { ticket });
    return judge(facts);
  }

  async verdicts(challenge: Challenge): Promise<ReadonlyMap<TicketId, Verdict>> {
    const facts = await this.facts(challenge);
    return new Map(facts.map((each) => [each.ticket, judge(each)]));
  }

  async verdictsIn(transaction: Changing, challenge: Challenge): Promise<ReadonlyMap<TicketId, Verdict>> {
    const facts = await this.#gather(transaction, challenge);
    return new Map(facts.map((each) => [each.ticket, judge(each)]));
  }

  facts(challenge: Challenge, only?: TicketId): Promise<readonly TicketFacts[]> {
    return this.#kit.records.read((tables) => this.#gather(tables, challenge, only));
  }

  #gather(tables: Reading, challenge: Challenge, only?: TicketId): Promise<readonly TicketFacts[]> {
    const byHand = async (services: readonly string[]): Promise<ReadonlySet<string>> =>
      challenge.setup.handMadeCounts ? new Set() : this.#origins(challenge, services);
    return gatherFacts({ tables, challenge, now: this.#kit.clock.now(), byHand }, only);
  }

  async check(challenge: Challenge, ticket: TicketId, typed: string): Promise<AppCheckAnswer> {
    const names = await this.#kit.records.read((tables) => namesFor(tables, challenge, ticket, typed));
    const { status, candidates } = matchName(typed, prepareNames(names));
    return { status, candidates: [...candidates], placeholder: isPlaceholder(typed) };
  }

  async choose(challenge: Challenge, ticket: TicketId, choosing: Choosing): Promise<AppChoice> {
    const choice = await changing(this.#kit, challenge, (transaction, current) =>
      chooseApp(transaction, current, ticket, choosing, this.#kit.clock.now()),
    );
    await this.#tellClaimants(challenge, choice.service, ticket);
    return choice;
  }

  async chooseIn(transaction: Changing, challenge: Challenge, ticket: TicketId, choosing: Choosing): Promise<void> {
    await chooseApp(transaction, challenge, ticket, choosing, this.#kit.clock.now());
  }

  async bindWaiting(challenge: Challenge, service: string): Promise<readonly TicketId[]> {
    const { records, bus } = this.#kit;
    const bound = await changing(this.#kit, challenge, async (transaction, current) =>
      CHANGEABLE.has(current.state) ? await bindWaiting(transaction, current, service) : [],
    ).catch(nothingWhenFrozen);
    // Whoever typed something like it can now be asked whether they meant it.
    const near = await records.read((tables) => waitingFor(tables, challenge, service));
    for (const ticket of new Set([...bound, ...near])) bus.ticketChanged(ticket);
    return bound;
  }

  async proof(challenge: Challenge, ticket: TicketId): Promise<AppProof> {
    const claim = await this.#kit.records.read((tables) => readClaim(tables, challenge, ticket));
    return { path: `/${claim.code}`, version: claim.code, proven: claim.settled };
  }

  async prove(challenge: Challenge, ticket: TicketId): Promise<AppProof> {
    const { records, apm } = this.#kit;
    const claim = await records.read((tables) => readClaim(tables, challenge, ticket));
    const { code, service, since, settled } = claim;
    const proven =
      settled || (service !== undefined && (await apm.controlProof(challenge.space, { service, code, since })));
    if (proven && !settled && service !== undefined) {
      const at = this.#kit.clock.now();
      await changing(this.#kit, challenge, (transaction, current) => {
        refuseOutOfTime(current);
        return settleClaim(transaction, current, ticket, service, at);
      });
      await this.#tellClaimants(challenge, service, ticket);
    }
    return { path: `/${code}`, version: code, proven };
  }

  /** Whose app it is may have changed for all who claim it. */
  async #tellClaimants({ id }: Challenge, service: string | null, ticket: TicketId): Promise<void> {
    const { records, bus } = this.#kit;
    const others =
      service === null
        ? []
        : await records.read((tables) =>
            tables
              .selectFrom("app_choice")
              .innerJoin("ticket", "ticket.id", "app_choice.ticket")
              .select("app_choice.ticket")
              .where("ticket.challenge", "=", id)
              .where("app_choice.service", "=", service)
              .execute(),
          );
    for (const each of new Set([ticket, ...others.map((other) => other.ticket)])) bus.ticketChanged(each);
  }
}

/** An app may arrive at any time; that the list is final is no failure of its arrival. */
function nothingWhenFrozen(error: unknown): readonly TicketId[] {
  if (error instanceof Fault && error.code === "challenge.frozen") return [];
  throw error;
}
