import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Of every answer that is no page: nothing in it is ever run, framed, or read by another site's page, whatever a browser
 * takes it for.
 */
export const ANSWER_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** A year. Of this name alone: whoever runs the booth need not own the names below it. */
const ONLY_TLS = "max-age=31536000";

/** Adds what an answer did not say by itself. Scripts have no policy of their own: that of a page's worker would be its. */
export function guardAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const isAsset = request.url.startsWith("/assets/");
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) {
    if (isAsset && name === "content-security-policy") continue;
    if (!reply.hasHeader(name)) void reply.header(name, value);
  }
  if (request.url.startsWith("/api/") && !reply.hasHeader("cache-control"))
    void reply.header("cache-control", "no-store");
  if (request.protocol === "https") void reply.header("strict-transport-security", ONLY_TLS);
}
