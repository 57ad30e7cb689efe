import { z } from "zod";
import type { Challenges, Decider } from "../../challenge/index.ts";
import {
  ClaimBody,
  ClaimsAnswer,
  DeadlineBody,
  DeskList,
  DrawName,
  ForfeitBody,
  HandOverBody,
  HandOverByHostBody,
  MyClaim,
  ScanAnswer,
  UndoHandOverBody,
  WinnerContacts,
} from "../../contract/index.ts";
import { epochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Role, Viewer } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const SCANNED = z.object({ slug: z.string(), code: z.string().min(1).max(40) });
const PLACE = z.object({ slug: z.string(), name: DrawName, place: z.coerce.number().int().min(0).max(1_000_000) });

const STAFF: readonly Role[] = ["host", "operator", "scanner"];
const READERS: readonly Role[] = ["host", "operator", "auditor"];

interface Options {
  readonly challenges: Challenges;
}

/** Prizes from the winner's phone to their hands. Addresses name a place in the drawn order, never a code. */
export const claimRoutes = ({ challenges }: Options): readonly Route[] => [
  ...winnerRoutes(challenges),
  ...scannerRoutes(challenges),
  ...hostRoutes(challenges),
];

function ticketOf({ ticket }: Viewer): TicketId {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}

const deciderOf = (viewer: Viewer): Decider => ({ actor: actorOf(viewer), person: viewer.person });

function winnerRoutes({ claims }: Challenges): readonly Route[] {
  const own = { ...nothing, roles: ["participant"], answer: MyClaim } as const;
  return [
    challengeRoute({
      ...own,
      method: "GET",
      path: "/me/claim",
      summary: "The prize of this participant, or their place among the reserves.",
      handle: ({ challenge, viewer }) => claims.mine(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...own,
      method: "PUT",
      path: "/me/claim",
      summary: "Who the winner is and how to reach them; asked only now.",
      body: ClaimBody,
      handle: ({ challenge, viewer, body }) => claims.tellContact(challenge, ticketOf(viewer), body),
    }),
  ];
}

function scannerRoutes({ claims }: Challenges): readonly Route[] {
  const staff = { ...nothing, roles: STAFF, answer: ScanAnswer } as const;
  return [
    challengeRoute({
      ...staff,
      method: "GET",
      path: "/scan/:code",
      summary: "What a scanned or typed code means, in words. Changes nothing.",
      params: SCANNED,
      handle: ({ challenge, viewer, params }) => claims.scan(challenge, params.code, deciderOf(viewer)),
    }),
    challengeRoute({
      ...staff,
      method: "GET",
      path: "/desk-list",
      summary: "What every code would mean, for a phone that loses the network. No contact data and no winner's code.",
      answer: DeskList,
      handle: ({ challenge }) => claims.deskList(challenge),
    }),
    challengeRoute({
      ...staff,
      method: "POST",
      path: "/hand-over",
      summary: "Hands a prize over to whoever showed its code, with a signature or a second look.",
      body: HandOverBody,
      handle: ({ challenge, viewer, body }) => claims.handOver(challenge, body, deciderOf(viewer)),
    }),
    challengeRoute({
      ...staff,
      method: "POST",
      path: "/hand-over/undo",
      summary: "Takes one's own hand-over back within thirty seconds.",
      body: UndoHandOverBody,
      handle: ({ challenge, viewer, body }) => claims.undo(challenge, body.code, deciderOf(viewer)),
    }),
  ];
}

function hostRoutes({ claims }: Challenges): readonly Route[] {
  const one = { ...nothing, method: "POST", roles: ["host"], params: PLACE, answer: ClaimsAnswer } as const;
  const placeOf = ({ name, place }: z.infer<typeof PLACE>) => ({ draw: name, slot: place });
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/claims",
      summary: "Every prize with who has it, and who is next. No contact data.",
      roles: READERS,
      answer: ClaimsAnswer,
      handle: ({ challenge }) => claims.list(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/claims/contacts",
      summary: "How to reach the winners; who reads it stands in the audit log.",
      roles: ["host"],
      answer: WinnerContacts,
      handle: ({ challenge, viewer }) => claims.contacts(challenge, actorOf(viewer)),
    }),
    challengeRoute({
      ...one,
      path: "/claims/:name/:place/hand-over",
      summary: "Hands a prize over without the winner's phone, with a reason.",
      body: HandOverByHostBody,
      handle: ({ challenge, params, body, viewer }) =>
        claims.handOverByHost(challenge, placeOf(params), body.reason, deciderOf(viewer)),
    }),
    challengeRoute({
      ...one,
      path: "/claims/:name/:place/forfeit",
      summary: "Passes a prize on to the next reserve, with a reason.",
      body: ForfeitBody,
      handle: ({ challenge, params, body, viewer }) =>
        claims.forfeit(challenge, placeOf(params), body.reason, deciderOf(viewer)),
    }),
    challengeRoute({
      ...one,
      path: "/claims/:name/:place/deadline",
      summary: "Gives a winner until another time.",
      body: DeadlineBody,
      handle: ({ challenge, params, body, viewer }) =>
        claims.moveDeadline(challenge, placeOf(params), epochMicros(body.deadline), actorOf(viewer)),
    }),
  ];
}
