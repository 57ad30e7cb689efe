import { z } from "zod";
import type { Challenges, Decider } from "../../challenge/index.ts";
import {
  AppCheckAnswer,
  AppChoice,
  AppChoiceBody,
  AppealAnswerBody,
  AppealBody,
  AppealsAnswer,
  AppProof,
  DecideBody,
  DoubtfulAnswer,
  FunnelAnswer,
  MyAppealsAnswer,
  Override,
  OverrideBody,
  OverridesAnswer,
  PairingCode,
  ShiftNoteBody,
  ShiftNotesAnswer,
  StaffDesk,
  StaffTicket,
  TicketFilter,
  TicketsAnswer,
  VisitorNote,
} from "../../contract/index.ts";
import type { Control } from "../../control/index.ts";
import { type Clock, type EpochMicros, epochMicros, Fault, type TicketId, ticketId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route, route } from "../route.ts";
import type { Role, Viewer } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const ONE = z.object({ id: z.string().min(1).max(60) });

const STAFF: readonly Role[] = ["host", "operator", "scanner"];
const DECIDERS: readonly Role[] = ["host", "operator"];
const READERS: readonly Role[] = ["host", "operator", "auditor"];

interface Options {
  readonly challenges: Challenges;
  readonly control: Control;
  readonly clock: Clock;
}

/** Which app somebody enters with, who is in the draw and why, and what staff and hosts decide about it. */
export const eligibilityRoutes = (options: Options): readonly Route[] => [
  ...participantRoutes(options.challenges),
  ...helpRoutes(options),
  ...tableRoutes(options),
  ...doubtRoutes(options),
  ...decisionRoutes(options.challenges),
  ...shiftRoutes(options),
];

/** A participant's routes are reached with a ticket only. */
function ticketOf({ ticket }: Viewer): TicketId {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}

const deciderOf = (viewer: Viewer): Decider => ({ actor: actorOf(viewer), person: viewer.person });

function participantRoutes({ eligibility, review }: Challenges): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/app-check",
      summary: "Whether a typed name is an app's very name, and if not, which may be meant.",
      roles: ["participant"],
      query: z.object({ typed: z.string().max(1_024).default("") }),
      answer: AppCheckAnswer,
      handle: ({ challenge, viewer, query }) => eligibility.check(challenge, ticketOf(viewer), query.typed),
    }),
    challengeRoute({
      ...nothing,
      method: "PUT",
      path: "/me/app",
      summary: "Which app to enter with: a tap on one that is offered, or its exact name.",
      roles: ["participant"],
      body: AppChoiceBody,
      answer: AppChoice,
      handle: ({ challenge, viewer, body }) => eligibility.choose(challenge, ticketOf(viewer), body),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/app-proof",
      summary: "How to show that an app is one's own where keys are shared.",
      roles: ["participant"],
      answer: AppProof,
      handle: ({ challenge, viewer }) => eligibility.proof(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/app-proof",
      summary: "Looks whether the app has shown the code of this ticket.",
      roles: ["participant"],
      answer: AppProof,
      handle: ({ challenge, viewer }) => eligibility.prove(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/appeal",
      summary: "What this participant objected to, and the answers.",
      roles: ["participant"],
      answer: MyAppealsAnswer,
      handle: async ({ challenge, viewer }) => ({ appeals: await review.appealsOf(challenge, ticketOf(viewer)) }),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/appeal",
      summary: "Objects to a decision; a person answers. One at a time.",
      roles: ["participant"],
      body: AppealBody,
      answer: MyAppealsAnswer,
      handle: async ({ challenge, viewer, body }) => ({
        appeals: await review.appeal(challenge, ticketOf(viewer), body.text),
      }),
    }),
  ];
}

function helpRoutes({ challenges, control, clock }: Options): readonly Route[] {
  const { claims, lifecycle, review, tickets, visitorNotes } = challenges;
  return [
    route({
      ...nothing,
      method: "GET",
      path: "/api/staff",
      summary: "Where this person may help: the challenges of their session.",
      roles: STAFF,
      answer: StaffDesk,
      async handle({ viewer }) {
        const all = await lifecycle.list(viewer.space);
        const own = all.filter(({ id }) => viewer.challenge === undefined || viewer.challenge === id);
        const person = viewer.person === undefined ? undefined : await control.people.find(viewer.person);
        return {
          role: viewer.role as StaffDesk["role"],
          name: person?.name ?? "",
          challenges: own.map(({ slug, setup, state, closesAt }) => ({
            slug,
            name: setup.name,
            state,
            closesAt: closesAt ?? null,
          })),
          serverTime: clock.now(),
        };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/tickets",
      summary: "Tickets with their verdicts, by id (O/0 and I/1/L alike), nickname or app; the newest 200.",
      roles: [...STAFF, "auditor"],
      query: z.object({ query: z.string().max(200).default(""), only: TicketFilter.optional() }),
      answer: TicketsAnswer,
      handle: ({ challenge, query }) => review.find(challenge, query.query, query.only),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/tickets/:id",
      summary: "A visitor's ticket exactly as they see it, with what was decided about it.",
      roles: STAFF,
      params: ONE,
      answer: StaffTicket,
      async handle({ challenge, params, viewer }) {
        const ticket = await review.named(challenge, params.id);
        return {
          ticket: await tickets.mine(challenge, { ticket, challenge: challenge.id, device: "phone" }),
          ...(await review.history(challenge, ticket, deciderOf(viewer))),
          refusals: [...(await tickets.refusals(ticket))],
          notes: await visitorNotes.of(challenge, ticket),
          prizeUntil: await prizeUntil(claims, challenge, ticket),
        };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/funnel",
      summary: "How far visitors came, and why those stopped who could go on.",
      roles: READERS,
      answer: FunnelAnswer,
      handle: async ({ challenge }) => ({
        ...(await review.funnel(challenge)),
        scans: null,
        serverTime: clock.now(),
      }),
    }),
  ];
}

/** Until when a winner's prize waits; null where none does. */
async function prizeUntil(
  { mine }: Challenges["claims"],
  challenge: Parameters<Challenges["claims"]["mine"]>[0],
  ticket: TicketId,
): Promise<EpochMicros | null> {
  if (challenge.state !== "handing-over") return null;
  const { claim } = await mine(challenge, ticket);
  return claim?.state === "open" || claim?.state === "claimed" ? epochMicros(claim.deadline) : null;
}

/** What staff does for somebody at the table, each one tap. */
function tableRoutes({ challenges, clock }: Options): readonly Route[] {
  const { claims, review, tickets, visitorNotes } = challenges;
  const one = { ...nothing, method: "POST", roles: STAFF, params: ONE } as const;
  return [
    challengeRoute({
      ...one,
      path: "/tickets/:id/pairing",
      summary: "A pairing code for a visitor's laptop or another phone; their browsers stay signed in.",
      answer: PairingCode,
      async handle({ challenge, params, viewer }) {
        const ticket = await review.named(challenge, params.id);
        return { ...(await tickets.lendCode(challenge, ticket, actorOf(viewer))), serverTime: clock.now() };
      },
    }),
    challengeRoute({
      ...one,
      path: "/tickets/:id/key",
      summary: "A new key in place of a visitor's; only their own guide shows it.",
      answer: z.object({ made: z.boolean() }),
      async handle({ challenge, params, viewer }) {
        await tickets.renewKeyFor(challenge, await review.named(challenge, params.id), actorOf(viewer));
        return { made: true };
      },
    }),
    challengeRoute({
      ...one,
      path: "/tickets/:id/more-time",
      summary: "Half an hour more for a winner.",
      answer: z.object({ deadline: StaffTicket.shape.prizeUntil.unwrap() }),
      handle: async ({ challenge, params, viewer }) => ({
        deadline: await claims.moreTime(challenge, await review.named(challenge, params.id), actorOf(viewer)),
      }),
    }),
    challengeRoute({
      ...one,
      path: "/tickets/:id/notes",
      summary: "Leaves a note about a visitor for whoever helps them next; sent twice it stands once.",
      body: ShiftNoteBody,
      answer: z.object({ notes: z.array(VisitorNote) }),
      async handle({ challenge, params, body, viewer }) {
        if (viewer.person === undefined) throw new Fault("auth.forbidden", { role: "token" });
        const ticket = await review.named(challenge, params.id);
        await visitorNotes.write(challenge, ticket, viewer.person, body);
        return { notes: await visitorNotes.of(challenge, ticket) };
      },
    }),
  ];
}

function doubtRoutes({ challenges: { review }, clock }: Options): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/doubtful",
      summary: "Names and apps that a person has to look at before the freeze.",
      roles: [...STAFF, "auditor"],
      answer: DoubtfulAnswer,
      handle: async ({ challenge, viewer }) => ({
        pairs: await review.doubtful(challenge, deciderOf(viewer)),
        serverTime: clock.now(),
      }),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/doubtful/:id",
      summary: "Settles what is doubtful about a ticket: it is this app, or it is not.",
      roles: DECIDERS,
      params: ONE,
      body: DecideBody,
      answer: DoubtfulAnswer,
      async handle({ challenge, params, body, viewer }) {
        await review.decide(challenge, ticketId(params.id), body, deciderOf(viewer));
        return { pairs: await review.doubtful(challenge, deciderOf(viewer)), serverTime: clock.now() };
      },
    }),
  ];
}

function decisionRoutes({ review }: Challenges): readonly Route[] {
  const decided = { ...nothing, method: "POST", roles: DECIDERS, params: ONE, answer: Override } as const;
  return [
    challengeRoute({
      ...decided,
      path: "/tickets/:id/override",
      summary: "Brings a ticket in or puts it out, with a reason that its holder reads.",
      body: OverrideBody,
      handle: async ({ challenge, params, body, viewer }) =>
        review.override(challenge, await review.named(challenge, params.id), body, deciderOf(viewer)),
    }),
    challengeRoute({
      ...decided,
      path: "/overrides/:id/approve",
      summary: "Confirms a decision as its second person.",
      handle: ({ challenge, params, viewer }) => review.approve(challenge, params.id, deciderOf(viewer)),
    }),
    challengeRoute({
      ...decided,
      path: "/overrides/:id/revoke",
      summary: "Takes a decision back; the rules alone count again.",
      handle: ({ challenge, params, viewer }) => review.revoke(challenge, params.id, deciderOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/overrides",
      summary: "All decisions about tickets of this challenge, newest first.",
      roles: READERS,
      answer: OverridesAnswer,
      handle: async ({ challenge, viewer }) => ({ overrides: await review.overrides(challenge, deciderOf(viewer)) }),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/appeals",
      summary: "Objections that nobody answered yet, oldest first.",
      roles: DECIDERS,
      answer: AppealsAnswer,
      handle: async ({ challenge }) => ({ appeals: await review.openAppeals(challenge) }),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/appeals/:id",
      summary: "Answers an objection in both languages.",
      roles: DECIDERS,
      params: ONE,
      body: AppealAnswerBody,
      answer: AppealsAnswer,
      async handle({ challenge, params, body, viewer }) {
        await review.answerAppeal(challenge, params.id, body, deciderOf(viewer));
        return { appeals: await review.openAppeals(challenge) };
      },
    }),
  ];
}

function shiftRoutes({ challenges: { shiftNotes } }: Options): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/shift-notes",
      summary: "The last two notes of the booth, and who is there.",
      roles: STAFF,
      answer: ShiftNotesAnswer,
      handle: ({ challenge }) => shiftNotes.read(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/shift-notes",
      summary: "Leaves a note for the next shift; sent twice it stands once.",
      roles: STAFF,
      body: ShiftNoteBody,
      answer: ShiftNotesAnswer,
      async handle({ challenge, viewer, body }) {
        if (viewer.person === undefined) throw new Fault("auth.forbidden", { role: "token" });
        await shiftNotes.write(challenge, viewer.person, body);
        return shiftNotes.read(challenge);
      },
    }),
  ];
}
