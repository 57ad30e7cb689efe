import type { EnteredAnswer, JoinAnswer, JoinBody, MyTicket, PairingCode, PhraseAnswer } from "../../contract/index.ts";
import { sendJson } from "../app/api.ts";

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
