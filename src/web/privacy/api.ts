import { queryOptions } from "@tanstack/react-query";
import type { MyConsents, MyData, PrivacyAnswer, PurgePlan, WithdrawAnswer } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const at = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;

export const privacyQuery = (slug: string) =>
  queryOptions({
    queryKey: ["privacy", slug],
    queryFn: ({ signal }) => getJson<PrivacyAnswer>(`${at(slug)}/privacy`, {}, signal),
  });

export const myDataQuery = (slug: string) =>
  queryOptions({
    queryKey: ["my-data", slug],
    queryFn: ({ signal }) => getJson<MyData>(`${at(slug)}/me/data`, {}, signal),
    retry: false,
  });

export const consentsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["consents", slug],
    queryFn: ({ signal }) => getJson<MyConsents>(`${at(slug)}/me/consents`, {}, signal),
    retry: false,
  });

/** While it runs, the page follows it. */
export const purgeQuery = (slug: string) =>
  queryOptions({
    queryKey: ["purge", slug],
    queryFn: ({ signal }) => getJson<PurgePlan>(`${at(slug)}/purge`, {}, signal),
    refetchInterval: ({ state }) => (["running", "failed", "due"].includes(state.data?.stage ?? "") ? 2_000 : false),
  });

export const downloadPath = (slug: string): string => `${at(slug)}/me/data?download=1`;

export const giveNews = (slug: string, email: string, noticeHash: string): Promise<MyConsents> =>
  sendJson("POST", `${at(slug)}/me/consents`, { kind: "news", given: true, noticeHash, email });

export const withdrawNews = (slug: string): Promise<MyConsents> =>
  sendJson("POST", `${at(slug)}/me/consents`, { kind: "news", given: false });

export const deleteMine = (slug: string): Promise<WithdrawAnswer> => sendJson("DELETE", `${at(slug)}/me/data`);

export const startPurge = (slug: string, confirm: string): Promise<PurgePlan> =>
  sendJson("POST", `${at(slug)}/purge`, { confirm });
