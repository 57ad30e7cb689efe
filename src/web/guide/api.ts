import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  GuideAnswer,
  GuideShell,
  MyKeys,
  MyTicket,
  PairingCode,
  PlaygroundKey,
  PublicChallenge,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const at = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;

export const challengeQuery = (slug: string) =>
  queryOptions({
    queryKey: ["challenge", slug],
    queryFn: ({ signal }) => getJson<PublicChallenge>(at(slug), {}, signal),
  });

/** `name` is what the reader wants their app to be called; undefined for our suggestion. */
export const guideQuery = (slug: string, shell: GuideShell, name: string | undefined) =>
  queryOptions({
    queryKey: ["guide", slug, shell, name],
    queryFn: ({ signal }) => getJson<GuideAnswer>(`${at(slug)}/guide`, { shell, name }, signal),
    placeholderData: keepPreviousData,
  });

export const myTicketQuery = (slug: string) =>
  queryOptions({
    queryKey: ["me", slug],
    queryFn: ({ signal }) => getJson<MyTicket>(`${at(slug)}/me`, {}, signal),
    retry: false,
  });

export const myLivePath = (slug: string): string => `${at(slug)}/me/live`;

export const takeKey = (slug: string, wish: "ensure" | "rotate"): Promise<MyKeys> =>
  sendJson("POST", `${at(slug)}/me/keys`, { wish });

export const takePairingCode = (slug: string): Promise<PairingCode> => sendJson("POST", `${at(slug)}/me/pairing`, {});

export const takePlaygroundKey = (slug: string): Promise<PlaygroundKey> =>
  sendJson("POST", `${at(slug)}/guide/playground`, {});
