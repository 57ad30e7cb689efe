import { z } from "zod";
import { Bilingual, Prize } from "./challenge.ts";
import { EpochMicros } from "./common.ts";

/** What enters after the freeze: A a public number, B numbers of the people present, C nothing. */
export const DrawMode = z.enum(["A", "A+B", "B", "C"]);
export type DrawMode = z.infer<typeof DrawMode>;

export const DrawState = z.enum(["announced", "closed", "frozen", "drawn", "revealed", "cancelled"]);
export type DrawState = z.infer<typeof DrawState>;

/** Four words of a hash, the same on the wall and on every phone, and the same 32 bits in hex. */
export const HashInWords = z.object({ ko: z.string(), en: z.string(), hex: z.string() });
export type HashInWords = z.infer<typeof HashInWords>;

/** A line of the list. Never a person: a number that means nothing outside, and the name of an app where it may be shown. */
export const DrawLane = z.object({
  /** From 1. */
  lane: z.number().int(),
  entry: z.string(),
  /** "" where its name may not be on a wall, and after everything personal was destroyed. */
  app: z.string(),
});
export type DrawLane = z.infer<typeof DrawLane>;

/** Two windows after the freeze in which phones seal a number, then show it. */
export const RoomWindows = z.object({
  sealUntil: EpochMicros,
  showUntil: EpochMicros,
  sealed: z.number().int(),
  shown: z.number().int(),
  /** Of the list of seals, fixed when the first window ends. */
  sealsHash: z.string().nullable(),
});
export type RoomWindows = z.infer<typeof RoomWindows>;

/** A draw as anybody may see it: what is promised, what is fixed and, once it is drawn, everything. */
export const DrawView = z.object({
  /** `<challenge>/<name>`, as it stands in the proof. */
  id: z.string(),
  name: z.string(),
  /** The nth of its challenge, from 1; below 0 a try. */
  ordinal: z.number().int(),
  simulated: z.boolean(),
  mode: DrawMode,
  promise: z.object({ light: z.enum(["green", "amber", "red"]), ko: z.string(), en: z.string() }),
  state: DrawState,
  commit: z.string(),
  commitWords: HashInWords,
  prizes: z.array(Prize),
  prizesHash: z.string(),
  announcedAt: EpochMicros,
  plannedAt: EpochMicros,
  /** The round of the public number, and when it comes out; null without one. */
  round: z.number().int().nullable(),
  roundAt: EpochMicros.nullable(),
  /** Where everybody can read that round. */
  beaconAddresses: z.array(z.string()),
  closedAt: EpochMicros.nullable(),
  listShownAt: EpochMicros.nullable(),
  frozenAt: EpochMicros.nullable(),
  /** In the list; before the freeze, who would be in it now. Null where nobody has counted yet. */
  n: z.number().int().nullable(),
  /** Lanes that were picked, from 1; all of them after the freeze. */
  taken: z.array(z.number().int()),
  lanes: z.array(DrawLane),
  entriesHash: z.string().nullable(),
  entriesWords: HashInWords.nullable(),
  frozenAfterRound: z.number().int().nullable(),
  roomWindows: RoomWindows.nullable(),
  drawnAt: EpochMicros.nullable(),
  /** When the show on the wall begins, by the server's clock. */
  showStartedAt: EpochMicros.nullable(),
  cancelled: z.object({ at: EpochMicros, reason: Bilingual }).nullable(),
  serverTime: EpochMicros,
});
export type DrawView = z.infer<typeof DrawView>;

export const DrawsAnswer = z.object({ draws: z.array(DrawView), serverTime: EpochMicros });
export type DrawsAnswer = z.infer<typeof DrawsAnswer>;

/** What a participant's own line came to. */
export const MyDraw = z.object({
  draw: DrawView.nullable(),
  entry: z.string(),
  /** Whether they would be, or are, in the list. */
  isIn: z.boolean(),
  /** From 1; null while none is theirs. */
  lane: z.number().int().nullable(),
  picked: z.boolean(),
  lucky: z.string(),
  sealed: z.boolean(),
  shown: z.boolean(),
  /** Once drawn: the place in the order from 0, the prize of it, or the place among the reserves from 1. */
  result: z
    .object({ slot: z.number().int(), prize: Prize.nullable(), reserve: z.number().int().nullable() })
    .nullable(),
  serverTime: EpochMicros,
});
export type MyDraw = z.infer<typeof MyDraw>;

/** What a host sees beside what everybody sees. */
export const DrawConsole = z.object({
  draws: z.array(DrawView),
  /** What keeps the next step from being taken, if anything does. */
  canAnnounce: z.boolean(),
  /** Who would be in the list now. */
  eligible: z.number().int(),
  beacon: z.object({ tries: z.number().int(), lastError: z.string(), triedAt: EpochMicros.nullable() }),
  serverTime: EpochMicros,
});
export type DrawConsole = z.infer<typeof DrawConsole>;

export const DrawName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

export const AnnounceBody = z.strictObject({
  mode: DrawMode,
  plannedAt: EpochMicros,
  /** `draw-<n>` without it. */
  name: DrawName.optional(),
});
export type AnnounceBody = z.infer<typeof AnnounceBody>;

export const PostponeBody = z.strictObject({ plannedAt: EpochMicros });
export const CancelBody = z.strictObject({
  /** Public for ever. */
  ko: z.string().trim().min(3).max(500),
  en: z.string().trim().min(3).max(500),
});
export type CancelBody = z.infer<typeof CancelBody>;

/** The whole answer of a beacon's address, pasted or scanned from anybody's phone. */
export const BeaconBody = z.strictObject({ text: z.string().max(10_000) });
export const ShowWishBody = z.strictObject({ wish: z.enum(["start", "skip"]) });
export type ShowWishBody = z.infer<typeof ShowWishBody>;

export const PickLaneBody = z.strictObject({
  /** 32 hex digits that this phone made. */
  lucky: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** From 1; null gives it back; left out nothing changes. */
  lane: z.number().int().min(1).max(100_000).nullable().optional(),
});
export type PickLaneBody = z.infer<typeof PickLaneBody>;

export const RoomNumberBody = z.union([
  z.strictObject({ seal: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ number: z.string().regex(/^[0-9a-f]{64}$/) }),
]);
export type RoomNumberBody = z.infer<typeof RoomNumberBody>;
