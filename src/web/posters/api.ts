import { queryOptions } from "@tanstack/react-query";
import type { PlaceBody, PlaceChange, PlaceRow, PlacesAnswer, PosterCheck, PosterQuery } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const at = (slug: string, path: string): string => `/api/e/${encodeURIComponent(slug)}${path}`;

export const placesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["places", slug],
    queryFn: ({ signal }) => getJson<PlacesAnswer>(at(slug, "/places"), {}, signal),
    refetchInterval: 15_000,
  });

export const makePlace = (slug: string, body: PlaceBody): Promise<PlaceRow> =>
  sendJson("POST", at(slug, "/places"), body);

export const changePlace = (slug: string, place: string, change: PlaceChange): Promise<PlaceRow> =>
  sendJson("PUT", at(slug, `/places/${place}`), change);

/** What is known of a poster before it is printed; fails where its code cannot be read. */
export const posterCheckQuery = (slug: string, place: string, look: PosterLook) =>
  queryOptions({
    queryKey: ["places", slug, place, "check", look],
    queryFn: ({ signal }) => getJson<PosterCheck>(at(slug, `/places/${place}/poster/check`), look, signal),
    retry: false,
    staleTime: 60_000,
  });

export type PosterLook = Pick<PosterQuery, "size" | "language" | "ink" | "paper">;

export function posterAddress(
  slug: string,
  place: string,
  look: PosterLook,
  format: "svg" | "pdf",
  keep: boolean,
): string {
  const query = new URLSearchParams({ ...look, format, ...(keep ? { download: "1" } : {}) });
  return `${at(slug, `/places/${place}/poster`)}?${query}`;
}
