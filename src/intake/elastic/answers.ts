import type { IncomingHttpHeaders } from "node:http";

/** What a door answers; `body` "" means none. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One refused event, as the agent is told of it. */
export interface EventError {
  readonly message: string;
  readonly document?: string;
}

type Extra = Readonly<Record<string, string>>;

/** Status and headers alone. */
export function bare(status: number, extra: Extra = {}): DoorAnswer {
  return { status, headers: { "X-Content-Type-Options": "nosniff", ...extra }, body: "" };
}

/**
 * A JSON body, spread over lines where the request accepts JSON, on one line as plain text where it does not
 * (1.3). Agents read both.
 */
export function json(status: number, body: object, request: IncomingHttpHeaders, extra: Extra = {}): DoorAnswer {
  const accept = request.accept ?? "";
  const spread = accept.includes("application/json") || accept.includes("*/*");
  const type = spread ? "application/json" : "text/plain; charset=utf-8";
  return {
    status,
    headers: { "X-Content-Type-Options": "nosniff", "Content-Type": type, ...extra },
    body: `${spread ? JSON.stringify(body, null, 2) : JSON.stringify(body)}\n`,
  };
}

/** `{"error": …}`: the answer to a request that was refused as a whole. */
export function failure(status: number, text: string, request: IncomingHttpHeaders, extra: Extra = {}): DoorAnswer {
  return json(status, { error: text }, request, { ...retryAfter(status), ...extra });
}

/** Seconds until it is worth to ask again. */
function retryAfter(status: number): Extra {
  if (status === 503) return { "Retry-After": "5" };
  return status === 429 ? { "Retry-After": "1" } : {};
}

/** `{"accepted": …, "errors": […]}`: the answer of an intake stream. The connection closes after a failure. */
export function intakeAnswer(
  status: number,
  accepted: number,
  errors: readonly EventError[],
  request: IncomingHttpHeaders,
  verbose: boolean,
): DoorAnswer {
  if (status < 400 && !verbose) return bare(status);
  const extra = { ...(status >= 400 ? { Connection: "Close" } : {}), ...retryAfter(status) };
  return json(status, errors.length === 0 ? { accepted } : { accepted, errors }, request, extra);
}
