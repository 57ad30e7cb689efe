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
  version: z.number().int(),
  definition: SurveyDefinition,
  answers: z.record(z.string(), AnswerValue),
  completed: z.boolean(),
  open: z.boolean(),
  estimatedSeconds: z.number().int(),
});
export type MySurvey = z.infer<typeof MySurvey>;
