/**
 * Every failure that leaves a room has its entry here: `status` is the HTTP status of the answer,
 * `says` what went wrong with its `{parameters}`, `fix` what the reader does about it.
 * `docs/faults.md` is generated from this table and a test holds the two together.
 */
export const FAULTS = {
  "request.invalid": {
    status: 400,
    says: "The request is not valid: {detail}.",
    fix: "Compare the request with /api/openapi.json.",
  },
  "auth.required": {
    status: 401,
    says: "This page needs a host or wall link.",
    fix: "Open the host link that the terminal printed at the start, or make a new one with `sadari link create host`.",
  },
  "auth.link-spent": {
    status: 401,
    says: "This link was already used, was revoked or has expired.",
    fix: "Make a new one with `sadari link create host`.",
  },
  "auth.forbidden": {
    status: 403,
    says: "Your role ({role}) may not do this.",
    fix: "Ask the host for a link with that right.",
  },
  "auth.foreign-origin": {
    status: 403,
    says: "The request came from another site ({origin}).",
    fix: "Send changes from Sadari's own pages, or with a bearer token.",
  },
  "request.unknown-route": {
    status: 404,
    says: "There is nothing at {path}.",
    fix: "See /api/openapi.json for the addresses that exist.",
  },
  "apm.trace-unknown": {
    status: 404,
    says: "No event of trace {trace} is stored in this space.",
    fix: "It may still be on its way, or retention has removed it.",
  },
  "control.key-unknown": {
    status: 404,
    says: "There is no key {key}.",
    fix: "List the keys with `sadari key list`.",
  },
  "control.link-unknown": {
    status: 404,
    says: "There is no link {link}.",
    fix: "List the links with `sadari link list`.",
  },
  "control.space-unknown": {
    status: 404,
    says: "There is no space {space}.",
    fix: "Use `default`, or make the space first.",
  },
  "control.secret-taken": {
    status: 409,
    says: "This secret already belongs to something else.",
    fix: "Choose another one, or leave it out to get a random one.",
  },
  "control.newer-data": {
    status: 500,
    says: "The control database was written by another version of Sadari (its step {migration} is unknown here).",
    fix: "Start the version that wrote it, or a newer one, or restore the backup made before the upgrade.",
  },
  "control.unavailable": {
    status: 503,
    says: "The control database does not answer: {detail}.",
    fix: "Try again in a moment; agents with known keys are served meanwhile. See `sadari doctor`.",
  },
  "store.engine-unavailable": {
    status: 503,
    says: "The ClickHouse that Sadari brings along cannot run: {detail}.",
    fix: "{remedy}, or name another server with SADARI_CLICKHOUSE_URL.",
  },
  "store.unavailable": {
    status: 503,
    says: "The event store does not answer: {detail}.",
    fix: "Arriving events are kept in the spool meanwhile. See `sadari doctor`.",
  },
  "store.query-too-heavy": {
    status: 503,
    says: "The query took more than its share: {detail}.",
    fix: "Ask for a shorter time range.",
  },
  "spool.locked": {
    status: 503,
    says: "The folder {folder} is in use by {owner}.",
    fix: "Stop the other Sadari first, or give this one its own data folder.",
  },
  "spool.full": {
    status: 503,
    says: "The spool is full: {detail}.",
    fix: "Free disk space, or bring the event store back; intake resumes by itself.",
  },
  "server.draining": {
    status: 503,
    says: "The server is shutting down.",
    fix: "Send again in a few seconds.",
  },
  "server.port-taken": {
    status: 500,
    says: "Port {port} is taken by another program.",
    fix: "Stop that program, or choose another port: --port 8201. `sadari doctor` says whether it is a Sadari.",
  },
  internal: {
    status: 500,
    says: "Something went wrong on our side (reference {reference}).",
    fix: "Look the reference up in the server's log.",
  },
} as const satisfies Record<string, FaultEntry>;

export interface FaultEntry {
  readonly status: number;
  readonly says: string;
  readonly fix: string;
}

export type FaultCode = keyof typeof FAULTS;

/** A failure from the catalogue. Anything else that is thrown is a bug and answers as `internal`. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly status: number;
  readonly fix: string;

  constructor(code: FaultCode, params: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    const entry: FaultEntry = FAULTS[code];
    super(fillIn(entry.says, params), options);
    this.code = code;
    this.status = entry.status;
    this.fix = fillIn(entry.fix, params);
  }
}

function fillIn(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) =>
    Object.hasOwn(params, key) ? String(params[key]) : whole,
  );
}
