import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Challenge, TicketHolder } from "../../challenge/index.ts";
import {
  EnteredAnswer,
  JoinAnswer,
  JoinBody,
  KeyWish,
  MyKeys,
  MyTicket,
  PairBody,
  PairingCode,
  PhraseAnswer,
  RecoverBody,
} from "../../contract/index.ts";
import { Fault } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import type { ServerOptions } from "../app.ts";
import { answerTicket } from "../live/index.ts";
import { challengeRoute, type Route, type RouteContext, route } from "../route.ts";
import { readCookie, TICKET_COOKIE, ticketCookie } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;

export type TicketOptions = Pick<ServerOptions, "challenges" | "control" | "clock" | "log">;

/** Tickets: made at once, opened again elsewhere, and everything their holder sees and may change. */
export function ticketRoutes(options: TicketOptions): readonly Route[] {
  return [...entranceRoutes(options), ...holderRoutes(options), ...keyRoutes(options), liveRoute(options)];
}

type Context = Pick<RouteContext<unknown, unknown, unknown>, "headers" | "protocol" | "reply" | "address">;

/** How a browser comes by a ticket. */
function entranceRoutes({ challenges }: TicketOptions): readonly Route[] {
  const { tickets } = challenges;
  const before = async (challenge: Challenge, headers: IncomingHttpHeaders): Promise<TicketHolder | undefined> => {
    const token = readCookie(headers, TICKET_COOKIE);
    const holder = token === undefined ? undefined : await tickets.identify(token);
    return holder?.challenge === challenge.id ? holder : undefined;
  };
  return [
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/tickets",
      summary: "A ticket for this browser, at once and with nothing typed; the one it has when it has one.",
      roles: ["host", "operator", "scanner", "participant", "anyone"],
      body: JoinBody,
      answer: JoinAnswer,
      async handle({ challenge, body, viewer, ...context }) {
        const holder = await before(challenge, context.headers);
        if (holder !== undefined) return { ticket: await tickets.mine(challenge, holder), phrase: null };
        const staff = viewer.role === "host" || viewer.role === "operator" || viewer.role === "scanner";
        const device = kindOf(context.headers, "phone");
        const { ticket, token, phrase } = await tickets.join(challenge, { ...body, staff, device });
        giveCookie(context, token, challenge.slug);
        const mine = await tickets.mine(challenge, { ticket, challenge: challenge.id, device });
        return { ticket: mine, phrase };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/recover",
      summary: "Lets this browser in with the six words of a ticket; a ticket it had becomes one with that.",
      roles: ["participant", "anyone"],
      body: RecoverBody,
      answer: EnteredAnswer,
      async handle({ challenge, body, ...context }) {
        const device = kindOf(context.headers, "phone");
        const comer = { address: context.address, before: await before(challenge, context.headers), device };
        const { ticket, token, merged } = await tickets.recover(challenge, body.phrase, comer);
        giveCookie(context, token, challenge.slug);
        return { slug: challenge.slug, ticket, merged };
      },
    }),
    pairRoute("/api/pair"),
    // The cookie of a ticket reaches only the addresses of its challenge: where a page knows it, two tickets can become one.
    pairRoute("/api/e/:slug/pair"),
  ];

  function pairRoute(path: string): Route {
    return route({
      ...nothing,
      method: "POST",
      path,
      summary: "Lets this browser in with a pairing code, whatever challenge it is of; used once.",
      roles: ["participant", "anyone"],
      body: PairBody,
      answer: EnteredAnswer,
      async handle({ body, challenge: _named, ...context }) {
        const device = kindOf(context.headers, "laptop");
        const comer = {
          address: context.address,
          before: (challenge: Challenge) => before(challenge, context.headers),
          device,
        };
        const { challenge, ticket, token, merged } = await tickets.pair(body.code, comer);
        giveCookie(context, token, challenge.slug);
        return { slug: challenge.slug, ticket, merged };
      },
    });
  }
}

function holderRoutes({ challenges, clock }: TicketOptions): readonly Route[] {
  const { tickets } = challenges;
  const mine = (challenge: Challenge, context: Pick<Context, "headers" | "address">): Promise<MyTicket> =>
    readOwn({ challenges }, challenge, context);
  const code = (made: { readonly code: string; readonly expiresAt: number }): PairingCode => ({
    ...made,
    serverTime: clock.now(),
  });
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me",
      summary: "The ticket of this browser with everything its pages show.",
      roles: ["participant"],
      answer: MyTicket,
      handle: ({ challenge, ...context }) => mine(challenge, context),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/over14",
      summary: "Says that its holder is 14 or older, or takes it back.",
      roles: ["participant"],
      body: z.object({ over14: z.boolean() }),
      answer: MyTicket,
      async handle({ challenge, viewer, body, ...context }) {
        await tickets.confirmAge(challenge, ticketOf(viewer.ticket), body.over14);
        return mine(challenge, context);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/nickname",
      summary: "Another made-up name.",
      roles: ["participant"],
      answer: MyTicket,
      async handle({ challenge, viewer, ...context }) {
        await tickets.renickname(challenge, ticketOf(viewer.ticket));
        return mine(challenge, context);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/recovery",
      summary: "New recovery words; those before stop working.",
      roles: ["participant"],
      answer: PhraseAnswer,
      handle: async ({ challenge, viewer }) => ({
        phrase: await tickets.renewPhrase(challenge, ticketOf(viewer.ticket)),
      }),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/pairing",
      summary: "A code that lets one more browser in, within ten minutes and once.",
      roles: ["participant"],
      answer: PairingCode,
      handle: async ({ challenge, viewer }) => code(await tickets.pairingCode(challenge, ticketOf(viewer.ticket))),
    }),
    challengeRoute({
      method: "POST",
      path: "/tickets/:id/reissue",
      summary: "For a visitor who lost the phone: ends a ticket's devices and gives a code for the new one.",
      roles: ["host", "operator", "scanner"],
      params: z.object({ slug: z.string(), id: z.string().regex(/^[0-9a-zA-Z]{8}$/) }),
      query: NONE,
      body: NONE,
      answer: PairingCode,
      handle: async ({ challenge, viewer, params }) =>
        code(await tickets.reissue(challenge, params.id, actorOf(viewer))),
    }),
  ];
}

function keyRoutes({ challenges }: TicketOptions): readonly Route[] {
  const { tickets } = challenges;
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/keys",
      summary: "The keys of this ticket, and the secret that goes into the snippet.",
      roles: ["participant"],
      answer: MyKeys,
      handle: ({ challenge, viewer }) => tickets.keys(challenge, ticketOf(viewer.ticket)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/keys",
      summary: "The key there is or a first one; one more; or a new one in place of all before.",
      roles: ["participant"],
      body: KeyWish,
      answer: MyKeys,
      handle: ({ challenge, viewer, body }) => tickets.wishKey(challenge, ticketOf(viewer.ticket), body.wish),
    }),
  ];
}

const OTHER_NODES_MILLIS = 5_000;
const ALONE_MILLIS = 20_000;
/** Phone, laptop and a few tabs of each; every stream costs a look at the rows now and then. */
const MOST_STREAMS = 12;

function liveRoute({ challenges, control, log }: TicketOptions): Route {
  const open = new Map<string, number>();
  const live = challengeRoute({
    ...nothing,
    method: "GET",
    path: "/me/live",
    summary: "Server-sent events: the whole ticket as `me`, at once and whenever something of it changes.",
    roles: ["participant"],
    answer: z.unknown(),
    async handle({ challenge, viewer, reply, headers, address }) {
      const ticket = ticketOf(viewer.ticket);
      const streams = open.get(ticket) ?? 0;
      if (streams >= MOST_STREAMS) throw new Fault("ticket.too-many-pages", { most: MOST_STREAMS });
      open.set(ticket, streams + 1);
      reply.raw.once("close", () => {
        const left = (open.get(ticket) ?? 1) - 1;
        if (left === 0) open.delete(ticket);
        else open.set(ticket, left);
      });
      reply.hijack();
      const read = async (): Promise<MyTicket | undefined> => {
        const current = await challenges.lifecycle.find(challenge.id);
        const holder = await holderIn(challenges.tickets, challenge, headers);
        // Another ticket now: its stream is another one, which the browser gets by connecting anew.
        if (current === undefined || holder?.ticket !== ticket) return undefined;
        challenges.arrivals.noteAddress(ticket, address);
        return challenges.tickets.mine(current, holder);
      };
      answerTicket(
        {
          read,
          onTicket: (listener) => challenges.bus.onTicket(ticket, listener),
          onChallenge: (listener) => challenges.bus.onChallenge(challenge.id, listener),
          lookEveryMillis: control.kind === "postgresql" ? OTHER_NODES_MILLIS : ALONE_MILLIS,
          failed: (error) => log.error({ err: error }, "a ticket could not be read"),
        },
        reply.raw,
      );
    },
  });
  // It writes its answer by itself.
  return { ...live, answer: undefined };
}

async function readOwn(
  { challenges }: Pick<TicketOptions, "challenges">,
  challenge: Challenge,
  { headers, address }: Pick<Context, "headers" | "address">,
): Promise<MyTicket> {
  const holder = await holderIn(challenges.tickets, challenge, headers);
  if (holder === undefined) throw new Fault("auth.required");
  challenges.arrivals.noteAddress(holder.ticket, address);
  return challenges.tickets.mine(challenge, holder);
}

async function holderIn(
  tickets: TicketOptions["challenges"]["tickets"],
  challenge: Challenge,
  headers: IncomingHttpHeaders,
): Promise<TicketHolder | undefined> {
  const token = readCookie(headers, TICKET_COOKIE);
  const holder = token === undefined ? undefined : await tickets.identify(token);
  return holder?.challenge === challenge.id ? holder : undefined;
}

function ticketOf<T>(ticket: T | undefined): T {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}

function giveCookie({ protocol, reply }: Context, token: string, slug: string): void {
  void reply.header("set-cookie", ticketCookie(token, slug, protocol === "https"));
}

/** By what the browser says it runs on; `otherwise` where it says nothing. */
function kindOf(headers: IncomingHttpHeaders, otherwise: "phone" | "laptop"): "phone" | "laptop" {
  const agent = headers["user-agent"] ?? "";
  if (/Mobile|Android|iPhone|iPad|iPod/i.test(agent)) return "phone";
  return /Windows NT|Macintosh|X11|CrOS/i.test(agent) ? "laptop" : otherwise;
}
