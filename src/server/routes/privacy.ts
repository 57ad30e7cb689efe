import { z } from "zod";
import {
  ConsentBody,
  MyConsents,
  MyData,
  NewsList,
  PrivacyAnswer,
  PurgeBody,
  PurgePlan,
  WithdrawAnswer,
} from "../../contract/index.ts";
import { Fault } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import type { ServerOptions } from "../app.ts";
import { challengeRoute, type Route } from "../route.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;

type PrivacyOptions = Pick<ServerOptions, "challenges">;

/** What people are told, what is held of them, how they leave, and the purge. */
export const privacyRoutes = (options: PrivacyOptions): readonly Route[] => [
  ...ownRoutes(options),
  ...hostRoutes(options),
];

function ownRoutes({ challenges: { privacy } }: PrivacyOptions): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/privacy",
      summary: "What is held, why and until when, in both languages, with version and hash of each text.",
      roles: ["anyone"],
      answer: PrivacyAnswer,
      handle: ({ challenge }) => privacy.tell(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/consents",
      summary: "What this ticket agreed to.",
      roles: ["participant"],
      answer: MyConsents,
      handle: ({ challenge, viewer }) => privacy.consents(challenge, ticketOf(viewer.ticket)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/consents",
      summary:
        "Says yes to news with an e-mail address, or takes it back, which deletes the address. Changes nothing else.",
      roles: ["participant"],
      body: ConsentBody,
      answer: MyConsents,
      handle: ({ challenge, viewer, body }) => privacy.decideNews(challenge, ticketOf(viewer.ticket), body),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/data",
      summary: "Everything held of this ticket; with `download=1` as a file.",
      roles: ["participant"],
      query: z.object({ download: z.enum(["0", "1"]).default("0") }),
      answer: MyData,
      async handle({ challenge, viewer, query, reply }) {
        const ticket = ticketOf(viewer.ticket);
        const data = await privacy.myData(challenge, ticket);
        if (query.download === "1") {
          void reply.header("content-disposition", `attachment; filename="sadari-${challenge.slug}-${ticket}.json"`);
        }
        return data;
      },
    }),
    challengeRoute({
      ...nothing,
      method: "DELETE",
      path: "/me/data",
      summary:
        "Destroys what this ticket told, ends it and its keys and devices, and takes its apps from the wall, at once.",
      roles: ["participant"],
      answer: WithdrawAnswer,
      handle: ({ challenge, viewer }) => privacy.withdraw(challenge, ticketOf(viewer.ticket)),
    }),
  ];
}

function hostRoutes({ challenges: { privacy } }: PrivacyOptions): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/purge",
      summary: "A dry run: what a purge would destroy, what stays and why; later how far it is, and its certificate.",
      roles: ["host", "auditor"],
      answer: PurgePlan,
      handle: ({ challenge }) => privacy.plan(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/purge",
      summary: "Destroys everything personal of the challenge now, for ever; `confirm` is its address.",
      roles: ["host"],
      body: PurgeBody,
      answer: PurgePlan,
      handle: ({ challenge, viewer, body }) => privacy.purge(challenge, body.confirm, actorOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/news-contacts",
      summary: "Addresses of those who agreed to news. Every reading stands in the audit log.",
      roles: ["host"],
      answer: NewsList,
      handle: ({ challenge, viewer }) => privacy.newsList(challenge, actorOf(viewer)),
    }),
  ];
}

function ticketOf<T>(ticket: T | undefined): T {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}
