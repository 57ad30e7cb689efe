import type { Question } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { ChallengeId, TicketId } from "../../kernel/index.ts";
import { readCurrent } from "./versions.ts";

/** How far a ticket is with the survey. */
export interface SurveyProgress {
  readonly answered: number;
  readonly questions: number;
  /** By itself, once every required question is answered; stays so when the host adds one later. */
  readonly completed: boolean;
  /** Required ones that are still open. */
  readonly missing: readonly string[];
}

/** A taken-back answer keeps its row for its time, so that an older write of another device does not bring it back. */
export const TAKEN_BACK = "";

/**
 * The progress of all tickets of a challenge, or of those given. Texts stay sealed: a row is an answer. An app that was
 * chosen anywhere answers the question for the app.
 */
export async function readProgress(
  tables: Reading,
  challenge: ChallengeId,
  tickets?: readonly TicketId[],
): Promise<(ticket: TicketId) => SurveyProgress> {
  const { definition } = await readCurrent(tables, challenge);
  const answers = await tables
    .selectFrom("answer")
    .innerJoin("ticket", "ticket.id", "answer.ticket")
    .select(["answer.ticket", "answer.question"])
    .where("ticket.challenge", "=", challenge)
    .where("answer.value_sealed", "<>", TAKEN_BACK)
    .$if(tickets !== undefined, (query) => query.where("answer.ticket", "in", tickets ?? []))
    .execute();
  const choices = await tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .select("app_choice.ticket")
    .where("ticket.challenge", "=", challenge)
    .$if(tickets !== undefined, (query) => query.where("app_choice.ticket", "in", tickets ?? []))
    .execute();
  const finished = await tables
    .selectFrom("response")
    .select("ticket")
    .where("challenge", "=", challenge)
    .where("completed_at", "is not", null)
    .$if(tickets !== undefined, (query) => query.where("ticket", "in", tickets ?? []))
    .execute();
  const answered = new Map<TicketId, Set<string>>();
  for (const { ticket, question } of answers) setOf(answered, ticket).add(question);
  const app = definition.questions.find(({ type }) => type === "app")?.id;
  if (app !== undefined) for (const { ticket } of choices) setOf(answered, ticket).add(app);
  const completed = new Set(finished.map(({ ticket }) => ticket));
  return (ticket) => progressOf(definition.questions, answered.get(ticket) ?? new Set(), completed.has(ticket));
}

export function progressOf(
  questions: readonly Question[],
  answered: ReadonlySet<string>,
  completedBefore: boolean,
): SurveyProgress {
  const missing = questions.filter(({ id, required }) => required && !answered.has(id)).map(({ id }) => id);
  return {
    answered: questions.filter(({ id }) => answered.has(id)).length,
    questions: questions.length,
    completed: completedBefore || missing.length === 0,
    missing,
  };
}

function setOf(sets: Map<TicketId, Set<string>>, ticket: TicketId): Set<string> {
  const known = sets.get(ticket) ?? new Set<string>();
  sets.set(ticket, known);
  return known;
}
