import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { ProofBundle } from "../../challenge/draw/index.ts";
import type {
  AnnounceBody,
  CancelBody,
  DrawConsole,
  DrawsAnswer,
  DrawView,
  MyDraw,
  PickLaneBody,
  RoomNumberBody,
} from "../../contract/index.ts";
import { ApiFault, getJson, sendJson } from "../app/api.ts";

const at = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;
const of = (slug: string, name: string): string => `${at(slug)}/draws/${encodeURIComponent(name)}`;

export const proofPath = (slug: string, name: string): string =>
  `/e/${encodeURIComponent(slug)}/draw/${encodeURIComponent(name)}/proof.json`;

/** Often around the moments that people watch, seldom else. */
function pace(draw: DrawView | null | undefined): number {
  if (draw === undefined) return 5_000;
  if (draw === null) return 20_000;
  switch (draw.state) {
    case "announced":
      return 10_000;
    case "closed":
      return 3_000;
    case "frozen":
      return 2_000;
    case "drawn":
    case "revealed":
      return draw.showStartedAt === null ? 1_500 : 10_000;
    case "cancelled":
      return 10_000;
  }
}

/** Told of every step, a phone asks half as often by itself; another node's steps it hears of by asking alone. */
const TOLD = 2;

/** The draw with this browser's own line; null without a ticket. `told`: whether the stream says when to ask. */
export const myDrawQuery = (slug: string, told = false) =>
  queryOptions({
    queryKey: ["draw", slug, "mine"],
    queryFn: ({ signal }) =>
      getJson<MyDraw>(`${at(slug)}/me/draw`, {}, signal).catch((error: unknown) => {
        if (error instanceof ApiFault && error.status === 401) return null;
        throw error;
      }),
    refetchInterval: ({ state }) => (state.data === null ? 60_000 : pace(state.data?.draw) * (told ? TOLD : 1)),
  });

export const wallDrawQuery = (slug: string) =>
  queryOptions({
    queryKey: ["draw", slug, "wall"],
    queryFn: ({ signal }) => getJson<{ draw: DrawView | null }>(`${at(slug)}/wall/draw`, {}, signal),
    // A try may begin at any moment.
    refetchInterval: ({ state }) => Math.min(pace(state.data?.draw), 2_000),
  });

export const drawsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["draw", slug, "all"],
    queryFn: ({ signal }) => getJson<DrawsAnswer>(`${at(slug)}/draws`, {}, signal),
    staleTime: 10_000,
  });

export const drawQuery = (slug: string, name: string) =>
  queryOptions({
    queryKey: ["draw", slug, "named", name],
    queryFn: ({ signal }) => getJson<DrawView>(of(slug, name), {}, signal),
    refetchInterval: ({ state }) => pace(state.data),
  });

/** The proof as it is published; it never changes. */
export const proofQuery = (slug: string, name: string) =>
  queryOptions({
    queryKey: ["draw", slug, "proof", name],
    queryFn: ({ signal }) => getJson<ProofBundle>(proofPath(slug, name), {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 3,
  });

export const consoleQuery = (slug: string) =>
  queryOptions({
    queryKey: ["draw", slug, "console"],
    queryFn: ({ signal }) => getJson<DrawConsole>(`${at(slug)}/draw-console`, {}, signal),
    refetchInterval: 2_000,
  });

export const again = (client: QueryClient, slug: string): Promise<void> =>
  client.invalidateQueries({ queryKey: ["draw", slug] });

export const pickLane = (slug: string, body: PickLaneBody): Promise<MyDraw> =>
  sendJson("PUT", `${at(slug)}/me/draw`, body);
export const giveNumber = (slug: string, body: RoomNumberBody): Promise<MyDraw> =>
  sendJson("POST", `${at(slug)}/me/draw/room`, body);

export const announceDraw = (slug: string, body: AnnounceBody): Promise<DrawView> =>
  sendJson("POST", `${at(slug)}/draws`, body);
export const postponeDraw = (slug: string, name: string, plannedAt: number): Promise<DrawView> =>
  sendJson("POST", `${of(slug, name)}/postpone`, { plannedAt });
export const cancelDraw = (slug: string, name: string, reason: CancelBody): Promise<DrawView> =>
  sendJson("POST", `${of(slug, name)}/cancel`, reason);
export const rehearseDraw = (slug: string): Promise<DrawView> => sendJson("POST", `${at(slug)}/draws/rehearse`, {});
export const pasteBeacon = (slug: string, name: string, text: string): Promise<DrawView> =>
  sendJson("POST", `${of(slug, name)}/beacon`, { text });
export const showDraw = (slug: string, name: string, wish: "start" | "skip"): Promise<DrawView> =>
  sendJson("POST", `${of(slug, name)}/show`, { wish });
export const takeStep = (slug: string, name: string, step: "list" | "freeze" | "hold" | "finish"): Promise<DrawView> =>
  sendJson("POST", `${of(slug, name)}/${step}`, {});
