import { z } from "zod";
import { Bilingual, ChallengeState, DrawScene, Prize, WallScene } from "./challenge.ts";
import { EpochMicros } from "./common.ts";
import { HashInWords } from "./draw.ts";

/** "" leaves the choice to the state of the challenge and the time. */
export const ChosenScene = z.union([WallScene, z.literal("")]);
export type ChosenScene = z.infer<typeof ChosenScene>;

/** What a wall shows of its challenge now, the same for all walls. Numbers only, never anybody's name. */
export const WallNow = z.object({
  slug: z.string(),
  name: Bilingual,
  place: z.string(),
  state: ChallengeState,
  timeZone: z.string(),
  opensAt: EpochMicros.nullable(),
  closesAt: EpochMicros.nullable(),
  rehearsal: z.boolean(),
  scene: z.union([WallScene, DrawScene]),
  /** What staff asked for, as long as it holds. */
  chosen: ChosenScene,
  paused: z.boolean(),
  /** When the scene changes by itself; null when it does not. */
  nextSceneAt: EpochMicros.nullable(),
  /** A line of staff across the screen; "" without one. */
  message: Bilingual,
  counts: z.object({
    /** Every app that came, shown or not. */
    apps: z.number().int(),
    tickets: z.number().int(),
    answered: z.number().int(),
    eligible: z.number().int(),
    /** Out only for what they can mend by themselves. */
    fixable: z.number().int(),
    /** Whose app is here and whose survey is not complete. */
    surveyOpen: z.number().int(),
  }),
  requiredRequests: z.number().int(),
  survey: z.boolean(),
  prizes: z.array(Prize),
  /** What the announced draw is sealed with, for everybody's pictures; null without one. */
  sealed: z.object({ commit: z.string(), words: HashInWords, drawAt: EpochMicros }).nullable(),
  /** Whether the wall says that people may take pictures of it. */
  photos: z.boolean(),
});
export type WallNow = z.infer<typeof WallNow>;

/** What staff sees of the wall and may change. */
export const WallRemote = z.object({
  now: WallNow,
  /** The scenes there are for this challenge. */
  scenes: z.array(WallScene),
  /** Names that wait for somebody to look at them. */
  held: z.number().int(),
  /** The newest app on the wall; "" without one. */
  newestApp: z.string(),
  serverTime: EpochMicros,
});
export type WallRemote = z.infer<typeof WallRemote>;

/** What is left out stays as it is. */
export const SteerBody = z.strictObject({
  scene: ChosenScene.optional(),
  paused: z.boolean().optional(),
  messageKo: z.string().trim().max(120).optional(),
  messageEn: z.string().trim().max(120).optional(),
});
export type SteerBody = z.infer<typeof SteerBody>;

export const ShownState = z.enum(["shown", "held", "hidden"]);
export type ShownState = z.infer<typeof ShownState>;

/** An app's name as staff judges it. */
export const NameRow = z.object({
  ordinal: z.number().int(),
  service: z.string(),
  framework: z.string(),
  firstSeen: EpochMicros,
  shown: ShownState,
  /** `word` when our list held it, otherwise what staff wrote; "" without a reason. */
  reason: z.string(),
});
export type NameRow = z.infer<typeof NameRow>;

export const NamesAnswer = z.object({
  /** Held ones first, then the newest. */
  names: z.array(NameRow),
  total: z.number().int(),
  serverTime: EpochMicros,
});
export type NamesAnswer = z.infer<typeof NamesAnswer>;

export const ShowBody = z.strictObject({
  shown: z.enum(["shown", "hidden"]),
  /** The owner of the app reads it. */
  reason: z.string().trim().max(200).default(""),
});
export type ShowBody = z.infer<typeof ShowBody>;

/** Names that our list of words keeps off the walls of a space; staff of a challenge has the remote for it. */
export const SpaceNames = z.object({
  /** False while a challenge of the space is on its walls. */
  applies: z.boolean(),
  names: z.array(z.object({ service: z.string(), shown: z.enum(["shown", "held"]) })),
  serverTime: EpochMicros,
});
export type SpaceNames = z.infer<typeof SpaceNames>;

export const ReleaseBody = z.strictObject({ service: z.string().min(1).max(1_024), shown: z.boolean() });
