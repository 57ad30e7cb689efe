import { z } from "zod";
import type { Surveys } from "../../challenge/index.ts";
import {
  AnswersOutcome,
  AnswerWrites,
  KioskSurvey,
  KioskVisit,
  MySurvey,
  SurveyChange,
  SurveyCheck,
  SurveyDefinition,
  SurveyResults,
  SurveyView,
  VisitClaim,
  VisitId,
  VisitOutcome,
} from "../../contract/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Viewer } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const GroupQuery = z.object({ question: z.string().max(40).optional(), option: z.string().max(40).optional() });

/** The survey of a challenge: what its host asks, what participants and a shared tablet answer, and the results. */
export function surveyRoutes(surveys: Surveys): readonly Route[] {
  return [...hostRoutes(surveys), ...participantRoutes(surveys), ...kioskRoutes(surveys)];
}

function hostRoutes(surveys: Surveys): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/survey",
      summary: "The survey as it is asked now, with templates, its time and missing translations.",
      roles: ["host", "operator"],
      answer: SurveyView,
      handle: ({ challenge }) => surveys.view(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "PUT",
      path: "/survey",
      summary: "Saves a new version of the survey.",
      roles: ["host"],
      body: SurveyChange,
      answer: SurveyView,
      handle: ({ challenge, body, viewer }) => surveys.change(challenge, body, actorOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/survey/check",
      summary: "What is to be known of a survey before it is saved; changes nothing.",
      roles: ["host"],
      body: z.object({ definition: SurveyDefinition }),
      answer: SurveyCheck,
      handle: async ({ body }) => surveys.check(body.definition),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/survey/results",
      summary: "What was answered, of everybody or of those who chose an option.",
      roles: ["host"],
      query: GroupQuery,
      answer: SurveyResults,
      handle: ({ challenge, query: { question, option } }) =>
        surveys.results(challenge, question && option ? { question, option } : undefined),
    }),
  ];
}

function participantRoutes(surveys: Surveys): readonly Route[] {
  const common = { ...nothing, roles: ["participant"] } as const;
  return [
    challengeRoute({
      ...common,
      method: "GET",
      path: "/me/survey",
      summary: "The survey with this ticket's answers.",
      answer: MySurvey,
      handle: ({ challenge, viewer }) => surveys.mine(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...common,
      method: "POST",
      path: "/me/answers",
      summary: "Saves answers, each by its nonce once; the latest by the device's time stays.",
      body: AnswerWrites,
      answer: AnswersOutcome,
      handle: ({ challenge, viewer, body }) => surveys.answer(challenge, ticketOf(viewer), body.writes),
    }),
    challengeRoute({
      ...common,
      method: "POST",
      path: "/me/survey/complete",
      summary: "Says whether the survey is complete, which it becomes by itself with the last required answer.",
      answer: MySurvey,
      handle: ({ challenge, viewer }) => surveys.complete(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...common,
      method: "POST",
      path: "/me/visits",
      summary: "Takes over what was answered at a shared tablet.",
      body: z.object({ visit: VisitId }),
      answer: VisitClaim,
      handle: ({ challenge, viewer, body }) => surveys.claimVisit(challenge, ticketOf(viewer), body.visit),
    }),
  ];
}

function kioskRoutes(surveys: Surveys): readonly Route[] {
  const common = { ...nothing, roles: ["host", "operator", "kiosk"] } as const;
  return [
    challengeRoute({
      ...common,
      method: "GET",
      path: "/kiosk",
      summary: "What a shared tablet asks.",
      answer: KioskSurvey,
      handle: ({ challenge }) => surveys.kiosk(challenge),
    }),
    challengeRoute({
      ...common,
      method: "POST",
      path: "/kiosk/visits",
      summary: "Saves answers of a shared tablet, each visitor's under a ticket of its own.",
      body: z.object({ visits: z.array(KioskVisit).min(1).max(20) }),
      answer: z.object({ visits: z.array(VisitOutcome) }),
      handle: async ({ challenge, body }) => ({ visits: [...(await surveys.keepVisits(challenge, body.visits))] }),
    }),
  ];
}

function ticketOf({ ticket }: Viewer) {
  if (ticket === undefined) throw new Error("a participant without a ticket");
  return ticket;
}
