import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Control } from "../control/index.ts";
import { DEFAULT_SPACE, Fault, type SpaceId } from "../kernel/index.ts";

export type Role = "host" | "wall";

/** Who asks: a role in one space. Only `identify` makes one, so no handler can name a space by itself. */
export interface Viewer {
  readonly role: Role;
  readonly space: SpaceId;
  /** A session can be forged by another site's page, a bearer token cannot. */
  readonly via: "session" | "token";
}

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
    return { role: "host", space: DEFAULT_SPACE, via: "token" };
  }
  const token = sessionToken(headers);
  if (token === undefined) return undefined;
  const session = await control.sessions.find(token);
  return session && { role: session.role, space: session.space, via: "session" };
}

export function sessionToken(headers: IncomingHttpHeaders): string | undefined {
  for (const part of headers.cookie?.split(";") ?? []) {
    const [name, value] = part.split("=", 2);
    if (name?.trim() === SESSION_COOKIE && value !== undefined) return value.trim();
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
