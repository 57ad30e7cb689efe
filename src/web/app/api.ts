import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  EventDetailAnswer,
  FaultAnswer,
  RejectionsAnswer,
  ServicesAnswer,
  SessionAnswer,
  TraceAnswer,
  TracesAnswer,
  TransactionsAnswer,
} from "../../contract/index.ts";
import type { RangeName } from "./search.ts";

/** A fault the server answered with; `status` 0 when it could not be reached at all. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";
  readonly status: number;
  readonly code: string;
  readonly fix: string;

  constructor(status: number, answer: FaultAnswer, options?: ErrorOptions) {
    super(answer.error, options);
    this.status = status;
    this.code = answer.code;
    this.fix = answer.fix;
  }
}

type Query = Readonly<Record<string, string | undefined>>;

/** The answer of our own server. Its shape is the contract's, which the server checks before it sends. */
export async function getJson<T>(path: string, query: Query, signal: AbortSignal): Promise<T> {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, value);
  const response = await reach(params.size === 0 ? path : `${path}?${params}`, { signal });
  return (await response.json()) as T;
}

/** A change. Our own pages say so in a header that a form of another site cannot send. */
export async function sendJson<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await reach(path, {
    method,
    headers: { "x-requested-by": "sadari", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers: { accept: "application/json", ...init.headers } });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiFault(0, { error: "", code: "offline", fix: "" }, { cause });
  }
  if (response.ok) return response;
  throw new ApiFault(response.status, await readFault(response));
}

async function readFault(response: Response): Promise<FaultAnswer> {
  const unnamed = { error: `HTTP ${response.status}`, code: `http.${response.status}`, fix: "" };
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== "object" || body === null) return unnamed;
  const { error, code, fix } = body as Partial<Record<keyof FaultAnswer, unknown>>;
  return {
    error: typeof error === "string" ? error : unnamed.error,
    code: typeof code === "string" ? code : unnamed.code,
    fix: typeof fix === "string" ? fix : "",
  };
}

/** Exchanges the token of a host or wall link for this browser's session. */
export const openLink = (link: string): Promise<SessionAnswer> => sendJson("POST", "/api/session", { link });

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => getJson<SessionAnswer>("/api/session", {}, signal),
  staleTime: 5 * 60_000,
});

const rangeParams = (range: RangeName): Query => ({ from: `now-${range}`, to: "now" });

/** How often a page asks again while it is live: quick for short ranges, where a change is visible at all. */
const refreshEvery = (range: RangeName): number => (range === "15m" ? 5_000 : range === "1h" ? 15_000 : 60_000);

export const servicesQuery = (range: RangeName, live: boolean) =>
  queryOptions({
    queryKey: ["services", range],
    queryFn: ({ signal }) => getJson<ServicesAnswer>("/api/services", rangeParams(range), signal),
    placeholderData: keepPreviousData,
    refetchInterval: live ? Math.max(refreshEvery(range), 15_000) : false,
  });

export interface ServiceScope {
  readonly name: string;
  readonly environment: string | undefined;
  readonly range: RangeName;
  readonly type: string | undefined;
}

export const transactionsQuery = (scope: ServiceScope, live: boolean) =>
  queryOptions({
    queryKey: ["transactions", scope],
    queryFn: ({ signal }) =>
      getJson<TransactionsAnswer>(
        `/api/services/${encodeURIComponent(scope.name)}/transactions`,
        { ...rangeParams(scope.range), environment: scope.environment, type: scope.type },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: live ? refreshEvery(scope.range) : false,
  });

export const tracesQuery = (scope: ServiceScope & { readonly transaction: string | undefined }, live: boolean) =>
  queryOptions({
    queryKey: ["traces", scope],
    queryFn: ({ signal }) =>
      getJson<TracesAnswer>(
        `/api/services/${encodeURIComponent(scope.name)}/traces`,
        {
          ...rangeParams(scope.range),
          environment: scope.environment,
          transaction: scope.transaction,
          type: scope.type,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: live ? refreshEvery(scope.range) : false,
  });

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["trace", traceId],
    queryFn: ({ signal }) => getJson<TraceAnswer>(`/api/traces/${encodeURIComponent(traceId)}`, {}, signal),
  });

export type EventKind = EventDetailAnswer["kind"];

export const eventQuery = (traceId: string, kind: EventKind, id: string) =>
  queryOptions({
    queryKey: ["event", traceId, kind, id],
    queryFn: ({ signal }) =>
      getJson<EventDetailAnswer>(
        `/api/traces/${encodeURIComponent(traceId)}/events/${kind}/${encodeURIComponent(id)}`,
        {},
        signal,
      ),
    staleTime: 60_000,
  });

export const rejectionsQuery = queryOptions({
  queryKey: ["rejections"],
  queryFn: ({ signal }) => getJson<RejectionsAnswer>("/api/rejections", {}, signal),
});
