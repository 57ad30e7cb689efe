import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  AppealsAnswer,
  Bilingual,
  Override,
  OverrideBody,
  OverridesAnswer,
  TicketFilter,
  TicketsAnswer,
} from "../../../contract/index.ts";
import { getJson, sendJson } from "../../app/api.ts";

const at = (slug: string, path: string): string => `/api/e/${encodeURIComponent(slug)}${path}`;

/** Which tickets a list holds: all, those in, those out, or those with one reason. */
export type ShownFilter = "" | TicketFilter;

export const filteredTicketsQuery = (slug: string, query: string, only: ShownFilter) =>
  queryOptions({
    queryKey: ["staff", slug, "tickets", query, only],
    queryFn: ({ signal }) =>
      getJson<TicketsAnswer>(at(slug, "/tickets"), { query, ...(only === "" ? {} : { only }) }, signal),
    refetchInterval: 15_000,
  });

export const appealsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["staff", slug, "appeals"],
    queryFn: ({ signal }) => getJson<AppealsAnswer>(at(slug, "/appeals"), {}, signal),
    refetchInterval: 5_000,
  });

export const overridesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["staff", slug, "overrides"],
    queryFn: ({ signal }) => getJson<OverridesAnswer>(at(slug, "/overrides"), {}, signal),
    refetchInterval: 5_000,
  });

export const answerAppeal = (slug: string, id: string, answer: Bilingual): Promise<AppealsAnswer> =>
  sendJson("POST", at(slug, `/appeals/${encodeURIComponent(id)}`), answer);

export const override = (slug: string, ticket: string, body: OverrideBody): Promise<Override> =>
  sendJson("POST", at(slug, `/tickets/${encodeURIComponent(ticket)}/override`), body);

export const settleOverride = (slug: string, id: string, how: "approve" | "revoke"): Promise<Override> =>
  sendJson("POST", at(slug, `/overrides/${encodeURIComponent(id)}/${how}`));

/** What one decision changed shows everywhere: in lists, counts and what the next step still needs. */
export function readAnew(client: QueryClient, slug: string): void {
  void client.invalidateQueries({ queryKey: ["staff", slug] });
  void client.invalidateQueries({ queryKey: ["manage", slug] });
}
