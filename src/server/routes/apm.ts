import { z } from "zod";
import type { Apm } from "../../apm/index.ts";
import {
  EventDetailAnswer,
  RangeQuery,
  ServicesAnswer,
  TraceAnswer,
  TracesAnswer,
  TransactionsAnswer,
} from "../../contract/index.ts";
import { type Route, route } from "../route.ts";

const NONE = z.object({});
/** Longer than any name an agent can send in (1,024 code points), shorter than a nuisance. */
const Name = z.string().min(1).max(4_096);
const Filter = z.string().max(4_096).optional();
const ServiceParams = z.object({ name: Name });
const ServiceQuery = RangeQuery.extend({ environment: Filter, type: Filter });
const TracesQuery = ServiceQuery.extend({ transaction: Filter });

/** The questions of the APM pages. */
export function apmRoutes(apm: Apm): readonly Route[] {
  // A wall is told by its stream what it may show: these know the names that are held or hidden.
  const common = { method: "GET", roles: ["host"], body: NONE } as const;
  return [
    route({
      ...common,
      path: "/api/services",
      summary: "The services that sent anything in the range, with their figures.",
      params: NONE,
      query: RangeQuery,
      answer: ServicesAnswer,
      handle: ({ viewer, query }) => apm.services(viewer.space, query),
    }),
    route({
      ...common,
      path: "/api/services/:name/transactions",
      summary: "The transaction groups of a service.",
      params: ServiceParams,
      query: ServiceQuery,
      answer: TransactionsAnswer,
      handle: ({ viewer, params, query }) => apm.transactions(viewer.space, { service: params.name, ...query }),
    }),
    route({
      ...common,
      path: "/api/services/:name/traces",
      summary: "The newest sampled transactions of a service or of one of its groups.",
      params: ServiceParams,
      query: TracesQuery,
      answer: TracesAnswer,
      handle: ({ viewer, params, query }) => apm.traces(viewer.space, { service: params.name, ...query }),
    }),
    route({
      ...common,
      path: "/api/traces/:traceId",
      summary: "All transactions, spans and errors of a trace.",
      params: z.object({ traceId: Name }),
      query: NONE,
      answer: TraceAnswer,
      handle: ({ viewer, params }) => apm.trace(viewer.space, params.traceId),
    }),
    route({
      ...common,
      path: "/api/traces/:traceId/events/:kind/:id",
      summary: "Everything stored of one transaction, span or error.",
      params: z.object({ traceId: Name, kind: z.enum(["transaction", "span", "error"]), id: Name }),
      query: NONE,
      answer: EventDetailAnswer,
      handle: ({ viewer, params }) => apm.eventDetail(viewer.space, params),
    }),
  ];
}
