import { queryOptions } from "@tanstack/react-query";
import type {
  AnswersOutcome,
  AnswerWrite,
  AppCheckAnswer,
  MySurvey,
  MyTicket,
  VisitClaim,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const pathOf = (slug: string, rest: string): string => `/api/e/${encodeURIComponent(slug)}${rest}`;

export const fetchMySurvey = (slug: string): Promise<MySurvey> =>
  getJson(pathOf(slug, "/me/survey"), {}, AbortSignal.timeout(15_000));

export const sendAnswers = (slug: string, writes: readonly AnswerWrite[]): Promise<AnswersOutcome> =>
  sendJson("POST", pathOf(slug, "/me/answers"), { writes });

export const claimVisit = (slug: string, visit: string): Promise<VisitClaim> =>
  sendJson("POST", pathOf(slug, "/me/visits"), { visit });

/** The apps of this participant, asked for often enough to show one that has just arrived. */
export const myAppsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["my-ticket", slug, "apps"],
    queryFn: async ({ signal }) => (await getJson<MyTicket>(pathOf(slug, "/me"), {}, signal)).apps,
    refetchInterval: 5_000,
  });

export const appCheckQuery = (slug: string, typed: string) =>
  queryOptions({
    queryKey: ["app-check", slug, typed],
    queryFn: ({ signal }) => getJson<AppCheckAnswer>(pathOf(slug, "/me/app-check"), { typed }, signal),
    enabled: typed !== "",
    staleTime: 1_000,
    refetchInterval: 5_000,
  });
