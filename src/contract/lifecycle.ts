import { z } from "zod";
import { Bilingual, ChallengeSetup, ChallengeState } from "./challenge.ts";
import { EpochMicros } from "./common.ts";

/** A challenge in the host's list. */
export const ChallengeSummary = z.object({
  id: z.string(),
  slug: z.string(),
  name: Bilingual,
  state: ChallengeState,
  rehearsal: z.boolean(),
  timeZone: z.string(),
  opensAt: EpochMicros.nullable(),
  closesAt: EpochMicros.nullable(),
  createdAt: EpochMicros,
  /** What was simulated counts only in a rehearsal. */
  counts: z.object({ tickets: z.number().int(), apps: z.number().int(), surveys: z.number().int() }),
});
export type ChallengeSummary = z.infer<typeof ChallengeSummary>;

export const ChallengesAnswer = z.object({ challenges: z.array(ChallengeSummary), serverTime: EpochMicros });
export type ChallengesAnswer = z.infer<typeof ChallengesAnswer>;

const Count = z.number().int();

/** Challenges made from one another, oldest first, with the same numbers of each; null where there is no such number. */
export const SeriesAnswer = z.object({
  series: z.array(
    z.object({
      name: Bilingual,
      challenges: z.array(
        z.object({
          slug: z.string(),
          name: Bilingual,
          state: ChallengeState,
          timeZone: z.string(),
          opensAt: EpochMicros.nullable(),
          closesAt: EpochMicros.nullable(),
          numbers: z.object({
            /** Browsers that came by a code. */
            visitors: Count,
            tickets: Count,
            apps: Count,
            surveys: Count.nullable(),
            /** In the list of the first draw. */
            entries: Count.nullable(),
            /** Handed over. */
            prizes: Count.nullable(),
            gifts: Count,
          }),
        }),
      ),
    }),
  ),
});
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/);

/** A name in one language is enough. `cloneOf` takes everything but people and times from another challenge, by its slug. */
export const CreateChallengeBody = z.strictObject({
  nameKo: z.string().trim().max(100).default(""),
  nameEn: z.string().trim().max(100).default(""),
  slug: Slug.optional(),
  cloneOf: Slug.optional(),
  rehearsal: z.boolean().default(false),
});
export type CreateChallengeBody = z.infer<typeof CreateChallengeBody>;

export const SaveSetupBody = z.strictObject({
  version: z.number().int(),
  setup: ChallengeSetup,
  opensAt: EpochMicros.nullable(),
  closesAt: EpochMicros.nullable(),
});
export type SaveSetupBody = z.infer<typeof SaveSetupBody>;

export const StepBody = z.strictObject({
  to: ChallengeState,
  reason: z.string().trim().max(500).default(""),
  version: z.number().int(),
});
export type StepBody = z.infer<typeof StepBody>;

export const UndoBody = z.strictObject({ version: z.number().int() });
export type UndoBody = z.infer<typeof UndoBody>;
export const ExtendBody = z.strictObject({ minutes: z.number().int().min(1).max(1_440) });
export type ExtendBody = z.infer<typeof ExtendBody>;

/** What the audit log of a challenge holds, a page of it, and whether all of it still follows from its beginning. */
export const AuditAnswer = z.object({
  records: z.array(
    z.object({
      i: z.number().int(),
      /** ISO 8601, UTC. */
      t: z.string(),
      actor: z.string(),
      type: z.string(),
      data: z.record(z.string(), z.unknown()),
      prev: z.string(),
      hash: z.string(),
    }),
  ),
  total: z.number().int(),
  verifies: z.boolean(),
  /** The first record that does not follow, where one does not. */
  brokenAt: z.number().int().nullable(),
  head: z.string(),
  words: z.object({ ko: z.string(), en: z.string(), hex: z.string() }),
});
export type AuditAnswer = z.infer<typeof AuditAnswer>;

/** The made-up visitors of a rehearsal. */
export const RehearsalAnswer = z.object({
  running: z.boolean(),
  speed: z.number().int(),
  visitors: z.number().int(),
  arrived: z.number().int(),
});
export type RehearsalAnswer = z.infer<typeof RehearsalAnswer>;

export const RehearsalBody = z.strictObject({
  visitors: z.number().int().min(1).max(500),
  speed: z.number().int().min(1).max(50),
});
export type RehearsalBody = z.infer<typeof RehearsalBody>;
