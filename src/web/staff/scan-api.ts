import { queryOptions } from "@tanstack/react-query";
import type { HandOverBody, ScanAnswer, SwagHandOver, SwagVisitor } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";
import { ANYWAY } from "./api.ts";

const at = (slug: string, path: string): string => `/api/e/${encodeURIComponent(slug)}${path}`;

/** A code that was seen before is answered at once from here, and anew by the server. */
export const scanQuery = (slug: string, code: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "scan", code],
    queryFn: ({ signal }) => getJson<ScanAnswer>(at(slug, `/scan/${encodeURIComponent(code)}`), {}, signal),
    staleTime: 0,
    gcTime: 30 * 60_000,
    retry: false,
  });

export const swagVisitorQuery = (slug: string, ticket: string) =>
  queryOptions({
    ...ANYWAY,
    queryKey: ["staff", slug, "swag", ticket],
    queryFn: ({ signal }) => getJson<SwagVisitor>(at(slug, `/swag/visitors/${encodeURIComponent(ticket)}`), {}, signal),
    retry: false,
  });

export const handOverPath = (slug: string): string => at(slug, "/hand-over");

export const handOver = (slug: string, body: HandOverBody): Promise<ScanAnswer> =>
  sendJson("POST", handOverPath(slug), body);

export const undoHandOver = (slug: string, code: string): Promise<ScanAnswer> =>
  sendJson("POST", at(slug, "/hand-over/undo"), { code });

export const swagHandOverPath = (slug: string, ticket: string): string =>
  at(slug, `/swag/visitors/${encodeURIComponent(ticket)}/hand-over`);

export const handOverSwag = (slug: string, ticket: string): Promise<SwagHandOver> =>
  sendJson("POST", swagHandOverPath(slug, ticket));
