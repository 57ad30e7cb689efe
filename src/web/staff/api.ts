import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  DeskList,
  DoubtfulAnswer,
  LinkMade,
  PairingCode,
  ShiftNotesAnswer,
  StaffDesk,
  StaffTicket,
  TicketsAnswer,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";
import { keepDesk, keepList, keptDesk, keptList } from "./desk-cache.ts";
import type { DeskVault } from "./desk-vault.ts";

type Kept = Pick<DeskVault, "getItem" | "setItem" | "removeItem">;

/** Asked without network too: that it does not answer is what the page has to know. */
export const ANYWAY = { networkMode: "always" } as const;

const at = (slug: string, path: string): string => `/api/e/${encodeURIComponent(slug)}${path}`;

/** Where this person may help. */
export const staffDeskQuery = (store: Kept) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff"],
    queryFn: async ({ signal }) => {
      const desk = await getJson<StaffDesk>("/api/staff", {}, signal);
      keepDesk(store, desk);
      return desk;
    },
    initialData: () => keptDesk(store),
    initialDataUpdatedAt: 0,
  });

/** What every code would mean; renewed while the network is there, and read from here whenever it is not. */
export const deskListQuery = (store: Kept, slug: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "desk-list"],
    queryFn: async ({ signal }) => {
      const list = await getJson<DeskList>(at(slug, "/desk-list"), {}, signal);
      keepList(store, slug, list);
      return list;
    },
    initialData: () => keptList(store, slug),
    initialDataUpdatedAt: 0,
    refetchInterval: 20_000,
  });

export const ticketsQuery = (slug: string, query: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "tickets", query],
    queryFn: ({ signal }) => getJson<TicketsAnswer>(at(slug, "/tickets"), { query }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const visitorQuery = (slug: string, id: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "ticket", id],
    queryFn: ({ signal }) => getJson<StaffTicket>(at(slug, `/tickets/${encodeURIComponent(id)}`), {}, signal),
    refetchInterval: 5_000,
  });

export const doubtfulQuery = (slug: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "doubtful"],
    queryFn: ({ signal }) => getJson<DoubtfulAnswer>(at(slug, "/doubtful"), {}, signal),
    refetchInterval: 15_000,
  });

export const shiftNotesQuery = (slug: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "shift"],
    queryFn: ({ signal }) => getJson<ShiftNotesAnswer>(at(slug, "/shift-notes"), {}, signal),
    refetchInterval: 60_000,
  });

export const reissueTicket = (
  slug: string,
  id: string,
): Promise<{ readonly code: string; readonly expiresAt: number }> =>
  sendJson("POST", at(slug, `/tickets/${encodeURIComponent(id)}/reissue`));

const ofTicket = (slug: string, id: string, rest: string): string =>
  at(slug, `/tickets/${encodeURIComponent(id)}/${rest}`);

/** For one more browser of the visitor's; theirs stay signed in. */
export const newPairingCode = (slug: string, id: string): Promise<PairingCode> =>
  sendJson("POST", ofTicket(slug, id, "pairing"));

/** The visitor's own guide shows it; it is nobody's here. */
export const newVisitorKey = (slug: string, id: string): Promise<{ readonly made: boolean }> =>
  sendJson("POST", ofTicket(slug, id, "key"));

/** Half an hour more for a winner. */
export const giveMoreTime = (slug: string, id: string): Promise<{ readonly deadline: number }> =>
  sendJson("POST", ofTicket(slug, id, "more-time"));

export const visitorNotePath = (slug: string, id: string): string => ofTicket(slug, id, "notes");

/** Another QR for somebody whose phone is lost or locked. */
export const letInAgain = (slug: string, link: string): Promise<LinkMade> =>
  sendJson("POST", at(slug, `/links/${encodeURIComponent(link)}/again`));

export const doubtPath = (slug: string, ticket: string): string => at(slug, `/doubtful/${encodeURIComponent(ticket)}`);

export const shiftNotesPath = (slug: string): string => at(slug, "/shift-notes");
