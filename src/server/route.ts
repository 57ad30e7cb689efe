import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import type { Role, Viewer } from "./viewer.ts";

/** What a handler gets: everything parsed, and the viewer the role check let through. */
export interface RouteContext<Params, Query, Body> {
  readonly viewer: Viewer;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
  /** `http` or `https`, as the request reached us. */
  readonly protocol: string;
  readonly reply: FastifyReply;
}

/**
 * One address of the API with all that is known of it: who may use it, what it takes and answers.
 * The server, `/api/openapi.json` and the test that walks every route with every role read the same table.
 */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Undefined when the handler writes its answer by itself (a stream). */
  readonly answer: z.ZodType | undefined;
  readonly handle: (context: RouteContext<unknown, unknown, unknown>) => Promise<unknown>;
}

interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  readonly method: Route["method"];
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly answer: A;
  readonly handle: (context: RouteContext<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<z.infer<A>>;
}

/** Declares a route; its handler sees the parsed types, the table the plain ones. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  input: RouteInput<P, Q, B, A>,
): Route {
  return {
    ...input,
    handle: (context) => input.handle(context as RouteContext<z.infer<P>, z.infer<Q>, z.infer<B>>),
  };
}
