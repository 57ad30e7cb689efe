import type { EpochMicros, KeyId, SpaceId } from "../../kernel/index.ts";

/** An agent with a valid key connected; nothing is stored of it yet. */
export interface AgentHello {
  readonly space: SpaceId;
  readonly key: KeyId | undefined;
  readonly service: string;
  readonly serviceVersion?: string;
  /** Name of the agent, as in `nodejs`, `python`. */
  readonly agent: string;
  readonly at: EpochMicros;
  readonly environment?: string;
}

const USER_AGENT = /^apm-agent-([a-z][\w-]{0,30})\/[^\s()]{0,64}(?: \(([^()]{1,300})\))?/;

/** What an agent says of itself in `User-Agent: apm-agent-<language>/<version> (<service> <version>)` (8.1). */
export function readUserAgent(
  header: string | undefined,
): { readonly agent: string; readonly service?: string; readonly serviceVersion?: string } | undefined {
  const match = USER_AGENT.exec(header ?? "");
  const agent = match?.[1];
  if (agent === undefined) return undefined;
  const about = match?.[2]?.trim();
  if (!about) return { agent };
  // Service names may hold spaces; a last word that starts as versions do is the version.
  const space = about.lastIndexOf(" ");
  const last = about.slice(space + 1);
  if (space > 0 && /^v?\d|[^a-zA-Z0-9 _-]/.test(last)) {
    return { agent, service: about.slice(0, space).trim(), serviceVersion: last };
  }
  return { agent, service: about };
}
