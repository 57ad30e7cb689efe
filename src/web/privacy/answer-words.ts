import type { AnswerValue } from "../../contract/index.ts";

/** An answer as one line of text; options are shown by their ids where the question is gone. */
export function answerWords(value: AnswerValue, words: { readonly yes: string; readonly no: string }): string {
  switch (value.type) {
    case "single":
      return [value.option ?? "", value.other].filter(Boolean).join(" · ");
    case "multiple":
      return [...value.options, value.other].filter(Boolean).join(" · ");
    case "rating":
      return String(value.value);
    case "short":
    case "long":
      return value.text;
    case "consent":
      return value.given ? words.yes : words.no;
    case "app":
      return value.service ?? value.typed;
  }
}
