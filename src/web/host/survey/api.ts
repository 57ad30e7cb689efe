import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SurveyCheck, SurveyDefinition, SurveyResults, SurveyView } from "../../../contract/index.ts";
import { getJson, sendJson } from "../../app/api.ts";

const pathOf = (slug: string, rest = ""): string => `/api/e/${encodeURIComponent(slug)}/survey${rest}`;

/** Not asked again by itself: what is being edited must not change under the host's hands. */
export const surveyQuery = (slug: string) =>
  queryOptions({
    queryKey: ["host-survey", slug],
    queryFn: ({ signal }) => getJson<SurveyView>(pathOf(slug), {}, signal),
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const saveSurvey = (slug: string, version: number, definition: SurveyDefinition): Promise<SurveyView> =>
  sendJson("PUT", pathOf(slug), { version, definition });

export const checkQuery = (slug: string, definition: SurveyDefinition) =>
  queryOptions({
    queryKey: ["survey-check", slug, definition],
    queryFn: () => sendJson<SurveyCheck>("POST", pathOf(slug, "/check"), { definition }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export interface Group {
  readonly question: string;
  readonly option: string;
}

export const resultsQuery = (slug: string, group: Group | undefined) =>
  queryOptions({
    queryKey: ["survey-results", slug, group],
    queryFn: ({ signal }) => getJson<SurveyResults>(pathOf(slug, "/results"), { ...group }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
