import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import type { Challenge } from "../challenge/index.ts";
import type { Role, Viewer } from "./viewer.ts";

/** What a handler gets: everything parsed, and the viewer the role check let through. */
export interface RouteContext<Params, Query, Body> {
  readonly viewer: Viewer;
  /** The challenge of a path under `/api/e/:slug`, which the viewer was checked against. */
  readonly challenge: Challenge | undefined;
  /** Client's address, as far as proxies are believed. */
  readonly address: string;
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
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  /** Whether a phone behind the table that waits for its PIN may use it. */
  readonly whileLocked?: boolean;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Undefined when the handler writes its answer by itself (a stream). */
  readonly answer: z.ZodType | undefined;
  /** Bytes of the body where it may be larger than others. */
  readonly bodyLimit?: number;
  readonly handle: (context: RouteContext<unknown, unknown, unknown>) => Promise<unknown>;
}

interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  readonly method: Route["method"];
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly whileLocked?: boolean;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly answer: A;
  readonly bodyLimit?: number;
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

type ChallengeContext<P, Q, B> = Omit<RouteContext<P, Q, B>, "challenge"> & { readonly challenge: Challenge };

/** Declares a route of one challenge: its path goes on from `/api/e/:slug`, and its handler gets that challenge. */
export function challengeRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  input: Omit<RouteInput<P, Q, B, A>, "handle" | "path"> & {
    readonly path: "" | `/${string}`;
    readonly handle: (context: ChallengeContext<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<z.infer<A>>;
  },
): Route {
  return route({
    ...input,
    path: `${CHALLENGE_PATH}${input.path}`,
    handle: (context) => {
      const { challenge } = context;
      if (challenge === undefined) throw new Error("a challenge's route was mounted elsewhere");
      return input.handle({ ...context, challenge });
    },
  });
}

export const CHALLENGE_PATH = "/api/e/:slug";
