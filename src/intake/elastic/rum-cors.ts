import type { IncomingHttpHeaders } from "node:http";
import { bare, type DoorAnswer, failure } from "./answers.ts";

export interface RumOptions {
  /** Globs (`*`) of the origins whose pages may send; `["*"]` is everyone. */
  readonly allowOrigins: readonly string[];
  /** Request headers beyond the agent's own that pages may send. */
  readonly allowHeaders: readonly string[];
  /** Needed by agents that send cookies along (`sendCredentials`). */
  readonly allowCredentials: boolean;
}

/** What a browser needs to see before it lets a page's agent send (1.9): headers to add, or the whole answer. */
export function rumCors(
  method: string,
  headers: IncomingHttpHeaders,
  options: RumOptions,
): { readonly answer: DoorAnswer } | { readonly headers: Readonly<Record<string, string>> } {
  const origin = headers.origin ?? "";
  const allowed = options.allowOrigins.some((glob) => matchesGlob(glob, origin));
  if (method === "OPTIONS") return { answer: preflight(origin, allowed, options) };
  if (!allowed) {
    return { answer: failure(403, `forbidden request: origin: '${origin}' is not allowed`, headers) };
  }
  if (origin === "") return { headers: {} };
  return { headers: { "Access-Control-Allow-Origin": origin, ...credentials(options) } };
}

function preflight(origin: string, allowed: boolean, options: RumOptions): DoorAnswer {
  return bare(200, {
    ...(allowed && origin !== "" ? { "Access-Control-Allow-Origin": origin, ...credentials(options) } : {}),
    "Access-Control-Max-Age": "3600",
    Vary: "Origin",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": [...options.allowHeaders, "Content-Type", "Content-Encoding", "Accept"].join(", "),
    "Access-Control-Expose-Headers": "Etag",
  });
}

function credentials(options: RumOptions): Record<string, string> {
  return options.allowCredentials ? { "Access-Control-Allow-Credentials": "true" } : {};
}

/** `*` stands for any text, everything else for itself. Linear: each part is found left to right. */
export function matchesGlob(glob: string, text: string): boolean {
  const parts = glob.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === glob;
  const last = parts.at(-1) ?? "";
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
