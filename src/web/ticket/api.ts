import { queryOptions } from "@tanstack/react-query";
import type {
  AppCheckAnswer,
  AppChoice,
  EnteredAnswer,
  JoinAnswer,
  JoinBody,
  MyAppealsAnswer,
  MyTicket,
  PairingCode,
  PhraseAnswer,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

export { challengeQuery, myLivePath, myTicketQuery } from "../guide/api.ts";

const at = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;

export const join = (slug: string, body: JoinBody): Promise<JoinAnswer> =>
  sendJson("POST", `${at(slug)}/tickets`, body);

export const confirmAge = (slug: string): Promise<MyTicket> =>
  sendJson("POST", `${at(slug)}/me/over14`, { over14: true });

export const rerollNickname = (slug: string): Promise<MyTicket> => sendJson("POST", `${at(slug)}/me/nickname`, {});

export const renewPhrase = (slug: string): Promise<PhraseAnswer> => sendJson("POST", `${at(slug)}/me/recovery`, {});

export const takePairingCode = (slug: string): Promise<PairingCode> => sendJson("POST", `${at(slug)}/me/pairing`, {});

export const recover = (slug: string, phrase: string): Promise<EnteredAnswer> =>
  sendJson("POST", `${at(slug)}/recover`, { phrase });

/** `known` is a challenge this browser has a ticket of: its address gets the cookie, so that the two can become one. */
export const pair = (code: string, known: string | undefined): Promise<EnteredAnswer> =>
  sendJson("POST", known === undefined ? "/api/pair" : `${at(known)}/pair`, { code });

/** The apps a typed name may mean. */
export const candidatesQuery = (slug: string, typed: string) =>
  queryOptions({
    queryKey: ["me", slug, "app-check", typed],
    queryFn: ({ signal }) => getJson<AppCheckAnswer>(`${at(slug)}/me/app-check`, { typed }, signal),
  });

export const chooseApp = (slug: string, typed: string, service: string): Promise<AppChoice> =>
  sendJson("PUT", `${at(slug)}/me/app`, { typed, service });

export const appealsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["me", slug, "appeals"],
    queryFn: ({ signal }) => getJson<MyAppealsAnswer>(`${at(slug)}/me/appeal`, {}, signal),
  });

export const appeal = (slug: string, text: string): Promise<MyAppealsAnswer> =>
  sendJson("POST", `${at(slug)}/me/appeal`, { text });
