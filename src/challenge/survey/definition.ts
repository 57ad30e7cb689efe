import type {
  Bilingual,
  MissingText,
  Question,
  SurveyCheck,
  SurveyDefinition,
  SurveyProblemCode,
} from "../../contract/index.ts";
import { assertNever } from "../../kernel/index.ts";

/** Longer than this and people at a booth leave. */
export const BUDGET_SECONDS = 90;

/** Everything a host should know of a definition before saving it. */
export function checkDefinition(definition: SurveyDefinition): SurveyCheck {
  const seconds = definition.questions.map(secondsOf);
  return {
    estimatedSeconds: Math.round(seconds.reduce((sum, each) => sum + each, 0)),
    budgetSeconds: BUDGET_SECONDS,
    seconds: seconds.map((each) => Math.round(each * 10) / 10),
    missing: missingTranslations(definition),
    problems: problemsOf(definition),
  };
}

export const estimateSeconds = (definition: SurveyDefinition): number =>
  Math.round(definition.questions.reduce((sum, question) => sum + secondsOf(question), 0));

/**
 * Texts that one of the two languages lacks. Titles, options and what is consented to need both; help and the words at
 * the ends of a scale may be left out, in both.
 */
export function missingTranslations(definition: SurveyDefinition): MissingText[] {
  return definition.questions.flatMap((question) =>
    textsOf(question).flatMap(([field, text, needed]) => {
      const isWritten = (language: "ko" | "en") => text[language].trim() !== "";
      if (!needed && !isWritten("ko") && !isWritten("en")) return [];
      const lacking = (["ko", "en"] as const).filter((language) => !isWritten(language));
      return lacking.map((language) => ({ question: question.id, field, language }));
    }),
  );
}

type Text = readonly [field: string, text: Bilingual, needed: boolean];

function textsOf(question: Question): readonly Text[] {
  const own: Text[] = [
    ["title", question.title, true],
    ["help", question.help, false],
  ];
  switch (question.type) {
    case "single":
    case "multiple":
      return [...own, ...question.options.map(({ id, label }): Text => [`options.${id}`, label, true])];
    case "rating":
      return [...own, ["low", question.low, false], ["high", question.high, false]];
    case "consent":
      return [...own, ["text", question.text, true]];
    case "short":
    case "long":
    case "app":
      return own;
    default:
      return assertNever(question);
  }
}

type Problem = { readonly code: SurveyProblemCode; readonly question: string };

function problemsOf({ questions }: SurveyDefinition): Problem[] {
  const problems: Problem[] = questions.flatMap(problemsOfQuestion);
  if (questions.length === 0) problems.push({ code: "no-questions", question: "" });
  for (const id of repeated(questions.map((question) => question.id))) {
    problems.push({ code: "same-question-id", question: id });
  }
  const apps = questions.filter(({ type }) => type === "app");
  const last = questions.at(-1);
  for (const app of apps.slice(1)) problems.push({ code: "several-app-questions", question: app.id });
  if (apps[0] !== undefined && last?.type !== "app") problems.push({ code: "app-not-last", question: apps[0].id });
  return problems;
}

function problemsOfQuestion(question: Question): Problem[] {
  if (question.type !== "single" && question.type !== "multiple") return [];
  const problems: Problem[] = [];
  if (repeated(question.options.map(({ id }) => id)).length > 0) {
    problems.push({ code: "same-option-id", question: question.id });
  }
  if (question.type === "multiple" && (question.most ?? 0) > question.options.length) {
    problems.push({ code: "most-above-options", question: question.id });
  }
  return problems;
}

function repeated(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

/**
 * How long a question takes at a booth: one second to come to it, reading at 12 Korean or 25 Latin letters a second
 * (whichever language takes longer), and the hand's part by type. Estimates to be compared with `medianSeconds` of the
 * results, not measurements.
 */
function secondsOf(question: Question): number {
  const reading = textsOf(question).reduce((sum, [, { ko, en }]) => sum + Math.max(ko.length / 12, en.length / 25), 0);
  return 1 + reading + answeringSeconds(question);
}

function answeringSeconds(question: Question): number {
  switch (question.type) {
    case "single":
      return 2.5 + (question.other ? 0.5 : 0);
    case "multiple":
      return 3 + 0.5 * question.options.length;
    case "rating":
      return 3;
    case "short":
      return 12;
    case "long":
      return 25;
    case "consent":
      return 2;
    case "app":
      return 5;
    default:
      return assertNever(question);
  }
}
