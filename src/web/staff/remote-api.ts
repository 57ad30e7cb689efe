import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { NamesAnswer, ShowBody, SteerBody, WallRemote } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

export const remoteQuery = (slug: string) =>
  queryOptions({
    queryKey: ["wall-remote", slug],
    queryFn: ({ signal }) => getJson<WallRemote>(`/api/e/${slug}/wall`, {}, signal),
    refetchInterval: 3_000,
  });

export const namesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["wall-names", slug],
    queryFn: ({ signal }) => getJson<NamesAnswer>(`/api/e/${slug}/wall/names`, {}, signal),
    refetchInterval: 3_000,
  });

export function useSteer(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SteerBody) => sendJson<WallRemote>("PUT", `/api/e/${slug}/wall`, body),
    onSuccess: (answer) => client.setQueryData(remoteQuery(slug).queryKey, answer),
  });
}

export function useShow(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ service, ...body }: ShowBody & { readonly service: string }) =>
      sendJson<NamesAnswer>("POST", `/api/e/${slug}/apps/${encodeURIComponent(service)}/shown`, body),
    onSuccess: async (answer) => {
      client.setQueryData(namesQuery(slug).queryKey, answer);
      await client.invalidateQueries({ queryKey: remoteQuery(slug).queryKey });
    },
  });
}
