import {
  type AnswerValue,
  AnswerValue as AnswerValueSchema,
  type AnswerWrite,
  type WriteOutcome,
} from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, epochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import type { Vault } from "../vault/index.ts";
import { progressOf, TAKEN_BACK } from "./progress.ts";
import { whyNotAnswer } from "./values.ts";
import { questionsNamed, type SurveyVersion } from "./versions.ts";

/** More than anybody types, less than would fill a disk: texts are saved as they are written. */
export const MOST_WRITES = 2_000;

export interface ToStore {
  readonly write: AnswerWrite;
  /** Undefined when it is to be stored. */
  readonly fault: Fault | undefined;
  readonly sealed: string;
}

/** Checks and seals writes, outside the transaction that stores them. */
export async function prepare(
  vault: Vault,
  challenge: ChallengeId,
  ticket: TicketId,
  versions: readonly SurveyVersion[],
  writes: readonly AnswerWrite[],
): Promise<readonly ToStore[]> {
  return Promise.all(
    writes.map(async (write) => {
      const fault = whyRefused(versions, write);
      const seals = fault === undefined && write.value !== null;
      return {
        write,
        fault,
        sealed: seals
          ? await vault.seal(challenge, placeOf(ticket, write.question), JSON.stringify(write.value))
          : TAKEN_BACK,
      };
    }),
  );
}

function whyRefused(versions: readonly SurveyVersion[], { question, value }: AnswerWrite): Fault | undefined {
  const asked = questionsNamed(versions, question);
  if (asked.length === 0) return new Fault("survey.question-unknown", { question });
  if (value === null) return undefined;
  const reasons = asked.map((each) => whyNotAnswer(each, value));
  const [newest] = reasons;
  if (newest === undefined || reasons.includes(undefined)) return undefined;
  return new Fault("survey.answer-refused", { question, detail: newest });
}

/** Where an answer stands in the database, bound into its seal. */
export const placeOf = (ticket: TicketId, question: string) => `answer|${ticket}|${question}` as const;

/** Stores one write unless its nonce was here or a later answer is. A device's clock is believed up to ours. */
export async function store(
  transaction: Changing,
  ticket: TicketId,
  { write, fault, sealed }: ToStore,
  now: EpochMicros,
): Promise<WriteOutcome["outcome"]> {
  if (fault !== undefined) return "refused";
  const fresh = await transaction
    .insertInto("client_nonce")
    .values({ ticket, nonce: write.nonce, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (fresh.numInsertedOrUpdatedRows !== 1n) return "repeated";
  const at = epochMicros(Math.min(write.at, now));
  return (await upsertAnswer(transaction, ticket, write.question, sealed, at)) ? "saved" : "older";
}

/** Whether a write would be stored: neither repeated nor older. True only until the transaction's next change. */
export async function isNew(tables: Reading, ticket: TicketId, write: AnswerWrite, now: EpochMicros): Promise<boolean> {
  const nonce = await tables
    .selectFrom("client_nonce")
    .select("at")
    .where("ticket", "=", ticket)
    .where("nonce", "=", write.nonce)
    .executeTakeFirst();
  if (nonce !== undefined) return false;
  const stored = await tables
    .selectFrom("answer")
    .select("answered_at")
    .where("ticket", "=", ticket)
    .where("question", "=", write.question)
    .executeTakeFirst();
  return stored === undefined || stored.answered_at <= Math.min(write.at, now);
}

/** False when a later answer is there already. */
export async function upsertAnswer(
  transaction: Changing,
  ticket: TicketId,
  question: string,
  sealed: string,
  at: EpochMicros,
): Promise<boolean> {
  const result = await transaction
    .insertInto("answer")
    .values({ ticket, question, value_sealed: sealed, answered_at: at })
    .onConflict((conflict) =>
      conflict
        .columns(["ticket", "question"])
        .doUpdateSet({ value_sealed: sealed, answered_at: at })
        .where("answer.answered_at", "<=", at),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The one response of a ticket, made with its first answer. Its row orders the writes of two devices. */
export async function touchResponse(
  transaction: Changing,
  challenge: ChallengeId,
  ticket: TicketId,
  { version }: SurveyVersion,
  { now, startedAt, language }: { now: EpochMicros; startedAt: EpochMicros; language: "ko" | "en" },
): Promise<void> {
  await transaction
    .insertInto("response")
    .values({ ticket, challenge, version, language, started_at: startedAt, changed_at: now, completed_at: null })
    .onConflict((conflict) => conflict.column("ticket").doUpdateSet({ version, language, changed_at: now }))
    .execute();
}

/**
 * Marks the response as completed once nothing required is open. Only an answer taken back undoes that: somebody who
 * did all that was asked is not put out by a question the host adds later.
 */
export async function settleCompletion(
  transaction: Changing,
  ticket: TicketId,
  current: SurveyVersion,
  takenBack: ReadonlySet<string>,
  now: EpochMicros,
): Promise<void> {
  const answered = await answeredQuestions(transaction, ticket, current);
  const { missing } = progressOf(current.definition.questions, answered, false);
  const isComplete = missing.length === 0;
  if (!isComplete && !missing.some((question) => takenBack.has(question))) return;
  await transaction
    .updateTable("response")
    .set({ completed_at: isComplete ? now : null })
    .where("ticket", "=", ticket)
    .where("completed_at", isComplete ? "is" : "is not", null)
    .execute();
}

async function answeredQuestions(
  tables: Reading,
  ticket: TicketId,
  { definition }: SurveyVersion,
): Promise<ReadonlySet<string>> {
  const rows = await tables
    .selectFrom("answer")
    .select("question")
    .where("ticket", "=", ticket)
    .where("value_sealed", "<>", TAKEN_BACK)
    .execute();
  const choice = await tables.selectFrom("app_choice").select("ticket").where("ticket", "=", ticket).executeTakeFirst();
  const app = definition.questions.find(({ type }) => type === "app");
  return new Set([...rows.map(({ question }) => question), ...(choice && app ? [app.id] : [])]);
}

/** What a ticket answered, opened. The app is the one chosen last, wherever that was. */
export async function readAnswers(
  tables: Reading,
  vault: Vault,
  challenge: ChallengeId,
  ticket: TicketId,
  { definition }: SurveyVersion,
): Promise<Map<string, AnswerValue>> {
  const rows = await tables
    .selectFrom("answer")
    .select(["question", "value_sealed"])
    .where("ticket", "=", ticket)
    .where("value_sealed", "<>", TAKEN_BACK)
    .execute();
  const answers = new Map<string, AnswerValue>();
  for (const { question, value_sealed } of rows) {
    answers.set(question, await openAnswer(vault, challenge, ticket, question, value_sealed));
  }
  const app = definition.questions.find(({ type }) => type === "app");
  if (app === undefined) return answers;
  const choice = await tables
    .selectFrom("app_choice")
    .select(["typed", "service"])
    .where("ticket", "=", ticket)
    .executeTakeFirst();
  if (choice) answers.set(app.id, { type: "app", ...choice });
  return answers;
}

export async function openAnswer(
  vault: Vault,
  challenge: ChallengeId,
  ticket: TicketId,
  question: string,
  sealed: string,
): Promise<AnswerValue> {
  return AnswerValueSchema.parse(JSON.parse(await vault.open(challenge, placeOf(ticket, question), sealed)));
}

/** Faults: `survey.too-many-writes`. */
export async function refuseTooMany(tables: Reading, ticket: TicketId): Promise<void> {
  const { writes } = await tables
    .selectFrom("client_nonce")
    .select((count) => count.fn.countAll<number | string>().as("writes"))
    .where("ticket", "=", ticket)
    .executeTakeFirstOrThrow();
  if (Number(writes) >= MOST_WRITES) throw new Fault("survey.too-many-writes", { most: MOST_WRITES });
}
