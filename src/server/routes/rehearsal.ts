import { z } from "zod";
import type { Challenges } from "../../challenge/index.ts";
import { RehearsalAnswer, RehearsalBody } from "../../contract/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";

const NONE = z.object({});
const SLUG = z.object({ slug: z.string() });

/** Made-up visitors of a rehearsal, and the broom. */
export function rehearsalRoutes({ challenges: { rehearsals } }: { readonly challenges: Challenges }): readonly Route[] {
  return [
    challengeRoute({
      method: "GET",
      path: "/rehearsal",
      summary: "How many made-up visitors have come to this rehearsal.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: NONE,
      answer: RehearsalAnswer,
      handle: async ({ challenge }) => rehearsals.state(challenge),
    }),
    challengeRoute({
      method: "POST",
      path: "/rehearsal/visitors",
      summary: "Sends made-up visitors through the booth, at 1 to 50 times the speed of real ones.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: RehearsalBody,
      answer: RehearsalAnswer,
      handle: ({ challenge, body }) => rehearsals.send(challenge, body),
    }),
    challengeRoute({
      method: "POST",
      path: "/rehearsal/stop",
      summary: "Sends the made-up visitors home.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: NONE,
      answer: RehearsalAnswer,
      handle: ({ challenge }) => rehearsals.stop(challenge),
    }),
    challengeRoute({
      method: "POST",
      path: "/rehearsal/wipe",
      summary: "Removes the rehearsal with everything that came of it. A real challenge is refused.",
      roles: ["host"],
      params: SLUG,
      query: NONE,
      body: NONE,
      answer: z.object({ wiped: z.boolean() }),
      async handle({ challenge, viewer }) {
        await rehearsals.wipe(challenge, actorOf(viewer));
        return { wiped: true };
      },
    }),
  ];
}
