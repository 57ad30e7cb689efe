import type { AnswerValue, Bilingual, MySurvey, Question } from "../../contract/index.ts";
import type { Language } from "../app/preferences.ts";

/** A text of the host in the reader's language, or in the other one where that is missing. */
export function inLanguage(text: Bilingual, language: string): { readonly text: string; readonly lang: Language } {
  const asked: Language = language === "ko" ? "ko" : "en";
  const other: Language = asked === "ko" ? "en" : "ko";
  return text[asked].trim() === "" && text[other].trim() !== ""
    ? { text: text[other], lang: other }
    : { text: text[asked], lang: asked };
}

/** Ids are the host's words: one may be called like something every object has. */
export const answerTo = (answers: MySurvey["answers"], question: string): AnswerValue | null =>
  Object.hasOwn(answers, question) ? (answers[question] ?? null) : null;

/** Required questions that are still open. */
export const openQuestions = ({ definition, answers }: MySurvey): readonly Question[] =>
  definition.questions.filter(({ id, required }) => required && !Object.hasOwn(answers, id));

/** An answer in one line; "" for the app, whose name is an outsider's word, and where nothing was answered. */
export function answerText(question: Question, value: AnswerValue | null, language: string): string {
  switch (value?.type) {
    case "single":
      return value.option === null ? value.other : labelOf(question, value.option, language);
    case "multiple": {
      const labels = value.options.map((option) => labelOf(question, option, language));
      return [...labels, value.other].filter((text) => text !== "").join(", ");
    }
    case "rating":
      return `${value.value}${question.type === "rating" ? `/${question.steps}` : ""}`;
    case "short":
    case "long":
      return value.text;
    default:
      return "";
  }
}

function labelOf(question: Question, option: string, language: string): string {
  if (question.type !== "single" && question.type !== "multiple") return option;
  const found = question.options.find(({ id }) => id === option);
  return found ? inLanguage(found.label, language).text : option;
}
