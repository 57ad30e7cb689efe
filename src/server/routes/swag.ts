import { z } from "zod";
import type { Challenges, SwagHands } from "../../challenge/index.ts";
import {
  MySwag,
  SwagAdjustBody,
  SwagCountBody,
  SwagDay,
  SwagDayName,
  SwagForVisitorBody,
  SwagHandOver,
  SwagHandOverBody,
  SwagOddsBody,
  SwagPlanBody,
  SwagReleaseBody,
  SwagReserveBody,
  SwagRollBody,
  SwagRollView,
  SwagScreen,
  SwagShare,
  SwagSizeBody,
  SwagStocks,
  SwagUploadBody,
  SwagUploaded,
  SwagVisitor,
} from "../../contract/index.ts";
import { Fault, type TicketId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Role, Viewer } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const DAY = z.object({ day: SwagDayName });
const ITEM = z.object({ day: SwagDayName, item: z.string().min(1).max(40) });
const TICKET = z.object({ id: z.string().min(1).max(60) });

const EVERYBODY: readonly Role[] = ["host", "operator", "scanner", "auditor", "wall", "kiosk", "participant", "anyone"];
const STAFF: readonly Role[] = ["host", "operator", "scanner"];
const RUNNERS: readonly Role[] = ["host", "operator"];

interface Options {
  readonly challenges: Challenges;
}

/** The SWAG raffle: what everybody sees, one's own roll, the table, and the host's days. */
export const swagRoutes = ({ challenges }: Options): readonly Route[] => [
  ...publicRoutes(challenges),
  ...participantRoutes(challenges),
  ...tableRoutes(challenges),
  ...stockRoutes(challenges),
  ...deviceRoutes(challenges),
  ...dayRoutes(challenges),
];

function ticketOf({ ticket }: Viewer): TicketId {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}

const handsOf = (viewer: Viewer): SwagHands => ({ actor: actorOf(viewer), person: viewer.person ?? "token" });

function publicRoutes({ swag }: Challenges): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/swag",
      summary: "The raffle as it is now: odds, stock, seal, next release.",
      roles: EVERYBODY,
      answer: z.object({ now: SwagDay.nullable() }),
      async handle({ challenge }) {
        if (challenge.state === "draft") throw new Fault("challenge.unknown", { slug: challenge.slug });
        return { now: (await swag.now(challenge)) ?? null };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/swag/screen",
      summary: "The same with the four digits, for the screens that stand at the booth.",
      roles: ["host", "operator", "scanner", "wall"],
      answer: SwagScreen,
      handle: ({ challenge }) => swag.screen(challenge),
    }),
  ];
}

function participantRoutes({ swag }: Challenges): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/swag",
      summary: "The raffle with this participant's own roll, or why they cannot roll yet.",
      roles: ["participant"],
      answer: MySwag,
      handle: ({ challenge, viewer }) => swag.mine(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/swag",
      summary: "Rolls, once a ticket; sent again with the same nonce it answers the same roll.",
      roles: ["participant"],
      body: SwagRollBody,
      answer: SwagRollView,
      handle: ({ challenge, viewer, body }) => swag.roll(challenge, ticketOf(viewer), body),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/swag/size",
      summary: "Chooses the size of what was won, or another one until it is handed over.",
      roles: ["participant"],
      body: SwagSizeBody,
      answer: SwagRollView,
      handle: ({ challenge, viewer, body }) => {
        const ticket = ticketOf(viewer);
        return swag.chooseSize(challenge, ticket, body, { actor: `participant:${ticket}`, atTable: false });
      },
    }),
  ];
}

function tableRoutes({ swag, review }: Challenges): readonly Route[] {
  const own = { ...nothing, roles: STAFF, params: TICKET } as const;
  return [
    challengeRoute({
      ...own,
      method: "GET",
      path: "/swag/visitors/:id",
      summary: "What waits for a visitor, and whether they may still roll.",
      answer: SwagVisitor,
      handle: async ({ challenge, params }) => swag.visitor(challenge, await review.named(challenge, params.id)),
    }),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/swag/visitors/:id/roll",
      summary: "Rolls for a visitor at the table; their ticket shows that they are here.",
      body: SwagForVisitorBody,
      answer: SwagRollView,
      handle: async ({ challenge, params, body, viewer }) =>
        swag.rollFor(challenge, await review.named(challenge, params.id), body.nonce, handsOf(viewer)),
    }),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/swag/visitors/:id/hand-over",
      summary: "Hands over what a ticket won, once; who comes second learns when it was and by whom.",
      body: SwagHandOverBody,
      answer: SwagHandOver,
      handle: async ({ challenge, params, body, viewer }) =>
        swag.handOver(challenge, await review.named(challenge, params.id), { ...handsOf(viewer), ...body }),
    }),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/swag/visitors/:id/size",
      summary: "Chooses or swaps the size of what a visitor won, also after it was handed over.",
      body: SwagSizeBody,
      answer: SwagVisitor,
      async handle({ challenge, params, body, viewer }) {
        const ticket = await review.named(challenge, params.id);
        await swag.chooseSize(challenge, ticket, body, { actor: actorOf(viewer), atTable: true });
        return swag.visitor(challenge, ticket);
      },
    }),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/swag/visitors/:id/hand-over/undo",
      summary: "Takes a hand-over back within 30 seconds.",
      answer: SwagVisitor,
      async handle({ challenge, params, viewer }) {
        const ticket = await review.named(challenge, params.id);
        await swag.undoHandOver(challenge, ticket, handsOf(viewer));
        return swag.visitor(challenge, ticket);
      },
    }),
  ];
}

function stockRoutes({ swag }: Challenges): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/swag/days",
      summary: "The raffle days with their books: stock, won, handed over, releases, counts.",
      roles: [...STAFF, "auditor"],
      answer: SwagStocks,
      handle: ({ challenge }) => swag.stocks(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/swag/days/:day/items/:item/adjust",
      summary: "Stock that came or went outside the raffle, with a reason.",
      roles: RUNNERS,
      params: ITEM,
      body: SwagAdjustBody,
      answer: SwagStocks,
      async handle({ challenge, params, body, viewer }) {
        await swag.adjust(challenge, params, body, handsOf(viewer));
        return swag.stocks(challenge);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/swag/days/:day/items/:item/count",
      summary: "What somebody counted on the table, beside what the books say.",
      roles: STAFF,
      params: ITEM,
      body: SwagCountBody,
      answer: SwagStocks,
      async handle({ challenge, params, body, viewer }) {
        await swag.count(challenge, params, body, handsOf(viewer));
        return swag.stocks(challenge);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/swag/days/:day/releases/:release/now",
      summary: "Puts a release into the stock before its time.",
      roles: RUNNERS,
      params: z.object({ day: SwagDayName, release: z.string().max(60) }),
      answer: SwagStocks,
      async handle({ challenge, params, viewer }) {
        await swag.releaseNow(challenge, params.day, params.release, actorOf(viewer));
        return swag.stocks(challenge);
      },
    }),
  ];
}

function deviceRoutes({ swag }: Challenges): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/swag/days/:day/devices",
      summary: "Reserves stock for a device that draws without network, with all it needs for that.",
      roles: RUNNERS,
      params: DAY,
      body: SwagReserveBody,
      answer: SwagShare,
      handle: ({ challenge, params, body, viewer }) => swag.reserve(challenge, params.day, body, actorOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/swag/days/:day/devices/:device/rolls",
      summary: "Takes over what a device drew; each roll is computed again.",
      roles: STAFF,
      params: z.object({ day: SwagDayName, device: z.string().max(30) }),
      body: SwagUploadBody,
      answer: SwagUploaded,
      handle: ({ challenge, params, body, viewer }) => swag.upload(challenge, params, body, actorOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/swag/days/:day/devices/:device/recall",
      summary: "Takes back the stock of a device that is lost; nothing more of it is taken over afterwards.",
      roles: RUNNERS,
      params: z.object({ day: SwagDayName, device: z.string().max(30) }),
      answer: SwagStocks,
      async handle({ challenge, params, viewer }) {
        await swag.recall(challenge, params, actorOf(viewer));
        return swag.stocks(challenge);
      },
    }),
  ];
}

function dayRoutes({ swag }: Challenges): readonly Route[] {
  const own = { ...nothing, roles: ["host"], params: DAY, answer: SwagStocks } as const;
  const steps = [
    ["open", "Opens a day and publishes its seal."],
    ["close", "Closes a day; nobody rolls any more."],
    ["reveal", "Shows the seed of a closed day, so that everybody can check their roll."],
  ] as const;
  return [
    challengeRoute({
      ...own,
      method: "PUT",
      path: "/swag/days/:day",
      summary: "Plans a raffle day, or plans it anew until it opens.",
      body: SwagPlanBody,
      async handle({ challenge, params, body, viewer }) {
        await swag.plan(challenge, params.day, body, actorOf(viewer));
        return swag.stocks(challenge);
      },
    }),
    challengeRoute({
      ...own,
      method: "DELETE",
      path: "/swag/days/:day",
      summary: "Removes a day that never opened.",
      async handle({ challenge, params, viewer }) {
        await swag.removePlan(challenge, params.day, actorOf(viewer));
        return swag.stocks(challenge);
      },
    }),
    ...steps.map(([step, summary]) =>
      challengeRoute({
        ...own,
        method: "POST",
        path: `/swag/days/:day/${step}`,
        summary,
        async handle({ challenge, params, viewer }) {
          await swag[step](challenge, params.day, actorOf(viewer));
          return swag.stocks(challenge);
        },
      }),
    ),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/swag/days/:day/odds",
      summary: "Changes the chance of a blank; while open everybody is told.",
      body: SwagOddsBody,
      async handle({ challenge, params, body, viewer }) {
        await swag.changeOdds(challenge, params.day, body.blank, actorOf(viewer));
        return swag.stocks(challenge);
      },
    }),
    challengeRoute({
      ...own,
      method: "POST",
      path: "/swag/days/:day/releases",
      summary: "Plans an amount that becomes available at a time.",
      body: SwagReleaseBody,
      async handle({ challenge, params, body, viewer }) {
        await swag.addRelease(challenge, params.day, body, actorOf(viewer));
        return swag.stocks(challenge);
      },
    }),
  ];
}
