import { z } from "zod";
import { EpochMicros } from "./common.ts";

/** A text people read, in both languages; "" where it is still missing. */
export const Bilingual = z.strictObject({ ko: z.string().max(20_000), en: z.string().max(20_000) });
export type Bilingual = z.infer<typeof Bilingual>;

export const Language = z.enum(["ko", "en"]);
export type Language = z.infer<typeof Language>;

export const ChallengeState = z.enum([
  "draft",
  "announced",
  "open",
  "closed",
  "review",
  "frozen",
  "drawn",
  "handing-over",
  "kept",
  "purged",
]);
export type ChallengeState = z.infer<typeof ChallengeState>;

/** What the guide has a page for; `nothing` is for people without a project of their own. */
export const Framework = z.enum([
  "django",
  "flask",
  "express",
  "fastify",
  "nest",
  "rails",
  "spring",
  "go",
  "browser",
  "nothing",
]);
export type Framework = z.infer<typeof Framework>;

export const WallScene = z.enum(["collecting", "how-to", "prizes", "swag", "last-call", "thanks"]);
export type WallScene = z.infer<typeof WallScene>;

/** Scenes that come with a draw and that nobody chooses: the list, the ladder, who won. */
export const DrawScene = z.enum(["frozen", "ladder", "results"]);
export type DrawScene = z.infer<typeof DrawScene>;

export const Prize = z.strictObject({
  /** Stable within the challenge: a-z, 0-9 and hyphens. */
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/),
  /** From 1, the best. */
  rank: z.number().int().min(1).max(99),
  name: Bilingual,
  quantity: z.number().int().min(1).max(999),
  /** Market value of one in won. */
  valueWon: z.number().int().min(0).max(100_000_000),
});
export type Prize = z.infer<typeof Prize>;

/** Everything a host decides about a challenge before its doors open, and may still change while they are. */
export const ChallengeSetup = z.strictObject({
  name: Bilingual,
  /** One sentence under the name. */
  tagline: Bilingual,
  place: z.string().max(200),
  /** IANA, e.g. `Asia/Seoul`: the clock of the venue. */
  timeZone: z.string().max(64),
  /** `personal`: every ticket has its own key and apps. `shared`: one key for all, apps told apart by their exact names. */
  keyMode: z.enum(["personal", "shared"]),
  frameworks: z.array(Framework).max(20),
  /** Markdown of the host, above and below the snippets. */
  guide: z.strictObject({ intro: Bilingual, outro: Bilingual }),
  /** Real requests an app has to show before it counts. */
  requiredRequests: z.number().int().min(1).max(1_000),
  /** Whether data that no agent sent counts too. */
  handMadeCounts: z.boolean(),
  rules: z.strictObject({ survey: z.boolean(), age14: z.boolean() }),
  /** Above this value of a prize in won an override needs a second person. */
  secondApproverAboveWon: z.number().int().min(0),
  prizes: z.array(Prize).max(50),
  /** Who pays the tax of a prize that is worth so much that it is taxed. */
  taxPaidBy: z.enum(["host", "winner"]).default("host"),
  swag: z.strictObject({ planned: z.boolean(), note: Bilingual }),
  privacy: z.strictObject({
    controller: Bilingual,
    contact: z.string().max(200),
    processor: z.string().max(200),
    /** Days after the last day until everything personal is destroyed. */
    purgeAfterDays: z.number().int().min(1).max(365),
    /** Whether people may leave an e-mail address for news, each by their own choice. */
    news: z.boolean(),
    wallPhotos: z.boolean(),
  }),
  wall: z.strictObject({
    scenes: z.array(WallScene).max(10),
    secondsAScene: z.number().int().min(5).max(600),
    /** Words besides our own list that hold a name back until staff has looked. */
    heldWords: z.array(z.string().max(60)).max(500),
  }),
});
export type ChallengeSetup = z.infer<typeof ChallengeSetup>;

/** A condition of a step to another state; `field` is where to mend it. */
export const Guard = z.object({
  id: z.string(),
  ok: z.boolean(),
  /** False: a warning that stops nothing. */
  required: z.boolean(),
  params: z.record(z.string(), z.string()),
  field: z.string().nullable(),
});
export type Guard = z.infer<typeof Guard>;

/** A step that exists from the present state, with its guards as a checklist. */
export const Transition = z.object({
  to: ChallengeState,
  /** True when every required guard is. */
  allowed: z.boolean(),
  /** Takes the last step back. */
  undo: z.boolean(),
  /** Backwards or early: the step wants a reason, which the audit log keeps. */
  needsReason: z.boolean(),
  guards: z.array(Guard),
});
export type Transition = z.infer<typeof Transition>;

/** A challenge as its host sees it. */
export const ChallengeView = z.object({
  id: z.string(),
  slug: z.string(),
  state: ChallengeState,
  stateChangedAt: EpochMicros,
  setup: ChallengeSetup,
  opensAt: EpochMicros.nullable(),
  closesAt: EpochMicros.nullable(),
  purgeAt: EpochMicros.nullable(),
  rehearsal: z.boolean(),
  createdAt: EpochMicros,
  /** Until when the last step can be taken back. */
  undoUntil: EpochMicros.nullable(),
  /** Whether its end can be moved by minutes now. */
  extendable: z.boolean(),
  /** Send it back with a change; an older one is refused (`challenge.changed-meanwhile`). */
  version: z.number().int(),
  transitions: z.array(Transition),
  serverTime: EpochMicros,
});
export type ChallengeView = z.infer<typeof ChallengeView>;

/** A challenge as anybody may see it who has its address. */
export const PublicChallenge = z.object({
  slug: z.string(),
  state: ChallengeState,
  name: Bilingual,
  tagline: Bilingual,
  place: z.string(),
  timeZone: z.string(),
  opensAt: EpochMicros.nullable(),
  closesAt: EpochMicros.nullable(),
  keyMode: z.enum(["personal", "shared"]),
  frameworks: z.array(Framework),
  requiredRequests: z.number().int(),
  rules: z.object({ survey: z.boolean(), age14: z.boolean() }),
  prizes: z.array(Prize),
  swagPlanned: z.boolean(),
  privacy: ChallengeSetup.shape.privacy,
  rehearsal: z.boolean(),
  serverTime: EpochMicros,
});
export type PublicChallenge = z.infer<typeof PublicChallenge>;
