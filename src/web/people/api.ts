import { queryOptions } from "@tanstack/react-query";
import type {
  LinkKind,
  LinkMade,
  LinkRow,
  LinksAnswer,
  LoginWays,
  PeopleAnswer,
  PersonRow,
  SessionAnswer,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

export const loginWaysQuery = queryOptions({
  queryKey: ["login"],
  queryFn: ({ signal }) => getJson<LoginWays>("/api/login", {}, signal),
  staleTime: 60_000,
});

export const logIn = (loginName: string, password: string): Promise<SessionAnswer> =>
  sendJson("POST", "/api/login", { loginName, password });

export const setMyLogin = (loginName: string, password: string): Promise<PersonRow> =>
  sendJson("PUT", "/api/me/login", { loginName, password });

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => getJson<PeopleAnswer>("/api/people", {}, signal),
});

export const linksQuery = (slug: string) =>
  queryOptions({
    queryKey: ["links", slug],
    queryFn: ({ signal }) => getJson<LinksAnswer>(`/api/e/${slug}/links`, {}, signal),
    refetchInterval: 5_000,
  });

export interface LinkWanted {
  readonly kind: LinkKind;
  readonly label: string;
  readonly minutes?: number;
}

export const makeLink = (slug: string, wanted: LinkWanted): Promise<LinkMade> =>
  sendJson("POST", `/api/e/${slug}/links`, wanted);

export const revokeLink = (slug: string, id: string): Promise<LinkRow> =>
  sendJson("DELETE", `/api/e/${slug}/links/${encodeURIComponent(id)}`);

export const disablePerson = (id: string): Promise<PersonRow> =>
  sendJson("DELETE", `/api/people/${encodeURIComponent(id)}`);
