import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { AgentServiceName, GuideAnswer, GuideShell, PlaygroundKey } from "../../contract/index.ts";
import { challengeRoute, type Route, route } from "../route.ts";
import { reachedBy, type SessionOptions } from "./session.ts";

const NONE = z.object({});
const SLUG = z.object({ slug: z.string() });

/** How to connect an app, for everybody who has the address. */
export function guideRoutes(options: SessionOptions & { readonly pagesDir: string }): readonly Route[] {
  return [
    challengeRoute({
      method: "GET",
      path: "/guide",
      summary: "The steps that connect an app, for each framework, in the reader's shell and with our address in them.",
      roles: ["participant", "anyone"],
      params: SLUG,
      query: z.object({ shell: GuideShell.default("bash"), name: AgentServiceName.optional() }),
      body: NONE,
      answer: GuideAnswer,
      async handle({ challenge, viewer, query, headers, protocol }) {
        return options.challenges.guides.read(challenge, {
          ticket: viewer.ticket,
          serverUrl: options.publicUrl ?? reachedBy(options, protocol, headers.host ?? "localhost"),
          shell: query.shell,
          serviceName: query.name,
        });
      },
    }),
    challengeRoute({
      method: "POST",
      path: "/guide/playground",
      summary: "A key for everybody once the challenge is kept, good for a day at least.",
      roles: ["participant", "anyone"],
      params: SLUG,
      query: NONE,
      body: NONE,
      answer: PlaygroundKey,
      handle: async ({ challenge }) => ({ secret: await options.challenges.guides.playgroundKey(challenge) }),
    }),
    {
      ...route({
        method: "GET",
        path: "/toy.tgz",
        summary: "The toy app for people without a project, as `npx` takes it. It needs nothing from the internet.",
        roles: ["anyone"],
        params: NONE,
        query: NONE,
        body: NONE,
        answer: z.unknown(),
        handle: ({ reply }) => sendToy(join(options.pagesDir, "toy.tgz"), reply),
      }),
      answer: undefined,
    },
  ];
}

async function sendToy(file: string, reply: FastifyReply): Promise<void> {
  const { size } = await stat(file);
  void reply
    .type("application/gzip")
    .header("content-length", size)
    .header("cache-control", "no-cache")
    .send(createReadStream(file));
}
