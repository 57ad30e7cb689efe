import { z } from "zod";
import { EpochMicros } from "./common.ts";

export const MatchStatus = z.enum(["exact", "format", "keyboard", "agent", "near", "part", "none", "empty"]);
export type MatchStatus = z.infer<typeof MatchStatus>;

/** How a typed name relates to the apps it may mean; at most three of them, likeliest first. */
export const AppCheckAnswer = z.object({
  status: MatchStatus,
  candidates: z.array(z.string()),
  /** The typed name is a default that many share. */
  placeholder: z.boolean(),
});
export type AppCheckAnswer = z.infer<typeof AppCheckAnswer>;

/** `service` is a tap on one of the own apps or of the candidates; without it the typed name has to be exact. */
export const AppChoiceBody = z.object({
  typed: z.string().max(1_024).default(""),
  service: z.string().min(1).max(1_024).nullable().default(null),
});
export type AppChoiceBody = z.infer<typeof AppChoiceBody>;

export const AppChoice = z.object({
  typed: z.string(),
  service: z.string().nullable(),
  status: z.enum(["waiting", "exact", "confirmed", "staff"]),
  match: AppCheckAnswer,
});
export type AppChoice = z.infer<typeof AppChoice>;

/** How to show that an app is one's own: open this path on it, or set this as its version. */
export const AppProof = z.object({ path: z.string(), version: z.string(), proven: z.boolean() });
export type AppProof = z.infer<typeof AppProof>;

export const AppealBody = z.object({ text: z.string().trim().min(1).max(2_000) });

/** An appeal as its writer sees it. */
export const MyAppeal = z.object({
  id: z.string(),
  at: EpochMicros,
  text: z.string(),
  answer: z.object({ at: EpochMicros, ko: z.string(), en: z.string() }).nullable(),
});
export type MyAppeal = z.infer<typeof MyAppeal>;

export const MyAppealsAnswer = z.object({ appeals: z.array(MyAppeal) });
export type MyAppealsAnswer = z.infer<typeof MyAppealsAnswer>;
