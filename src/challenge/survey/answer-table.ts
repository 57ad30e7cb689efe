import type { AnswerValue } from "../../contract/index.ts";
import type { ChallengeId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { readRespondents, SMALLEST_GROUP } from "./results.ts";
import { readCurrent } from "./versions.ts";

export interface AnswerTable {
  /** Ids of the questions. */
  readonly columns: readonly string[];
  /** A row a person, in an order that tells nothing of who; empty while they are too few to be hidden among one another. */
  readonly rows: readonly (readonly string[])[];
}

/** The answers as a table without a ticket in it; texts that fewer than five wrote are left out. */
export async function readAnswerTable(kit: Kit, challenge: ChallengeId): Promise<AnswerTable> {
  const { current, people } = await kit.records.read(async (tables) => {
    const version = await readCurrent(tables, challenge);
    return { current: version, people: await readRespondents(kit, tables, challenge, version) };
  });
  const { questions } = current.definition;
  // Which app somebody entered with is no opinion, and says who they are.
  const asked = questions.filter(({ type }) => type !== "app");
  const columns = asked.map(({ id }) => id);
  const answered = people.filter(({ answers }) => columns.some((id) => answers.has(id)));
  if (answered.length < SMALLEST_GROUP) return { columns, rows: [] };
  const shown = asked.map(({ id }) => {
    const wrote = answered.filter(({ answers }) => writtenOf(answers.get(id)?.value) !== "").length;
    return { id, texts: wrote >= SMALLEST_GROUP };
  });
  const rows = answered.map(({ answers }) =>
    shown.map(({ id, texts }) => [chosenOf(answers.get(id)?.value), texts ? writtenOf(answers.get(id)?.value) : ""]),
  );
  const cells = rows.map((row) => row.map((both) => both.filter((text) => text !== "").join(" | ")));
  return { columns, rows: cells.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

function chosenOf(value: AnswerValue | undefined): string {
  switch (value?.type) {
    case "single":
      return value.option ?? "";
    case "multiple":
      return value.options.join(" ");
    case "rating":
      return String(value.value);
    case "consent":
      return value.given ? "yes" : "no";
    default:
      return "";
  }
}

function writtenOf(value: AnswerValue | undefined): string {
  switch (value?.type) {
    case "single":
    case "multiple":
      return value.other;
    case "short":
    case "long":
      return value.text;
    default:
      return "";
  }
}
