import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  AuditAnswer,
  ChallengeState,
  ChallengesAnswer,
  ChallengeView,
  FunnelAnswer,
  RehearsalAnswer,
  SaveSetupBody,
  SeriesAnswer,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const base = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;

export const challengesQuery = queryOptions({
  queryKey: ["challenges"],
  queryFn: ({ signal }) => getJson<ChallengesAnswer>("/api/challenges", {}, signal),
  refetchInterval: 15_000,
});

export const seriesQuery = queryOptions({
  queryKey: ["challenges", "series"],
  queryFn: ({ signal }) => getJson<SeriesAnswer>("/api/challenges/series", {}, signal),
});

export const challengeQuery = (slug: string) =>
  queryOptions({
    queryKey: ["manage", slug],
    queryFn: ({ signal }) => getJson<ChallengeView>(`${base(slug)}/manage`, {}, signal),
    refetchInterval: 5_000,
  });

export const funnelQuery = (slug: string) =>
  queryOptions({
    queryKey: ["manage", slug, "funnel"],
    queryFn: ({ signal }) => getJson<FunnelAnswer>(`${base(slug)}/funnel`, {}, signal),
    refetchInterval: 3_000,
  });

export const auditQuery = (slug: string, from: number | undefined) =>
  queryOptions({
    queryKey: ["manage", slug, "audit", from],
    queryFn: ({ signal }) =>
      getJson<AuditAnswer>(`${base(slug)}/audit`, { from: String(from ?? 0), limit: String(AUDIT_PAGE) }, signal),
  });

export const AUDIT_PAGE = 50;

export const rehearsalQuery = (slug: string) =>
  queryOptions({
    queryKey: ["manage", slug, "rehearsal"],
    queryFn: ({ signal }) => getJson<RehearsalAnswer>(`${base(slug)}/rehearsal`, {}, signal),
    refetchInterval: 1_000,
  });

interface NewChallenge {
  readonly nameKo: string;
  readonly nameEn: string;
  readonly cloneOf?: string;
  readonly rehearsal?: boolean;
}

export const createChallenge = (input: NewChallenge): Promise<ChallengeView> =>
  sendJson("POST", "/api/challenges", input);

export const saveSetup = (slug: string, body: SaveSetupBody): Promise<ChallengeView> =>
  sendJson("PUT", `${base(slug)}/setup`, body);

export const takeStep = (
  slug: string,
  body: { readonly to: ChallengeState; readonly reason: string; readonly version: number },
): Promise<ChallengeView> => sendJson("POST", `${base(slug)}/state`, body);

export const undoStep = (slug: string, version: number): Promise<ChallengeView> =>
  sendJson("POST", `${base(slug)}/undo`, { version });

export const extend = (slug: string, minutes: number): Promise<ChallengeView> =>
  sendJson("POST", `${base(slug)}/extend`, { minutes });

export const sendVisitors = (slug: string, visitors: number, speed: number): Promise<RehearsalAnswer> =>
  sendJson("POST", `${base(slug)}/rehearsal/visitors`, { visitors, speed });

export const stopVisitors = (slug: string): Promise<RehearsalAnswer> =>
  sendJson("POST", `${base(slug)}/rehearsal/stop`, {});

export const wipeRehearsal = (slug: string): Promise<{ readonly wiped: boolean }> =>
  sendJson("POST", `${base(slug)}/rehearsal/wipe`, {});

/** Every page about a challenge shows what an answer to a change says, without asking again. */
export function takeOver(client: QueryClient, view: ChallengeView): void {
  client.setQueryData(challengeQuery(view.slug).queryKey, view);
  void client.invalidateQueries({ queryKey: challengesQuery.queryKey });
  void client.invalidateQueries({ queryKey: ["manage", view.slug, "audit"] });
}
