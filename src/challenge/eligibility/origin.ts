import type { Origin } from "../../apm/index.ts";

/** Agents that exist and are not made by hand; OpenTelemetry's name themselves `opentelemetry/…` or `otlp`. */
const AGENTS =
  /^(?:nodejs|python|ruby|java|go|dotnet|php|rum-js|js-base|ios\/swift|android\/java|(?:opentelemetry|otlp)(?:[/-].*)?|elastic-otel.*)$/i;

/** Whether an agent calls itself so; known from the first request on, before the store is asked. */
export const isAgent = (name: string): boolean => AGENTS.test(name);

/** Below this many requests nothing can be told from how they repeat. */
const FEWEST_TO_COMPARE = 3;

/**
 * Whether data looks written by hand rather than by an agent: nobody's agent sent it; the same request came again and
 * again, which agents never do; or no process stands behind it and all of it took exactly as long. Each sign alone
 * that a real agent could show (a browser has no runtime) is no sign.
 */
export function isByHand({ agent, requests, distinctIds, distinctDurations, withRuntime }: Origin): boolean {
  if (!isAgent(agent)) return true;
  if (requests < FEWEST_TO_COMPARE) return false;
  if (distinctIds * 2 <= requests) return true;
  return withRuntime === 0 && distinctDurations === 1;
}

/** An agent this many of whose requests were seen stays one. */
export const isSurelyAgent = (origin: Origin): boolean => origin.requests >= 20 && !isByHand(origin);
