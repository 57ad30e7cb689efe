import { z } from "zod";
import type { Challenge, Challenges } from "../../challenge/index.ts";
import {
  AnnounceBody,
  BeaconBody,
  CancelBody,
  DrawConsole,
  DrawName,
  DrawsAnswer,
  DrawView,
  MyDraw,
  PickLaneBody,
  PostponeBody,
  RoomNumberBody,
  ShowWishBody,
} from "../../contract/index.ts";
import { type Clock, epochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Role, Viewer } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const NAMED = z.object({ slug: z.string(), name: DrawName });

const EVERYBODY: readonly Role[] = ["host", "operator", "scanner", "auditor", "wall", "kiosk", "participant", "anyone"];
const RUNNERS: readonly Role[] = ["host"];

interface Options {
  readonly challenges: Challenges;
  readonly clock: Clock;
}

/** Draws: what everybody may see and check, what a phone adds to them, and the host's five steps. */
export const drawRoutes = (options: Options): readonly Route[] => [
  ...publicRoutes(options),
  ...participantRoutes(options.challenges),
  ...planRoutes(options.challenges),
  ...showRoutes(options.challenges),
];

function ticketOf({ ticket }: Viewer): TicketId {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}

/** A draft has no draws that anybody may know of. */
function refuseDraft({ state, slug }: Challenge): void {
  if (state === "draft") throw new Fault("challenge.unknown", { slug });
}

function publicRoutes({ challenges: { drawings, lifecycle }, clock }: Options): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/draws",
      summary: "The draws of this event, cancelled ones too, the newest first.",
      roles: EVERYBODY,
      answer: DrawsAnswer,
      async handle({ challenge }) {
        refuseDraft(challenge);
        return { draws: await drawings.list(challenge), serverTime: clock.now() };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/draws/:name",
      summary: "A draw: its commitment, its time, after the freeze its list.",
      roles: EVERYBODY,
      params: NAMED,
      answer: DrawView,
      async handle({ challenge, params }) {
        refuseDraft(challenge);
        return drawings.view(challenge, params.name);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/wall/draw",
      summary: "The draw that walls show now; a try for the minutes after it.",
      roles: EVERYBODY,
      answer: z.object({ draw: DrawView.nullable() }),
      async handle({ challenge }) {
        refuseDraft(challenge);
        return { draw: (await drawings.onWall(challenge)) ?? null };
      },
    }),
    {
      ...nothing,
      method: "GET",
      path: "/e/:slug/draw/:name/proof.json",
      summary: "The proof of a draw, to keep and to check at home.",
      roles: EVERYBODY,
      params: NAMED,
      answer: undefined,
      async handle({ params, reply }) {
        const { slug, name } = NAMED.parse(params);
        const challenge = await lifecycle.findBySlug(slug);
        if (challenge === undefined) throw new Fault("challenge.unknown", { slug });
        refuseDraft(challenge);
        const proof = await drawings.proofText(challenge, name);
        await reply
          .type("application/json; charset=utf-8")
          .header("cache-control", "public, max-age=3600")
          .header("access-control-allow-origin", "*")
          .header("content-disposition", `attachment; filename="${slug}-${name}-proof.json"`)
          .send(proof);
      },
    },
  ];
}

function participantRoutes({ drawings }: Challenges): readonly Route[] {
  const own = { ...nothing, roles: ["participant"], answer: MyDraw } as const;
  return [
    challengeRoute({
      ...own,
      method: "GET",
      path: "/me/draw",
      summary: "The draw with this participant's own line.",
      handle: ({ challenge, viewer }) => drawings.mine(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...own,
      method: "PUT",
      path: "/me/draw",
      summary: "A number of this phone's own making, and the lane it picked.",
      body: PickLaneBody,
      handle: ({ challenge, viewer, body }) => drawings.pick(challenge, ticketOf(viewer), body),
    }),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/me/draw/room",
      summary: "A sealed number in the first minute after the freeze, the number itself in the second.",
      body: RoomNumberBody,
      handle: ({ challenge, viewer, body }) => drawings.giveNumber(challenge, ticketOf(viewer), body),
    }),
  ];
}

function planRoutes({ drawings }: Challenges): readonly Route[] {
  const step = { ...nothing, method: "POST", roles: RUNNERS, params: NAMED, answer: DrawView } as const;
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/draw-console",
      summary: "The draws with what their host needs to know.",
      roles: ["host", "operator", "auditor"],
      answer: DrawConsole,
      handle: ({ challenge }) => drawings.console(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/draws",
      summary: "Announces a draw: seals its seed, publishes the commitment, fixes prizes, time and round.",
      roles: RUNNERS,
      body: AnnounceBody,
      answer: DrawView,
      handle: ({ challenge, body, viewer }) => drawings.announce(challenge, body, actorOf(viewer)),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/postpone",
      summary: "Moves the time to a later one, before it came; the round moves along.",
      body: PostponeBody,
      handle: ({ challenge, params, body, viewer }) =>
        drawings.postpone(challenge, params.name, epochMicros(body.plannedAt), actorOf(viewer)),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/cancel",
      summary: "Cancels a draw that was not held, with a reason in both languages that stays public.",
      body: CancelBody,
      handle: ({ challenge, params, body, viewer }) => drawings.cancel(challenge, params.name, body, actorOf(viewer)),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/list",
      summary: "Step 1: shows everybody who is in, and lets phones pick lanes.",
      handle: ({ challenge, params, viewer }) => drawings.showList(challenge, params.name, actorOf(viewer)),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/freeze",
      summary: "Step 2: fixes the list for ever and shows its hash.",
      handle: ({ challenge, params, viewer }) => drawings.freeze(challenge, params.name, actorOf(viewer)),
    }),
  ];
}

function showRoutes({ drawings, lifecycle }: Challenges): readonly Route[] {
  const step = { ...nothing, method: "POST", roles: RUNNERS, params: NAMED, answer: DrawView } as const;
  return [
    challengeRoute({
      ...step,
      path: "/draws/:name/beacon",
      summary: "Step 3, offline: the public number as any phone shows it. It is verified here, whoever brings it.",
      body: BeaconBody,
      handle: ({ challenge, params, body, viewer }) =>
        drawings.paste(challenge, params.name, body.text, actorOf(viewer)),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/hold",
      summary: "Step 3: asks for the public number now and draws with it. It happens by itself, too.",
      handle: ({ challenge, params, viewer }) => drawings.hold(challenge, params.name, actorOf(viewer)),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/show",
      summary: "Step 4: begins the ladder on all screens in three seconds, or goes to its end.",
      body: ShowWishBody,
      handle: ({ challenge, params, body }) => drawings.show(challenge, params.name, body.wish),
    }),
    challengeRoute({
      ...step,
      path: "/draws/:name/finish",
      summary: "Step 5: the results stand, and prizes are handed over from now on.",
      async handle({ challenge, params, viewer }) {
        const actor = actorOf(viewer);
        await lifecycle.step(challenge.id, { to: "handing-over", actor, reason: "", version: undefined });
        return drawings.view(challenge, params.name);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/draws/rehearse",
      summary: "Shows a try on the wall: another seed, marked as such, nobody's result.",
      roles: RUNNERS,
      answer: DrawView,
      handle: ({ challenge, viewer }) => drawings.rehearse(challenge, actorOf(viewer)),
    }),
  ];
}
