import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { RecapAnswer, RecapQuery, RecapTextBody } from "../../contract/index.ts";
import { actorOf } from "../actor.ts";
import type { ServerOptions } from "../app.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Role } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const READERS: readonly Role[] = ["host", "operator", "auditor"];

/** The recap: its computed parts, the host's words, and the file for a blog. */
export function recapRoutes({
  challenges: { recaps },
  publicUrl,
}: Pick<ServerOptions, "challenges" | "publicUrl">): readonly Route[] {
  const originOf = (protocol: string, host: string | undefined): string =>
    new URL(publicUrl ?? `${protocol}://${host ?? "localhost"}`).origin;
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/recap",
      summary: "The recap of the event in one language, for one site generator; the same rows give the same bytes.",
      roles: READERS,
      query: RecapQuery,
      answer: RecapAnswer,
      handle: ({ challenge, query, protocol, headers }) =>
        recaps.read(challenge, { ...query, origin: originOf(protocol, headers.host) }),
    }),
    itself(
      challengeRoute({
        ...nothing,
        method: "GET",
        path: "/recap/download",
        summary: "The recap as a Markdown file.",
        roles: READERS,
        query: RecapQuery,
        answer: z.unknown(),
        async handle({ challenge, query, protocol, headers, reply }) {
          const origin = originOf(protocol, headers.host);
          const { fileName, markdown } = await recaps.read(challenge, { ...query, origin });
          await reply
            .header("cache-control", "no-store")
            .header("content-disposition", `attachment; filename="${fileName}"`)
            .type("text/markdown; charset=utf-8")
            .send(markdown);
        },
      }),
    ),
    itself(
      challengeRoute({
        ...nothing,
        method: "GET",
        path: "/recap/charts/:id",
        summary: "A chart of the recap as SVG.",
        roles: READERS,
        params: z.object({ slug: z.string(), id: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/) }),
        query: RecapQuery,
        answer: z.unknown(),
        async handle({ challenge, query, params, reply }) {
          const { charts } = await recaps.read(challenge, { ...query, origin: "" });
          const chart = charts.find(({ id }) => id === params.id);
          await reply
            .code(chart === undefined ? 404 : 200)
            .header("cache-control", "no-store")
            .header("content-security-policy", "default-src 'none'; sandbox")
            .type("image/svg+xml; charset=utf-8")
            .send(chart?.svg ?? "");
        },
      }),
    ),
    verifier,
    challengeRoute({
      ...nothing,
      method: "PUT",
      path: "/recap/text",
      summary: "The host's words of one part in one language; empty text removes them.",
      roles: ["host"],
      body: RecapTextBody,
      answer: z.object({ saved: z.literal(true) }),
      async handle({ challenge, viewer, body }) {
        await recaps.write(challenge, body, actorOf(viewer));
        return { saved: true as const };
      },
    }),
  ];
}

/** The second verifier, in one file without packages: whoever has a proof can read what checks it, and run it at home. */
const verifier: Route = {
  ...nothing,
  method: "GET",
  path: "/sadari-verify.mjs",
  summary: "The program of one file that checks the proof of a draw: node sadari-verify.mjs proof.json.",
  roles: ["host", "operator", "scanner", "auditor", "wall", "kiosk", "anyone"],
  answer: undefined,
  async handle({ reply }) {
    await reply
      .type("text/javascript; charset=utf-8")
      .header("content-disposition", 'attachment; filename="sadari-verify.mjs"')
      .send(await readFile(VERIFIER));
  },
};

const VERIFIER = join(import.meta.dirname, "../../../verify/sadari-verify.mjs");

/** A route that writes its answer by itself. */
const itself = (route: Route): Route => ({ ...route, answer: undefined });
