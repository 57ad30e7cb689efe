import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Challenge, Challenges } from "../challenge/index.ts";
import type { Control, Role as SessionRole } from "../control/index.ts";
import { type ChallengeId, DEFAULT_SPACE, Fault, type PersonId, type SpaceId, type TicketId } from "../kernel/index.ts";

/** What a route may be for: a role of a session, a ticket of the challenge it is about, or everybody. */
export type Role = SessionRole | "participant" | "anyone";

/** Who asks: a role in one space. Made only here and by the router, so no handler can name a space by itself. */
export interface Viewer {
  readonly role: Role;
  readonly space: SpaceId;
  /** The one challenge a session is for, or a ticket belongs to; undefined for the whole space. */
  readonly challenge: ChallengeId | undefined;
  readonly person: PersonId | undefined;
  readonly ticket: TicketId | undefined;
  /** A phone behind the table that waits for its PIN: nothing but that is let in. */
  readonly locked: boolean;
  /** A cookie can be sent by another site's page, a bearer token cannot. */
  readonly via: "session" | "token" | "ticket" | "nothing";
}

const NOBODY = { challenge: undefined, person: undefined, ticket: undefined, locked: false } as const;

export const SESSION_COOKIE = "sadari_session";

/** Finds the viewer of a request by bearer token or session cookie; undefined when there is neither. */
export async function identify(
  headers: IncomingHttpHeaders,
  control: Control,
  hostToken: string | undefined,
): Promise<Viewer | undefined> {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) {
    if (hostToken === undefined || !sameSecret(bearer, hostToken)) return undefined;
    return { ...NOBODY, role: "host", space: DEFAULT_SPACE, via: "token" };
  }
  const token = sessionToken(headers);
  if (token === undefined) return undefined;
  const session = await control.sessions.find(token);
  if (session === undefined) return undefined;
  const { role, space, challenge, person, lock } = session;
  return { role, space, challenge, person, ticket: undefined, locked: lock === "locked", via: "session" };
}

/** Its path is the challenge's API, so a browser with tickets of several challenges sends each where it belongs. */
export const TICKET_COOKIE = "sadari_ticket";

/** The viewer as holder of a ticket of this very challenge; undefined without one. */
export async function identifyTicket(
  headers: IncomingHttpHeaders,
  challenge: Challenge,
  tickets: Challenges["tickets"],
): Promise<Viewer | undefined> {
  const token = readCookie(headers, TICKET_COOKIE);
  const holder = token === undefined ? undefined : await tickets.identify(token);
  if (holder === undefined || holder.challenge !== challenge.id) return undefined;
  return {
    role: "participant",
    space: challenge.space,
    challenge: challenge.id,
    person: undefined,
    ticket: holder.ticket,
    locked: false,
    via: "ticket",
  };
}

export const anyone = (space: SpaceId): Viewer => ({ ...NOBODY, role: "anyone", space, via: "nothing" });

/** 90 days: beyond every purge. `slug` is one of ours, nothing in it needs escaping. */
export const ticketCookie = (token: string, slug: string, secure: boolean): string =>
  `${TICKET_COOKIE}=${token}; Path=/api/e/${slug}; HttpOnly; SameSite=Lax; Max-Age=7776000${secure ? "; Secure" : ""}`;

export const sessionToken = (headers: IncomingHttpHeaders): string | undefined => readCookie(headers, SESSION_COOKIE);

export function readCookie(headers: IncomingHttpHeaders, wanted: string): string | undefined {
  for (const part of headers.cookie?.split(";") ?? []) {
    const [name, value] = part.split("=", 2);
    if (name?.trim() === wanted && value !== undefined) return value.trim();
  }
  return undefined;
}

/** 30 days; the session behind it ends earlier where its role says so. */
export function sessionCookie(token: string, secure: boolean): string {
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000${secure ? "; Secure" : ""}`;
}

export const clearedSessionCookie = `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;

/**
 * Refuses a change that another site's page sent with our cookie (`auth.foreign-origin`). Browsers set
 * `Sec-Fetch-Site` themselves; `Origin` is the belt for those that do not.
 */
export function refuseForeignOrigin(headers: IncomingHttpHeaders): void {
  const site = headers["sec-fetch-site"];
  const byBrowser = site !== undefined || headers.origin !== undefined;
  // No form and no simple request of another page can carry it; asking for it first is what CORS refuses.
  if (byBrowser && headers["x-requested-by"] === undefined)
    throw new Fault("auth.foreign-origin", { origin: "a form" });
  if (site === "same-origin" || site === "none") return;
  const origin = headers.origin;
  if (site === undefined && (origin === undefined || originHost(origin) === headers.host)) return;
  throw new Fault("auth.foreign-origin", { origin: origin ?? String(site) });
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
