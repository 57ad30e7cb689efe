import type { AnswerValue, Question, QuestionResult, SurveyResults } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, MICROS_PER_SECOND, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { openAnswer } from "./answers.ts";
import { TAKEN_BACK } from "./progress.ts";
import { whyNotAnswer } from "./values.ts";
import { readCurrent, type SurveyVersion } from "./versions.ts";

/** Fewer people than this could be told apart: their texts and the figures of such a group are not shown. */
export const SMALLEST_GROUP = 5;

/** Longer than this between two answers, somebody did something else meanwhile. */
const LONGEST_STEP_SECONDS = 300;

/** Those who chose an option, to see what else they answered. */
export interface GroupQuery {
  readonly question: string;
  readonly option: string;
}

interface Given {
  readonly value: AnswerValue;
  readonly at: EpochMicros;
}

interface Respondent {
  readonly startedAt: EpochMicros;
  readonly completedAt: EpochMicros | null;
  readonly answers: ReadonlyMap<string, Given>;
}

/** The results of the survey as it is now: of people who are still here, never of a rehearsal. */
export async function readResults(
  kit: Kit,
  challenge: ChallengeId,
  groupQuery: GroupQuery | undefined,
): Promise<SurveyResults> {
  const { current, people } = await kit.records.read(async (tables) => {
    const version = await readCurrent(tables, challenge);
    return { current: version, people: await readRespondents(kit, tables, challenge, version) };
  });
  const group = groupQuery && groupOf(people, groupQuery);
  const shown = group === undefined ? people : group.withheld ? [] : group.members;
  return {
    version: current.version,
    started: shown.length,
    completed: shown.filter(({ completedAt }) => completedAt !== null).length,
    medianSeconds: median(shown.flatMap(secondsToComplete)),
    smallestGroup: SMALLEST_GROUP,
    group: group && groupQuery ? { ...groupQuery, people: group.members.length, withheld: group.withheld } : null,
    questions: resultsOf(current, shown),
    serverTime: kit.clock.now(),
  };
}

/** Everybody who began, with the answers that are valid for the questions as they are now. */
export async function readRespondents(
  { vault }: Kit,
  tables: Reading,
  challenge: ChallengeId,
  { definition }: SurveyVersion,
): Promise<readonly Respondent[]> {
  const responses = await tables
    .selectFrom("response")
    .innerJoin("ticket", "ticket.id", "response.ticket")
    .select(["response.ticket", "response.started_at", "response.completed_at"])
    .where("response.challenge", "=", challenge)
    .where("ticket.simulated", "=", 0)
    .where("ticket.withdrawn_at", "is", null)
    .execute();
  const rows = await tables
    .selectFrom("answer")
    .innerJoin("response", "response.ticket", "answer.ticket")
    .select(["answer.ticket", "answer.question", "answer.value_sealed", "answer.answered_at"])
    .where("response.challenge", "=", challenge)
    .where("answer.value_sealed", "<>", TAKEN_BACK)
    .execute();
  const asked = new Map(definition.questions.map((question) => [question.id, question]));
  const answers = new Map<TicketId, Map<string, Given>>(responses.map(({ ticket }) => [ticket, new Map()]));
  for (const { ticket, question, value_sealed, answered_at: at } of rows) {
    const own = answers.get(ticket);
    const definitionNow = asked.get(question);
    if (own === undefined || definitionNow === undefined) continue;
    const value = await openAnswer(vault, challenge, ticket, question, value_sealed);
    if (whyNotAnswer(definitionNow, value) === undefined) own.set(question, { value, at });
  }
  return responses.map(({ ticket, started_at: startedAt, completed_at: completedAt }) => ({
    startedAt,
    completedAt,
    answers: answers.get(ticket) ?? new Map(),
  }));
}

/** A group is withheld too when those outside it are so few that subtracting would show them. */
function groupOf(people: readonly Respondent[], { question, option }: GroupQuery) {
  const members = people.filter(({ answers }) => chose(answers.get(question)?.value, option));
  const rest = people.length - members.length;
  const withheld = members.length < SMALLEST_GROUP || (rest > 0 && rest < SMALLEST_GROUP);
  return { members, withheld };
}

function chose(value: AnswerValue | undefined, option: string): boolean {
  switch (value?.type) {
    case "single":
      return value.option === option;
    case "multiple":
      return value.options.includes(option);
    case "rating":
      return String(value.value) === option;
    default:
      return false;
  }
}

function resultsOf({ definition: { questions } }: SurveyVersion, people: readonly Respondent[]): QuestionResult[] {
  const lastAnswered = people
    .filter(({ completedAt }) => completedAt === null)
    .map(({ answers }) => questions.findLastIndex(({ id }) => answers.has(id)));
  return questions.map((question, index) => {
    const given = people.flatMap(({ answers }) => answers.get(question.id)?.value ?? []);
    const texts = given.flatMap(textOf);
    return {
      question,
      n: given.length,
      options: optionsOf(question, given),
      rating: question.type === "rating" ? ratingOf(question.steps, given) : null,
      texts: texts.length < SMALLEST_GROUP ? null : texts.toSorted(byText),
      written: texts.length,
      leftHere: lastAnswered.filter((last) => last === index).length,
      medianSeconds: median(people.flatMap((person) => secondsFor(person, question.id))),
    };
  });
}

function optionsOf(question: Question, given: readonly AnswerValue[]): QuestionResult["options"] {
  const count = (option: string): number => given.filter((value) => chose(value, option)).length;
  switch (question.type) {
    case "single":
    case "multiple":
      return question.options.map(({ id, label }) => ({ id, label, count: count(id) }));
    case "consent":
      return [
        consentOption("given", given.filter((value) => value.type === "consent" && value.given).length),
        consentOption("refused", given.filter((value) => value.type === "consent" && !value.given).length),
      ];
    default:
      return [];
  }
}

/** Without words of the host: the pages have their own. */
const consentOption = (id: string, count: number) => ({ id, label: { ko: "", en: "" }, count });

function ratingOf(steps: number, given: readonly AnswerValue[]): QuestionResult["rating"] {
  const values = given.flatMap((value) => (value.type === "rating" ? value.value : []));
  if (values.length === 0) return null;
  const counts = Array.from({ length: steps }, (_, index) => values.filter((value) => value === index + 1).length);
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, counts };
}

/** The words of an answer, of open questions and of "other" alike; the name of an app is not one. */
function textOf(value: AnswerValue): readonly string[] {
  const text = value.type === "short" || value.type === "long" ? value.text : "other" in value ? value.other : "";
  return text.trim() === "" ? [] : [text.trim()];
}

/** The order of arrival would tell who wrote what. */
const byText = (a: string, b: string): number => a.localeCompare(b, "ko");

function secondsToComplete({ startedAt, completedAt, answers }: Respondent): readonly number[] {
  if (completedAt === null) return [];
  const last = Math.max(...Array.from(answers.values(), ({ at }) => at), startedAt);
  const seconds = (last - startedAt) / MICROS_PER_SECOND;
  return seconds > 0 && seconds <= 4 * LONGEST_STEP_SECONDS ? [seconds] : [];
}

/** From the answer given before, whichever that was; nobody knows when the first question came in sight. */
function secondsFor({ answers }: Respondent, question: string): readonly number[] {
  const at = answers.get(question)?.at;
  if (at === undefined) return [];
  const before = Math.max(...Array.from(answers.values(), (given) => (given.at < at ? given.at : 0)));
  const seconds = (at - before) / MICROS_PER_SECOND;
  return before > 0 && seconds <= LONGEST_STEP_SECONDS ? [seconds] : [];
}

/** Null below the smallest group: the time of one person is theirs. */
function median(values: readonly number[]): number | null {
  if (values.length < SMALLEST_GROUP) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const value = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
  return Math.round(value * 10) / 10;
}
