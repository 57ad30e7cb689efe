import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { DoubtfulAnswer, ShiftNotesAnswer, StaffDesk, StaffTicket, TicketsAnswer } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const at = (slug: string, path: string): string => `/api/e/${encodeURIComponent(slug)}${path}`;

/** Where this person may help. */
export const staffDeskQuery = queryOptions({
  queryKey: ["staff"],
  queryFn: ({ signal }) => getJson<StaffDesk>("/api/staff", {}, signal),
});

export const ticketsQuery = (slug: string, query: string) =>
  queryOptions({
    queryKey: ["staff", slug, "tickets", query],
    queryFn: ({ signal }) => getJson<TicketsAnswer>(at(slug, "/tickets"), { query }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const visitorQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ["staff", slug, "ticket", id],
    queryFn: ({ signal }) => getJson<StaffTicket>(at(slug, `/tickets/${encodeURIComponent(id)}`), {}, signal),
    refetchInterval: 5_000,
  });

export const doubtfulQuery = (slug: string) =>
  queryOptions({
    queryKey: ["staff", slug, "doubtful"],
    queryFn: ({ signal }) => getJson<DoubtfulAnswer>(at(slug, "/doubtful"), {}, signal),
    refetchInterval: 15_000,
  });

export const shiftNotesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["staff", slug, "shift"],
    queryFn: ({ signal }) => getJson<ShiftNotesAnswer>(at(slug, "/shift-notes"), {}, signal),
    refetchInterval: 60_000,
  });

export const reissueTicket = (
  slug: string,
  id: string,
): Promise<{ readonly code: string; readonly expiresAt: number }> =>
  sendJson("POST", at(slug, `/tickets/${encodeURIComponent(id)}/reissue`));

export const doubtPath = (slug: string, ticket: string): string => at(slug, `/doubtful/${encodeURIComponent(ticket)}`);

export const shiftNotesPath = (slug: string): string => at(slug, "/shift-notes");
