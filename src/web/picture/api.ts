import { queryOptions } from "@tanstack/react-query";
import type { PictureKind, PicturesAnswer } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const at = (slug: string): string => `/api/e/${encodeURIComponent(slug)}/pictures`;

export const picturesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["pictures", slug],
    queryFn: ({ signal }) => getJson<PicturesAnswer>(at(slug), {}, signal),
    staleTime: 60_000,
  });

/** `content`: the picture's bytes in base64, small enough. */
export const setPicture = (slug: string, kind: PictureKind, id: string, content: string): Promise<PicturesAnswer> =>
  sendJson("PUT", `${at(slug)}/of/${kind}/${encodeURIComponent(id)}`, { content });

export const removePicture = (slug: string, kind: PictureKind, id: string): Promise<PicturesAnswer> =>
  sendJson("DELETE", `${at(slug)}/of/${kind}/${encodeURIComponent(id)}`);
