import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { RejectionsAnswer } from "../../contract/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { answerLive, type LiveHub } from "../live/index.ts";
import { type Route, route } from "../route.ts";

const NONE = z.object({});

/** What happens now, as a stream, and what was turned away. */
export function liveRoutes(
  hub: LiveHub,
  clock: Clock,
  stillAllowed: (headers: IncomingHttpHeaders) => Promise<boolean>,
): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/api/live",
      summary:
        "Server-sent events: a snapshot, then arrivals, one-second figures and (for hosts) rejections. Each event's data is a LiveMessage.",
      roles: ["host", "wall"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: undefined,
      async handle({ viewer, headers, reply }) {
        reply.hijack();
        const request = {
          space: viewer.space,
          seesRejections: viewer.role === "host",
          now: () => clock.now(),
          lastEventId: headers["last-event-id"]?.toString(),
          stillAllowed: () => stillAllowed(headers),
        };
        answerLive(hub, request, reply.raw);
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
