import type {
  AnswersOutcome,
  AnswerValue,
  AnswerWrite,
  KioskSurvey,
  KioskVisit,
  MySurvey,
  SurveyChange,
  SurveyCheck,
  SurveyDefinition,
  SurveyResults,
  SurveyView,
  VisitClaim,
  VisitOutcome,
  WriteOutcome,
} from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import {
  isNew,
  prepare,
  readAnswers,
  refuseTooMany,
  settleCompletion,
  store,
  type ToStore,
  touchResponse,
} from "./answers.ts";
import { checkDefinition, estimateSeconds, missingTranslations } from "./definition.ts";
import { progressOf } from "./progress.ts";
import { type GroupQuery, readResults } from "./results.ts";
import { TEMPLATES } from "./templates.ts";
import { insertVersion, readCurrent, readVersions, type SurveyVersion } from "./versions.ts";
import { attachVisit, visitTicket } from "./visits.ts";

/** The survey of a challenge: what is asked, what was answered, and what came of it. */
export interface Surveys {
  view(challenge: Challenge): Promise<SurveyView>;
  check(definition: SurveyDefinition): SurveyCheck;
  /** Texts of the survey that lack a language, for the checklist of the opening: `framework.options.go.en`. */
  missingTexts(challenge: Challenge): Promise<readonly string[]>;
  /** Makes a new version. Faults: `survey.not-savable`, `challenge.changed-meanwhile`, `challenge.not-open` after the close. */
  change(challenge: Challenge, change: SurveyChange, actor: Actor): Promise<SurveyView>;
  mine(challenge: Challenge, ticket: TicketId): Promise<MySurvey>;
  /**
   * Stores writes of a device, each once and the latest of each question. A write that cannot be taken is told in its
   * outcome and does not hold up the others. Faults: `challenge.not-open`, `survey.too-many-writes`.
   */
  answer(challenge: Challenge, ticket: TicketId, writes: readonly AnswerWrite[]): Promise<AnswersOutcome>;
  /** Faults: `survey.incomplete` with what is open. */
  complete(challenge: Challenge, ticket: TicketId): Promise<MySurvey>;
  results(challenge: Challenge, group: GroupQuery | undefined): Promise<SurveyResults>;
  kiosk(challenge: Challenge): Promise<KioskSurvey>;
  /** Answers of visitors of a shared tablet, each under a ticket of its own until a phone takes them over. */
  keepVisits(challenge: Challenge, visits: readonly KioskVisit[]): Promise<readonly VisitOutcome[]>;
  /** Takes the answers of a visit over to `ticket`. */
  claimVisit(challenge: Challenge, ticket: TicketId, visit: string): Promise<VisitClaim>;
}

/** What a chosen app means is decided elsewhere, in the transaction of the answer. Throws the fault of a refused one. */
export type ChooseApp = (
  transaction: Changing,
  challenge: Challenge,
  ticket: TicketId,
  choice: Extract<AnswerValue, { type: "app" }>,
) => Promise<unknown>;

export function createSurveys(kit: Kit, chooseApp?: ChooseApp): Surveys {
  return new SurveyDesk(kit, chooseApp);
}

class SurveyDesk implements Surveys {
  readonly #kit: Kit;
  readonly #chooseApp: ChooseApp | undefined;

  constructor(kit: Kit, chooseApp: ChooseApp | undefined) {
    this.#kit = kit;
    this.#chooseApp = chooseApp;
  }

  async view(challenge: Challenge): Promise<SurveyView> {
    return this.#kit.records.read(async (tables) => {
      const current = await readCurrent(tables, challenge.id);
      const { responses } = await tables
        .selectFrom("response")
        .innerJoin("ticket", "ticket.id", "response.ticket")
        .select((count) => count.fn.countAll<number | string>().as("responses"))
        .where("response.challenge", "=", challenge.id)
        .where("ticket.simulated", "=", 0)
        .executeTakeFirstOrThrow();
      return {
        ...current,
        check: checkDefinition(current.definition),
        templates: [...TEMPLATES],
        responses: Number(responses),
        changeable: isChangeable(challenge.state),
      };
    });
  }

  check(definition: SurveyDefinition): SurveyCheck {
    return checkDefinition(definition);
  }

  async missingTexts(challenge: Challenge): Promise<readonly string[]> {
    const { definition } = await this.#kit.records.read((tables) => readCurrent(tables, challenge.id));
    return missingTranslations(definition).map(({ question, field, language }) => `${question}.${field}.${language}`);
  }

  async change(challenge: Challenge, { version, definition }: SurveyChange, actor: Actor): Promise<SurveyView> {
    const now = this.#kit.clock.now();
    await this.#kit.records.write(async (transaction) => {
      const { state } = await this.#lockState(transaction, challenge);
      if (!isChangeable(state)) throw new Fault("challenge.not-open", { state });
      refuseUnsavable(state, definition);
      const current = await readCurrent(transaction, challenge.id);
      const next = { version: version + 1, definition };
      if (current.version !== version || !(await insertVersion(transaction, challenge.id, next, now))) {
        throw new Fault("challenge.changed-meanwhile");
      }
      const data = { version: next.version, questions: definition.questions.length };
      await appendAudit(transaction, challenge.id, now, { actor, type: "survey.version", data });
    });
    this.#kit.bus.challengeChanged(challenge.id);
    return this.view(challenge);
  }

  async mine(challenge: Challenge, ticket: TicketId): Promise<MySurvey> {
    const now = this.#kit.clock.now();
    return this.#kit.records.read(async (tables) => {
      const current = await readCurrent(tables, challenge.id);
      const answers = await readAnswers(tables, this.#kit.vault, challenge.id, ticket, current);
      const response = await tables
        .selectFrom("response")
        .select("completed_at")
        .where("ticket", "=", ticket)
        .executeTakeFirst();
      const finished = (response?.completed_at ?? null) !== null;
      return {
        ticket,
        ...current,
        answers: Object.fromEntries(answers),
        completed: progressOf(current.definition.questions, new Set(answers.keys()), finished).completed,
        open: isOpen(challenge, now),
        keyMode: challenge.setup.keyMode,
        estimatedSeconds: estimateSeconds(current.definition),
        serverTime: now,
      };
    });
  }

  async answer(challenge: Challenge, ticket: TicketId, writes: readonly AnswerWrite[]): Promise<AnswersOutcome> {
    const outcomes = await this.#keep(challenge, ticket, writes);
    return { outcomes, survey: await this.mine(challenge, ticket) };
  }

  async complete(challenge: Challenge, ticket: TicketId): Promise<MySurvey> {
    const survey = await this.mine(challenge, ticket);
    if (survey.completed) return survey;
    const { missing } = progressOf(survey.definition.questions, new Set(Object.keys(survey.answers)), false);
    throw new Fault("survey.incomplete", { missing: missing.join(", ") });
  }

  async results(challenge: Challenge, group: GroupQuery | undefined): Promise<SurveyResults> {
    return readResults(this.#kit, challenge.id, group);
  }

  async kiosk(challenge: Challenge): Promise<KioskSurvey> {
    const now = this.#kit.clock.now();
    const current = await this.#kit.records.read((tables) => readCurrent(tables, challenge.id));
    return { ...current, open: isOpen(challenge, now), name: challenge.setup.name, serverTime: now };
  }

  async keepVisits(challenge: Challenge, visits: readonly KioskVisit[]): Promise<readonly VisitOutcome[]> {
    const outcomes: VisitOutcome[] = [];
    for (const { visit, language, writes } of visits) {
      const { ticket, attached } = await visitTicket(this.#kit, challenge, visit, language);
      const kept = await this.#keep(challenge, ticket, writes);
      outcomes.push({ visit, state: attached ? "attached" : "kept", outcomes: [...kept] });
    }
    return outcomes;
  }

  async claimVisit(challenge: Challenge, ticket: TicketId, visit: string): Promise<VisitClaim> {
    const now = this.#kit.clock.now();
    const attached = await this.#kit.records.write(async (transaction) => {
      await this.#requireOpen(transaction, challenge, now);
      const current = await readCurrent(transaction, challenge.id);
      return attachVisit(transaction, this.#kit, challenge.id, visit, ticket, current, now);
    });
    if (attached) this.#kit.bus.ticketChanged(ticket);
    return { state: attached ? "attached" : "unknown" };
  }

  async #keep(challenge: Challenge, ticket: TicketId, writes: readonly AnswerWrite[]): Promise<WriteOutcome[]> {
    const { records, vault, clock, bus } = this.#kit;
    const now = clock.now();
    const versions = await records.read((tables) => readVersions(tables, challenge.id));
    const prepared = await prepare(vault, challenge.id, ticket, versions, writes);
    const outcomes = await records.write(async (transaction) => {
      await this.#requireOpen(transaction, challenge, now);
      return this.#storeAll(transaction, challenge, ticket, versions[0], prepared, now);
    });
    if (outcomes.some(({ outcome }) => outcome === "saved")) bus.ticketChanged(ticket);
    return outcomes;
  }

  async #storeAll(
    transaction: Changing,
    challenge: Challenge,
    ticket: TicketId,
    current: SurveyVersion,
    prepared: readonly ToStore[],
    now: EpochMicros,
  ): Promise<WriteOutcome[]> {
    const [first] = prepared.filter(({ fault }) => fault === undefined);
    if (first !== undefined) {
      const startedAt = epochMicros(Math.min(first.write.at, now));
      await touchResponse(transaction, challenge.id, ticket, current, {
        now,
        startedAt,
        language: first.write.language,
      });
      await refuseTooMany(transaction, ticket);
    }
    const outcomes: WriteOutcome[] = [];
    const takenBack = new Set<string>();
    for (const each of prepared) {
      const { nonce, question, value } = each.write;
      const fault = each.fault ?? (await this.#chooseIfNew(transaction, challenge, ticket, each, now));
      const outcome = await store(transaction, ticket, { ...each, fault }, now);
      if (outcome === "saved" && value === null) takenBack.add(question);
      outcomes.push({ nonce, question, outcome, code: fault?.code ?? "", error: fault?.message ?? "" });
    }
    if (first !== undefined) await settleCompletion(transaction, ticket, current, takenBack, now);
    return outcomes;
  }

  /** The fault of an app that cannot be chosen; the answer is refused with it. */
  async #chooseIfNew(
    transaction: Changing,
    challenge: Challenge,
    ticket: TicketId,
    { write }: ToStore,
    now: EpochMicros,
  ): Promise<Fault | undefined> {
    if (write.value?.type !== "app" || !(await isNew(transaction, ticket, write, now))) return undefined;
    try {
      await this.#chooseApp?.(transaction, challenge, ticket, write.value);
      return undefined;
    } catch (error) {
      if (error instanceof Fault && error.status < 500) return error;
      throw error;
    }
  }

  async #requireOpen(transaction: Changing, challenge: Challenge, now: EpochMicros): Promise<void> {
    const { state, closes_at } = await this.#lockState(transaction, challenge);
    if (isOpen({ state, closesAt: closes_at ?? undefined }, now)) return;
    throw new Fault("challenge.not-open", { state: state === "open" ? "closed" : state });
  }

  /** The state as it is now, held until the transaction ends, so that a close waits for the answers before it. */
  async #lockState(transaction: Changing, challenge: Challenge) {
    return transaction
      .selectFrom("challenge")
      .select(["state", "closes_at"])
      .where("id", "=", challenge.id)
      .$if(this.#kit.records.kind === "postgresql", (query) => query.forShare())
      .executeTakeFirstOrThrow();
  }
}

const isChangeable = (state: Challenge["state"]): boolean => ["draft", "announced", "open"].includes(state);

/** The close is exact to the microsecond, even when the step to `closed` comes a moment later. */
const isOpen = ({ state, closesAt }: Pick<Challenge, "state" | "closesAt">, now: EpochMicros): boolean =>
  state === "open" && (closesAt === undefined || now < closesAt);

function refuseUnsavable(state: Challenge["state"], definition: SurveyDefinition): void {
  const { problems, missing } = checkDefinition(definition);
  const [problem] = problems;
  if (problem) throw new Fault("survey.not-savable", { detail: `${problem.code} ${problem.question}`.trim() });
  const [lacking] = state === "draft" ? [] : missing;
  if (lacking) {
    const { question, field, language } = lacking;
    throw new Fault("survey.not-savable", { detail: `${field} of ${question} is missing in ${language}` });
  }
}
