import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Challenges } from "../../challenge/index.ts";
import { RejectionsAnswer, Slug } from "../../contract/index.ts";
import type { Control } from "../../control/index.ts";
import { type ChallengeId, type Clock, Fault } from "../../kernel/index.ts";
import { answerLive, type LiveHub, type WallHub } from "../live/index.ts";
import { CHALLENGE_PATH, type Route, type RouteContext, route } from "../route.ts";
import type { Role, Viewer } from "../viewer.ts";

const NONE = z.object({});
const EVERYBODY: readonly Role[] = ["host", "operator", "scanner", "auditor", "wall", "kiosk", "participant", "anyone"];
/** A hall full of phones; nobody can take all connections of the booth by this address. */
const MOST_OUTSIDERS = 2_000;

/** Which challenge a wall shows; without it that of the session, else whatever the space has on. */
const WallQuery = z.object({ challenge: Slug.optional() });

export interface LiveRoutesParts {
  readonly hub: LiveHub;
  readonly wallHub: WallHub;
  readonly challenges: Pick<Challenges, "lifecycle">;
  readonly clock: Clock;
  readonly stillAllowed: (headers: IncomingHttpHeaders) => Promise<boolean>;
  readonly control: Pick<Control, "sessions">;
}

type Send = Parameters<WallHub["subscribe"]>[2];
type Streaming = Pick<RouteContext<unknown, unknown, unknown>, "reply" | "headers">;

/** What happens now, as a stream, and what was turned away. */
export function liveRoutes(parts: LiveRoutesParts): readonly Route[] {
  const { hub, wallHub, clock, stillAllowed } = parts;
  const stream = { method: "GET", params: NONE, body: NONE, answer: undefined } as const;
  let outsiders = 0;
  const answer = async (
    { reply, headers }: Streaming,
    subscribe: (send: Send, last: string | undefined) => () => void,
    allowed = () => stillAllowed(headers),
  ) => {
    await hub.past();
    reply.hijack();
    if (reply.raw.destroyed) return;
    const lastEventId = headers["last-event-id"]?.toString();
    const onRevoked = (listener: () => void) => parts.control.sessions.onChange(listener);
    const following = { now: () => clock.now(), stillAllowed: allowed, onRevoked };
    answerLive({ ...following, subscribe: (send) => subscribe(send, lastEventId) }, reply.raw);
  };
  return [
    {
      ...stream,
      path: "/api/live",
      summary:
        "Server-sent events: a snapshot, then arrivals, one-second figures and (for hosts) rejections. Each event's data is a LiveMessage. A wall gets what /api/live/wall says.",
      roles: ["host", "wall"],
      query: NONE,
      async handle(context) {
        const { role, space, challenge } = context.viewer;
        await answer(context, (send, last) =>
          role === "wall"
            ? wallHub.subscribe(space, challenge, send, last)
            : hub.subscribe(space, { seesRejections: true, send }, last),
        );
      },
    },
    {
      ...stream,
      path: "/api/live/wall",
      summary:
        "The same as walls are told it: what they show of their challenge, and never a name that is held or hidden.",
      roles: ["host", "wall", "operator", "scanner"],
      query: WallQuery,
      async handle(context) {
        const { viewer, query } = context;
        const challenge = await wallOf(parts, viewer, query as z.infer<typeof WallQuery>);
        await answer(context, (send, last) => wallHub.subscribe(viewer.space, challenge, send, last));
      },
    },
    {
      ...stream,
      path: `${CHALLENGE_PATH}/wall/live`,
      summary: "The same for anybody who has the challenge's address: what everyone in the hall reads on its wall.",
      roles: EVERYBODY,
      params: z.object({ slug: Slug }),
      query: NONE,
      async handle(context) {
        const { viewer, challenge, reply, headers } = context;
        const isOutsider = viewer.role === "anyone" || viewer.role === "participant";
        if (challenge === undefined || (challenge.state === "draft" && isOutsider)) {
          throw new Fault("challenge.unknown", { slug: challenge?.slug ?? "" });
        }
        if (outsiders >= MOST_OUTSIDERS && isOutsider) throw new Fault("wall.crowded");
        outsiders += isOutsider ? 1 : 0;
        reply.raw.once("close", () => {
          outsiders -= isOutsider ? 1 : 0;
        });
        const subscribe = (send: Send, last: string | undefined) =>
          wallHub.subscribe(challenge.space, challenge.id, send, last);
        await answer({ reply, headers }, subscribe, isOutsider ? async () => true : undefined);
      },
    },
    route({
      method: "GET",
      path: "/api/rejections",
      summary: "The newest 200 requests and events that were refused, newest first.",
      roles: ["host"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: RejectionsAnswer,
      handle: async ({ viewer }) => ({ rejections: [...hub.rejections(viewer.space)] }),
    }),
  ];
}

/** The challenge of the wall somebody asks for; undefined for whatever the space has on. Faults: `challenge.unknown`. */
async function wallOf(
  { challenges }: LiveRoutesParts,
  { space, challenge: own }: Viewer,
  { challenge: slug }: z.infer<typeof WallQuery>,
): Promise<ChallengeId | undefined> {
  if (slug === undefined) return own;
  const found = await challenges.lifecycle.findBySlug(slug);
  if (found === undefined || found.space !== space || (own ?? found.id) !== found.id) {
    throw new Fault("challenge.unknown", { slug });
  }
  return found.id;
}
