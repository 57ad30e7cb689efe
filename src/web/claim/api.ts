import { queryOptions } from "@tanstack/react-query";
import type { ClaimBody, ClaimsAnswer, MyClaim, WinnerContacts } from "../../contract/index.ts";
import { ApiFault, getJson, sendJson } from "../app/api.ts";

const at = (slug: string, path: string): string => `/api/e/${encodeURIComponent(slug)}${path}`;

/** Null where this browser holds no ticket. */
export const myClaimQuery = (slug: string) =>
  queryOptions({
    queryKey: ["claim", slug],
    queryFn: async ({ signal }) => {
      try {
        return await getJson<MyClaim>(at(slug, "/me/claim"), {}, signal);
      } catch (error) {
        if (error instanceof ApiFault && error.status === 401) return null;
        throw error;
      }
    },
    refetchInterval: 5_000,
  });

export const tellContact = (slug: string, body: ClaimBody): Promise<MyClaim> =>
  sendJson("PUT", at(slug, "/me/claim"), body);

export const claimsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["claims", slug],
    queryFn: ({ signal }) => getJson<ClaimsAnswer>(at(slug, "/claims"), {}, signal),
    refetchInterval: 5_000,
  });

export interface ClaimPlace {
  readonly draw: string;
  readonly slot: number;
}

export type ClaimStep =
  | { readonly step: "forfeit" | "hand-over"; readonly body: { readonly reason: string } }
  | { readonly step: "deadline"; readonly body: { readonly deadline: number } };

export const takeClaimStep = (slug: string, { draw, slot }: ClaimPlace, { step, body }: ClaimStep) =>
  sendJson<ClaimsAnswer>("POST", at(slug, `/claims/${encodeURIComponent(draw)}/${slot}/${step}`), body);

/** Asked for by a tap, never by itself: every look stands in the log. */
export const readContacts = (slug: string): Promise<WinnerContacts> =>
  getJson(at(slug, "/claims/contacts"), {}, new AbortController().signal);
