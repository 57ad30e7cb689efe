import { z } from "zod";
import { REASON_CODES } from "../kernel/index.ts";
import { EpochMicros } from "./common.ts";

/** Why somebody is in the draw or not. Machine-readable; the sentences are made from code and params in one place. */
export const ReasonCode = z.enum(REASON_CODES);
export type ReasonCode = z.infer<typeof ReasonCode>;

export const Reason = z.object({
  code: ReasonCode,
  /** Values for the sentence: `app`, `answered`, `questions`, `missing`, … */
  params: z.record(z.string(), z.string()),
  /** What happened and what to do about it, for participant, staff and host alike. */
  ko: z.string(),
  en: z.string(),
  /** Whether the participant can mend it alone before the close. */
  fixable: z.boolean(),
});
export type Reason = z.infer<typeof Reason>;

/** A line of the personal checklist. */
export const ChecklistItem = z.object({
  id: z.enum(["age", "data", "survey", "app", "lane"]),
  state: z.enum(["done", "todo", "later", "blocked"]),
  reason: Reason.nullable(),
  params: z.record(z.string(), z.string()),
});
export type ChecklistItem = z.infer<typeof ChecklistItem>;

export const Verdict = z.object({
  eligible: z.boolean(),
  /** All that stand in the way; with `eligible`, why all the same (`MANUAL_INCLUDE`), or nothing. */
  reasons: z.array(Reason),
  checklist: z.array(ChecklistItem),
  /** The single truth, the same for participant and staff. */
  sentence: z.object({ ko: z.string(), en: z.string() }),
  /** Until when it can be mended. */
  deadline: EpochMicros.nullable(),
});
export type Verdict = z.infer<typeof Verdict>;
