import { describe, expect, it } from "vitest";
import type { SurveyDefinition } from "../../../contract/index.ts";
import { canMove, moved, newQuestion, TYPES, withChanged, withoutQuestion, withQuestion } from "./draft.ts";

const [one, two, app] = [newQuestion("single"), newQuestion("rating"), newQuestion("app")];
const survey: SurveyDefinition = { questions: [one, two, app] };
const ids = ({ questions }: SurveyDefinition) => questions.map(({ id }) => id);

describe("a survey being written", () => {
  it("makes ids that are the contract's", () => {
    for (const type of TYPES) expect(newQuestion(type).id).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
  });

  it("keeps the question for the app last", () => {
    const more = newQuestion("short");
    expect(ids(withQuestion(survey, more))).toEqual([one.id, two.id, more.id, "app"]);
    expect(ids(withQuestion({ questions: [one] }, app))).toEqual([one.id, "app"]);
    expect(canMove(survey, 2, -1)).toBe(false);
    expect(canMove(survey, 1, 1)).toBe(false);
    expect(moved(survey, 1, 1)).toBe(survey);
  });

  it("moves, changes and takes out", () => {
    expect(ids(moved(survey, 1, -1))).toEqual([two.id, one.id, "app"]);
    expect(canMove(survey, 0, -1)).toBe(false);
    expect(withChanged(survey, { ...two, required: false }).questions[1]).toMatchObject({ required: false });
    expect(ids(withoutQuestion(survey, one.id))).toEqual([two.id, "app"]);
  });
});
