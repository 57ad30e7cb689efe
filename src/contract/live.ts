import { z } from "zod";
import { DurationMicros, EpochMicros, Rate } from "./common.ts";
import { WallNow } from "./wall.ts";

/** An app as the wall and the live list know it, kept up to date by `tick`. */
export const LiveApp = z.object({
  name: z.string(),
  environment: z.string(),
  agent: z.string(),
  language: z.string(),
  framework: z.string(),
  firstSeen: EpochMicros,
  lastSeen: EpochMicros,
  /** False while its agent has only connected and no apm event is stored yet. */
  hasData: z.boolean(),
  /** Place in the order of arrival, from 1. */
  ordinal: z.number().int(),
  /** Since the server started or over the last day, whichever is longer known. */
  transactions: z.number(),
  throughputPerMinute: z.number(),
  latencyUs: DurationMicros.nullable(),
  failedRate: Rate,
});
export type LiveApp = z.infer<typeof LiveApp>;

export const RejectionEntry = z.object({
  at: EpochMicros,
  reason: z.string(),
  status: z.number().int(),
  address: z.string(),
  agent: z.string(),
  service: z.string(),
  detail: z.string(),
  count: z.number().int(),
  /** e.g. the time a key was revoked, for the sentence of the reason. */
  params: z.record(z.string(), z.string()),
});
export type RejectionEntry = z.infer<typeof RejectionEntry>;

export const RejectionsAnswer = z.object({ rejections: z.array(RejectionEntry) });
export type RejectionsAnswer = z.infer<typeof RejectionsAnswer>;

/**
 * What `GET /api/live` sends, one JSON document an SSE event, the SSE event name equal to `type`. A reader
 * first gets `snapshot` (or, with a `Last-Event-ID` we still hold, what it missed), then changes.
 */
export const LiveMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("snapshot"),
    serverTime: EpochMicros,
    space: z.string(),
    apps: z.array(LiveApp),
    rejections: z.array(RejectionEntry),
    /** To walls: the challenge they show, null without one. */
    challenge: WallNow.nullable().optional(),
  }),
  /** An app seen for the first time, whose description changed, or whose first request arrived. */
  z.object({ type: z.literal("arrival"), serverTime: EpochMicros, app: LiveApp, isNew: z.boolean() }),
  /** Once a second: the apps that changed. `requests` counts the transactions of that second. */
  z.object({
    type: z.literal("tick"),
    serverTime: EpochMicros,
    apps: z.array(
      z.object({
        name: z.string(),
        environment: z.string(),
        lastSeen: EpochMicros,
        requests: z.number(),
        transactions: z.number(),
        throughputPerMinute: z.number(),
        latencyUs: DurationMicros.nullable(),
        failedRate: Rate,
      }),
    ),
  }),
  /** Apps whose owners had them removed: they are forgotten here as well, in every environment. */
  z.object({ type: z.literal("departure"), serverTime: EpochMicros, names: z.array(z.string()) }),
  z.object({ type: z.literal("rejection"), serverTime: EpochMicros, rejection: RejectionEntry }),
  /** To walls: what they show of their challenge has changed. */
  z.object({ type: z.literal("challenge"), serverTime: EpochMicros, challenge: WallNow }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;

export const SessionAnswer = z.object({
  role: z.enum(["host", "operator", "scanner", "auditor", "wall", "kiosk"]),
  space: z.string(),
  /** The slug of the one challenge the session is for; null for the whole space. */
  challenge: z.string().nullable(),
  /** Who it is, for people who act; null for walls, kiosks and the host token. */
  person: z.object({ id: z.string(), name: z.string(), loginName: z.string().nullable() }).nullable(),
  /** Where agents send to, as this browser reached us. */
  intakeUrl: z.string(),
  serverTime: EpochMicros,
  version: z.string(),
});
export type SessionAnswer = z.infer<typeof SessionAnswer>;
