import type { IncomingHttpHeaders } from "node:http";
import { bare, type DoorAnswer, failure, json } from "../elastic/answers.ts";

/** The service an agent asks a configuration for. */
export interface ConfigQuery {
  readonly service: string;
  readonly environment: string;
  /** The configuration it has, "" for none. */
  readonly etag: string;
}

/** Without a stored configuration every agent gets this one. */
const NO_CONFIGURATION = { etag: "-", settings: {} };

const REFUSED = { "Cache-Control": "max-age=300, must-revalidate" };

/** Reads a query from the address or, for POST, from the parsed body (1.10); a text says why it cannot. */
export function readConfigQuery(
  method: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  body: string,
): ConfigQuery | { readonly status: number; readonly text: string; readonly short: string } {
  const etag = headers["if-none-match"]?.replaceAll('"', "") || query.get("ifnonematch") || "";
  if (method === "GET") {
    return named(query.get("service.name") ?? "", query.get("service.environment") ?? "", etag);
  }
  if (method !== "POST") {
    return { status: 405, text: `method not supported: ${method}`, short: "method not supported" };
  }
  const service = serviceOf(body);
  if (service === undefined) {
    return { status: 400, text: "invalid query: the body is not a JSON object", short: "invalid query" };
  }
  return named(service.name, service.environment, etag);
}

function named(service: string, environment: string, etag: string) {
  if (service === "") return { status: 400, text: "service.name is required", short: "invalid query" };
  return { service, environment, etag };
}

function serviceOf(body: string): { name: string; environment: string } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const service = "service" in parsed ? parsed.service : undefined;
  if (typeof service !== "object" || service === null) return { name: "", environment: "" };
  return {
    name: "name" in service && typeof service.name === "string" ? service.name : "",
    environment: "environment" in service && typeof service.environment === "string" ? service.environment : "",
  };
}

/** The answer to a readable query: 304 when the agent has it already, else the settings, every value a string. */
export function configAnswer(query: ConfigQuery, headers: IncomingHttpHeaders): DoorAnswer {
  const { etag, settings } = NO_CONFIGURATION;
  const extra = {
    "Cache-Control": "max-age=30, must-revalidate",
    Etag: `"${etag}"`,
    "Access-Control-Expose-Headers": "Etag",
  };
  return query.etag === etag ? bare(304, extra) : json(200, settings, headers, extra);
}

/** A refusal of a config request; agents wait five minutes before they ask again. */
export function configRefusal(status: number, text: string, headers: IncomingHttpHeaders): DoorAnswer {
  return toConfigRefusal(failure(status, text, headers));
}

/** The same refusal as a config request gets it. */
export function toConfigRefusal(refusal: DoorAnswer): DoorAnswer {
  return { ...refusal, headers: { ...refusal.headers, ...REFUSED } };
}
