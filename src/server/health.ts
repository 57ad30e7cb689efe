import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Metrics } from "../self/index.ts";

export interface HealthOptions {
  readonly metrics: Metrics;
  readonly version: string;
  /** The reasons why no events should be sent here now; empty when ready. */
  readonly notReady: () => Promise<readonly string[]>;
  /** What is wrong though events are taken; empty when nothing is. */
  readonly warnings: () => readonly string[];
  /** Whether the request carries a host's credentials. */
  readonly isHost: (request: FastifyRequest) => Promise<boolean>;
}

/** `/healthz`: the process lives. `/readyz`: it takes events. `/metrics`: OpenMetrics, for this machine and for hosts. */
export function mountHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get("/healthz", async (_request, reply) =>
    reply.type("application/json").send({ status: "ok", name: "sadari", version: options.version }),
  );
  app.get("/readyz", async (_request, reply) => {
    const reasons = await options.notReady();
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .send({ status: reasons.length === 0 ? "ready" : "not ready", reasons, warnings: options.warnings() });
  });
  app.get("/metrics", async (request, reply) => {
    if (!isFromHere(request) && !(await options.isHost(request))) {
      return reply.code(401).send({
        error: "metrics are for this machine and for hosts",
        code: "auth.required",
        fix: "send the host token as a bearer token",
      });
    }
    return reply.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
}

const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
] as const;

/** A proxy on this machine asks from here for people who are elsewhere: what it passes on counts as theirs. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isLoopback = /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? "");
  return isLoopback && FORWARDED.every((name) => headers[name] === undefined);
}
