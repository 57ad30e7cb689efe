import type { IncomingHttpHeaders } from "node:http";
import { bare, type DoorAnswer, failure, json } from "./answers.ts";

export interface BuildInfo {
  /** RFC 3339. */
  readonly date: string;
  /** Hex. */
  readonly sha: string;
}

/**
 * The server version agents are told. They switch features by it, some by comparing text, so it is three plain
 * numbers with a single-digit first one (8.2), whatever our own version is.
 */
export const REPORTED_VERSION = "9.2.0";

/** `GET /` (1.7): always 200, and empty without a valid key, by which agents tell users that theirs is wrong. */
export function serverInfo(
  method: string,
  headers: IncomingHttpHeaders,
  authenticated: boolean,
  build: BuildInfo,
  publishReady: boolean,
): DoorAnswer {
  if (method !== "GET" && method !== "HEAD") {
    return failure(
      405,
      "method not supported: this is the server information endpoint; did you mean to send data to another endpoint instead?",
      headers,
    );
  }
  if (!authenticated) return bare(200);
  const info = { build_date: build.date, build_sha: build.sha, publish_ready: publishReady, version: REPORTED_VERSION };
  return json(200, info, headers);
}
