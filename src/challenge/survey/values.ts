import type { AnswerValue, Question } from "../../contract/index.ts";
import { assertNever } from "../../kernel/index.ts";

/** Why a value is no answer to a question; undefined when it is one. */
export function whyNotAnswer(question: Question, value: AnswerValue): string | undefined {
  switch (question.type) {
    case "single":
      return value.type === "single" ? whyNotSingle(question, value) : wrongType(question);
    case "multiple":
      return value.type === "multiple" ? whyNotMultiple(question, value) : wrongType(question);
    case "rating":
      if (value.type !== "rating") return wrongType(question);
      return value.value > question.steps ? `the scale goes from 1 to ${question.steps}` : undefined;
    case "short":
    case "long":
      if (value.type !== question.type) return wrongType(question);
      return value.text.trim() === "" ? "nothing is written" : undefined;
    case "consent":
    case "app":
      return value.type === question.type ? undefined : wrongType(question);
    default:
      return assertNever(question);
  }
}

const wrongType = (question: Question): string => `it asks for an answer of type ${question.type}`;

type Single = Extract<Question, { type: "single" }>;
type Multiple = Extract<Question, { type: "multiple" }>;

function whyNotSingle(question: Single, { option, other }: Extract<AnswerValue, { type: "single" }>) {
  const written = other.trim() !== "";
  if (written && !question.other) return "own words are not asked for";
  if (option === null) return written ? undefined : "nothing is chosen";
  if (written) return "an option and own words exclude each other";
  return question.options.some(({ id }) => id === option) ? undefined : "there is no such option";
}

function whyNotMultiple(question: Multiple, { options, other }: Extract<AnswerValue, { type: "multiple" }>) {
  const written = other.trim() !== "";
  if (written && !question.other) return "own words are not asked for";
  if (options.length === 0 && !written) return "nothing is chosen";
  if (new Set(options).size !== options.length) return "an option is chosen twice";
  const chosen = options.length + (written ? 1 : 0);
  if (question.most !== null && chosen > question.most) return `at most ${question.most} can be chosen`;
  return options.every((option) => question.options.some(({ id }) => id === option))
    ? undefined
    : "there is no such option";
}
