import { z } from "zod";
import { Bilingual, Language } from "./challenge.ts";
import { EpochMicros } from "./common.ts";

const QuestionId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const asked = { id: QuestionId, title: Bilingual, help: Bilingual, required: z.boolean() };
const Option = z.object({ id: QuestionId, label: Bilingual });

/** A question of the survey. `app` is the last one: which app the participant enters with. */
export const Question = z.discriminatedUnion("type", [
  z.object({ ...asked, type: z.literal("single"), options: z.array(Option).min(2).max(20), other: z.boolean() }),
  z.object({
    ...asked,
    type: z.literal("multiple"),
    options: z.array(Option).min(2).max(20),
    other: z.boolean(),
    most: z.number().int().min(1).max(20).nullable(),
  }),
  z.object({
    ...asked,
    type: z.literal("rating"),
    steps: z.number().int().min(3).max(10),
    low: Bilingual,
    high: Bilingual,
  }),
  z.object({ ...asked, type: z.literal("short") }),
  z.object({ ...asked, type: z.literal("long") }),
  z.object({ ...asked, type: z.literal("consent"), text: Bilingual }),
  z.object({ ...asked, type: z.literal("app") }),
]);
export type Question = z.infer<typeof Question>;

export const SurveyProblemCode = z.enum([
  "no-questions",
  "same-question-id",
  "same-option-id",
  "app-not-last",
  "several-app-questions",
  "most-above-options",
]);
export type SurveyProblemCode = z.infer<typeof SurveyProblemCode>;

export const SurveyDefinition = z.object({ questions: z.array(Question).max(40) });
export type SurveyDefinition = z.infer<typeof SurveyDefinition>;

export const AnswerValue = z.discriminatedUnion("type", [
  z.object({ type: z.literal("single"), option: QuestionId.nullable(), other: z.string().max(200) }),
  z.object({ type: z.literal("multiple"), options: z.array(QuestionId).max(20), other: z.string().max(200) }),
  z.object({ type: z.literal("rating"), value: z.number().int().min(1).max(10) }),
  z.object({ type: z.literal("short"), text: z.string().max(200) }),
  z.object({ type: z.literal("long"), text: z.string().max(2_000) }),
  z.object({ type: z.literal("consent"), given: z.boolean() }),
  z.object({ type: z.literal("app"), typed: z.string().max(1_024), service: z.string().max(1_024).nullable() }),
]);
export type AnswerValue = z.infer<typeof AnswerValue>;

/** One write of a device; repeated with the same nonce it counts once. */
export const AnswerWrite = z.object({
  nonce: z.string().regex(/^[0-9A-Za-z_-]{8,64}$/),
  question: QuestionId,
  value: AnswerValue.nullable(),
  /** By the device's clock, to order its own writes. */
  at: EpochMicros,
  language: Language,
});
export type AnswerWrite = z.infer<typeof AnswerWrite>;

/** The survey as one participant sees it. */
export const MySurvey = z.object({
  /** Whose answers these are; a device keeps what it has not sent yet under it. */
  ticket: z.string(),
  /** 0: nobody has changed the one every challenge begins with. */
  version: z.number().int(),
  definition: SurveyDefinition,
  answers: z.record(z.string(), AnswerValue),
  /** True by itself as soon as every required question is answered. */
  completed: z.boolean(),
  open: z.boolean(),
  keyMode: z.enum(["personal", "shared"]),
  estimatedSeconds: z.number().int(),
  /** To tell by how much the device's clock is wrong, and order its writes among those of others. */
  serverTime: EpochMicros,
});
export type MySurvey = z.infer<typeof MySurvey>;

/** What a device has waiting, oldest first. */
export const AnswerWrites = z.object({ writes: z.array(AnswerWrite).min(1).max(50) });
export type AnswerWrites = z.infer<typeof AnswerWrites>;

/**
 * What became of a write. `repeated`: its nonce was here before. `older`: another device answered later. `refused`: see
 * `code` and `error`; sending it again changes nothing.
 */
export const WriteOutcome = z.object({
  nonce: z.string(),
  question: z.string(),
  outcome: z.enum(["saved", "repeated", "older", "refused"]),
  code: z.string(),
  error: z.string(),
});
export type WriteOutcome = z.infer<typeof WriteOutcome>;

export const AnswersOutcome = z.object({ outcomes: z.array(WriteOutcome), survey: MySurvey });
export type AnswersOutcome = z.infer<typeof AnswersOutcome>;

/** A text that one language has and the other lacks; `field` says where, e.g. `options.python`. */
export const MissingText = z.object({ question: z.string(), field: z.string(), language: Language });
export type MissingText = z.infer<typeof MissingText>;

/** What is to be known of a definition before it is saved. */
export const SurveyCheck = z.object({
  estimatedSeconds: z.number().int(),
  /** More than this is too long for a booth. */
  budgetSeconds: z.number().int(),
  /** Of each question, in their order. */
  seconds: z.array(z.number()),
  missing: z.array(MissingText),
  /** What makes it impossible to save: `code` with the question it is about ("" for the whole). */
  problems: z.array(z.object({ code: SurveyProblemCode, question: z.string() })),
});
export type SurveyCheck = z.infer<typeof SurveyCheck>;

export const SurveyTemplate = z.object({ id: z.enum(["booth", "workshop", "class"]), definition: SurveyDefinition });
export type SurveyTemplate = z.infer<typeof SurveyTemplate>;

/** The survey as its host sees it. */
export const SurveyView = z.object({
  version: z.number().int(),
  definition: SurveyDefinition,
  check: SurveyCheck,
  templates: z.array(SurveyTemplate),
  /** How many have begun to answer. */
  responses: z.number().int(),
  /** False once the challenge is closed: what people answered must stay what was asked. */
  changeable: z.boolean(),
});
export type SurveyView = z.infer<typeof SurveyView>;

/** `version` is the one the change was made on; an older one is refused (`challenge.changed-meanwhile`). */
export const SurveyChange = z.object({ version: z.number().int().min(0), definition: SurveyDefinition });
export type SurveyChange = z.infer<typeof SurveyChange>;

/** What was answered to one question. Lists that do not fit its type are empty. */
export const QuestionResult = z.object({
  question: Question,
  /** Answers that count: of people who are still here, and valid for the question as it is now. */
  n: z.number().int(),
  options: z.array(z.object({ id: z.string(), label: Bilingual, count: z.number().int() })),
  rating: z.object({ mean: z.number(), counts: z.array(z.number().int()) }).nullable(),
  /** What people wrote, in no order that tells who; null while they are fewer than `smallestGroup`. */
  texts: z.array(z.string()).nullable(),
  /** How many wrote something. */
  written: z.number().int(),
  /** People who went no further than this question. */
  leftHere: z.number().int(),
  /** From the answer before it to this one; null when too few did both in one go. */
  medianSeconds: z.number().nullable(),
});
export type QuestionResult = z.infer<typeof QuestionResult>;

export const SurveyResults = z.object({
  version: z.number().int(),
  started: z.number().int(),
  completed: z.number().int(),
  medianSeconds: z.number().nullable(),
  smallestGroup: z.number().int(),
  /** The group the figures are of, when one was asked for. `withheld`: it, or the rest, is too small to be shown. */
  group: z
    .object({ question: z.string(), option: z.string(), people: z.number().int(), withheld: z.boolean() })
    .nullable(),
  questions: z.array(QuestionResult),
  serverTime: EpochMicros,
});
export type SurveyResults = z.infer<typeof SurveyResults>;

/** What a shared tablet asks everybody. */
export const KioskSurvey = z.object({
  version: z.number().int(),
  definition: SurveyDefinition,
  open: z.boolean(),
  name: Bilingual,
  serverTime: EpochMicros,
});
export type KioskSurvey = z.infer<typeof KioskSurvey>;

/** Made by the tablet, 160 bits: whoever holds it may take the answers over to their own ticket. */
export const VisitId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{32}$/);

/** One visitor's answers at a shared tablet. */
export const KioskVisit = z.object({ visit: VisitId, language: Language, writes: z.array(AnswerWrite).min(1).max(50) });
export type KioskVisit = z.infer<typeof KioskVisit>;

/** What became of a visit: `attached` when its answers went to a phone already. */
export const VisitOutcome = z.object({
  visit: VisitId,
  state: z.enum(["kept", "attached"]),
  outcomes: z.array(WriteOutcome),
});
export type VisitOutcome = z.infer<typeof VisitOutcome>;

/** `unknown`: the tablet has not sent it yet; ask again. */
export const VisitClaim = z.object({ state: z.enum(["attached", "unknown"]) });
export type VisitClaim = z.infer<typeof VisitClaim>;
