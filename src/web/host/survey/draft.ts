import type { Question, SurveyDefinition } from "../../../contract/index.ts";
import { assertNever, randomId } from "../../../kernel/index.ts";

export const TYPES = [
  "single",
  "multiple",
  "rating",
  "short",
  "long",
  "consent",
  "app",
] as const satisfies readonly Question["type"][];

export type QuestionType = (typeof TYPES)[number];

const empty = () => ({ ko: "", en: "" });

export const newOption = () => ({ id: `o-${randomId(6)}`, label: empty() });

/** A question of a type, to be filled in. */
export function newQuestion(type: QuestionType): Question {
  const asked = { id: type === "app" ? "app" : `q-${randomId(8)}`, title: empty(), help: empty(), required: true };
  switch (type) {
    case "single":
      return { ...asked, type, options: [newOption(), newOption()], other: false };
    case "multiple":
      return { ...asked, type, options: [newOption(), newOption()], other: false, most: null };
    case "rating":
      return { ...asked, type, steps: 5, low: empty(), high: empty() };
    case "short":
    case "long":
      return { ...asked, type, required: false };
    case "consent":
      return { ...asked, type, text: empty(), required: false };
    case "app":
      return { ...asked, type };
    default:
      return assertNever(type);
  }
}

const isApp = (question: Question | undefined): boolean => question?.type === "app";

/** Added at the end, which is before the question for the app. */
export function withQuestion({ questions }: SurveyDefinition, question: Question): SurveyDefinition {
  const end = isApp(questions.at(-1)) && question.type !== "app" ? questions.length - 1 : questions.length;
  return { questions: questions.toSpliced(end, 0, question) };
}

export const withoutQuestion = ({ questions }: SurveyDefinition, id: string): SurveyDefinition => ({
  questions: questions.filter((question) => question.id !== id),
});

export const withChanged = ({ questions }: SurveyDefinition, changed: Question): SurveyDefinition => ({
  questions: questions.map((question) => (question.id === changed.id ? changed : question)),
});

/** Whether a question can go one place up (-1) or down (1). The one for the app stays last. */
export function canMove({ questions }: SurveyDefinition, index: number, by: -1 | 1): boolean {
  const other = questions[index + by];
  return other !== undefined && !isApp(questions[index]) && !isApp(other);
}

export function moved(definition: SurveyDefinition, index: number, by: -1 | 1): SurveyDefinition {
  const { questions } = definition;
  const question = questions[index];
  if (question === undefined || !canMove(definition, index, by)) return definition;
  return { questions: questions.toSpliced(index, 1).toSpliced(index + by, 0, question) };
}

export const sameDefinition = (a: SurveyDefinition, b: SurveyDefinition): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
