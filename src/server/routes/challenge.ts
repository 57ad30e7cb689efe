import { z } from "zod";
import type { Challenge, Challenges } from "../../challenge/index.ts";
import { hashWords, toPublic } from "../../challenge/index.ts";
import {
  AuditAnswer,
  ChallengesAnswer,
  ChallengeView,
  CreateChallengeBody,
  ExtendBody,
  PublicChallenge,
  SaveSetupBody,
  SeriesAnswer,
  StepBody,
  UndoBody,
} from "../../contract/index.ts";
import { type Clock, Fault } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route, route } from "../route.ts";
import type { Role, Viewer } from "../viewer.ts";

const NONE = z.object({});
const SLUG = z.object({ slug: z.string() });
const EVERYBODY: readonly Role[] = ["host", "operator", "scanner", "auditor", "wall", "kiosk", "participant", "anyone"];

interface Options {
  readonly challenges: Challenges;
  readonly clock: Clock;
}

/** The life of a challenge: made, set up, opened, closed and what was done about it. */
export const challengeRoutes = (options: Options): readonly Route[] => [
  ...listRoutes(options),
  ...lookRoutes(options),
  ...changeRoutes(options),
];

function listRoutes({ challenges: { lifecycle }, clock }: Options): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/challenges",
      summary: "All challenges of the space, newest first, with what each came to.",
      roles: ["host", "auditor"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: ChallengesAnswer,
      handle: async ({ viewer }) => ({
        challenges: (await lifecycle.summaries(viewer.space)).filter((each) => seesAll(viewer, each.id)),
        serverTime: clock.now(),
      }),
    }),
    route({
      method: "GET",
      path: "/api/challenges/series",
      summary: "Events made from one another, oldest first, with the same numbers of each side by side.",
      roles: ["host"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: SeriesAnswer,
      handle: async ({ viewer }) => ({ series: await lifecycle.series(viewer.space) }),
    }),
    route({
      method: "POST",
      path: "/api/challenges",
      summary: "Makes a draft from a name, or from everything but people and times of another challenge.",
      roles: ["host"],
      params: NONE,
      query: NONE,
      body: CreateChallengeBody,
      answer: ChallengeView,
      handle: ({ viewer, body }) => lifecycle.create(viewer.space, body, actorOf(viewer)),
    }),
  ];
}

function lookRoutes({ challenges: { lifecycle, audit }, clock }: Options): readonly Route[] {
  return [
    challengeRoute({
      method: "GET",
      path: "",
      summary: "The challenge as anybody may see it. A draft exists for its staff alone.",
      roles: EVERYBODY,
      params: SLUG,
      query: NONE,
      body: NONE,
      answer: PublicChallenge,
      async handle({ challenge, viewer }) {
        const isOutsider = viewer.role === "anyone" || viewer.role === "participant";
        if (challenge.state === "draft" && isOutsider) throw new Fault("challenge.unknown", { slug: challenge.slug });
        return toPublic(challenge, clock.now());
      },
    }),
    challengeRoute({
      method: "GET",
      path: "/manage",
      summary: "The challenge as its host sees it, with the steps that exist now and what each needs.",
      roles: ["host", "operator", "auditor"],
      params: SLUG,
      query: NONE,
      body: NONE,
      answer: ChallengeView,
      handle: ({ challenge }) => lifecycle.view(challenge.id),
    }),
    challengeRoute({
      method: "GET",
      path: "/audit",
      summary: "A page of the audit log, whether its whole chain still follows, and its newest hash.",
      roles: ["host", "auditor"],
      params: SLUG,
      query: z.object({
        from: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      body: NONE,
      answer: AuditAnswer,
      async handle({ challenge, query }) {
        const { records, total, brokenAt, head } = await audit.page(challenge.id, query.from, query.limit);
        const verifies = brokenAt === undefined;
        return { records: [...records], total, verifies, brokenAt: brokenAt ?? null, head, words: hashWords(head) };
      },
    }),
  ];
}

function changeRoutes({ challenges: { lifecycle } }: Options): readonly Route[] {
  return [
    challengeRoute({
      method: "PUT",
      path: "/setup",
      summary: "Stores what the host decided. A version that is no longer the newest is refused.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: SaveSetupBody,
      answer: ChallengeView,
      handle: ({ challenge, viewer, body }) => lifecycle.saveSetup(challenge.id, body, actorOf(viewer)),
    }),
    challengeRoute({
      method: "POST",
      path: "/state",
      summary: "Takes a step to another state; its guards must hold. Backwards and early steps want a reason.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: StepBody,
      answer: ChallengeView,
      handle: ({ challenge, viewer, body }) => lifecycle.step(challenge.id, { ...body, actor: actorOf(viewer) }),
    }),
    challengeRoute({
      method: "POST",
      path: "/undo",
      summary: "Takes the last step back, while its window is open.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: UndoBody,
      answer: ChallengeView,
      handle: ({ challenge, viewer, body }) =>
        lifecycle.undo(challenge.id, { version: body.version, actor: actorOf(viewer) }),
    }),
    challengeRoute({
      method: "POST",
      path: "/extend",
      summary: "Moves the end by minutes, while open and for ten minutes after it came by itself.",
      roles: ["host", "operator"],
      params: SLUG,
      query: NONE,
      body: ExtendBody,
      answer: ChallengeView,
      handle: ({ challenge, viewer, body }) =>
        lifecycle.extend(challenge.id, { minutes: body.minutes, actor: actorOf(viewer) }),
    }),
  ];
}

/** A session for one challenge sees that one in the list. */
const seesAll = (viewer: Viewer, id: Challenge["id"] | string): boolean => (viewer.challenge ?? id) === id;
