import { z } from "zod";
import type { Challenges } from "../../challenge/index.ts";
import { SessionAnswer } from "../../contract/index.ts";
import type { Control, Role as SessionRole } from "../../control/index.ts";
import { type Clock, Fault } from "../../kernel/index.ts";
import { type Route, type RouteContext, route } from "../route.ts";
import { clearedSessionCookie, sessionCookie, sessionToken, type Viewer } from "../viewer.ts";

const NONE = z.object({});

export interface SessionOptions {
  readonly control: Control;
  readonly challenges: Challenges;
  readonly clock: Clock;
  readonly version: string;
  /** Where agents send to, when it is not simply how the browser reached us. */
  readonly publicUrl: string | undefined;
  /** How others on the network reach this machine; undefined when they cannot. */
  readonly lanAddress: () => string | undefined;
}

/** Who am I, and out again. Getting in is `openLink`, the one change that needs no session. */
export function sessionRoutes(options: SessionOptions): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/session",
      summary: "The role and space of this browser, and where agents send to.",
      roles: ["host", "operator", "scanner", "auditor", "wall", "kiosk"],
      whileLocked: true,
      params: NONE,
      query: NONE,
      body: NONE,
      answer: SessionAnswer,
      handle: async (context) => describeSession(options, context.viewer, context),
    }),
    route({
      method: "DELETE",
      path: "/api/session",
      summary: "Ends this browser's session.",
      roles: ["host", "operator", "scanner", "auditor", "wall", "kiosk"],
      whileLocked: true,
      params: NONE,
      query: NONE,
      body: NONE,
      answer: z.object({ ended: z.boolean() }),
      async handle({ headers, reply }) {
        const token = sessionToken(headers);
        if (token !== undefined) await options.control.sessions.end(token);
        void reply.header("set-cookie", clearedSessionCookie);
        return { ended: token !== undefined };
      },
    }),
  ];
}

export const OpenLinkBody = z.object({ link: z.string().min(1).max(200) });

/** Exchanges a host or wall link for a session cookie (`auth.link-spent` when it is no longer good). */
export async function openLink(
  options: SessionOptions,
  token: string,
  context: Pick<RouteContext<unknown, unknown, unknown>, "headers" | "protocol" | "reply">,
): Promise<SessionAnswer> {
  const opened = await options.control.links.redeem(token);
  if (opened === undefined) throw new Fault("auth.link-spent");
  void context.reply.header("set-cookie", sessionCookie(opened.session, context.protocol === "https"));
  return describeSession(options, opened, context);
}

/** What a page needs to know of its own session. */
export async function describeSession(
  options: SessionOptions,
  viewer: Pick<Viewer, "space" | "challenge" | "person"> & { readonly role: Viewer["role"] },
  { headers, protocol }: Pick<RouteContext<unknown, unknown, unknown>, "headers" | "protocol">,
): Promise<SessionAnswer> {
  const { control, challenges } = options;
  const challenge = viewer.challenge && (await challenges.lifecycle.find(viewer.challenge));
  const person = viewer.person && (await control.people.find(viewer.person));
  return {
    role: viewer.role as SessionRole,
    space: viewer.space,
    challenge: challenge?.slug ?? null,
    person: person ? { id: person.id, name: person.name, loginName: person.loginName ?? null } : null,
    intakeUrl: options.publicUrl ?? reachedBy(options, protocol, headers.host ?? "localhost"),
    serverTime: options.clock.now(),
    version: options.version,
  };
}

/** As the browser reached us; a browser on this machine is told what the others have to write. */
export function reachedBy({ lanAddress }: Pick<SessionOptions, "lanAddress">, protocol: string, host: string): string {
  const asked = `${protocol}://${host}`;
  const url = new URL(URL.canParse(asked) ? asked : "http://localhost");
  const isLoopback = url.hostname === "localhost" || url.hostname.startsWith("127.") || url.hostname === "[::1]";
  if (isLoopback) url.hostname = lanAddress() ?? url.hostname;
  return url.origin;
}
