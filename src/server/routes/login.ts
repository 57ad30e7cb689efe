import { z } from "zod";
import { LoginWays, SessionAnswer } from "../../contract/index.ts";
import type { LoggedIn } from "../../control/index.ts";
import { Fault } from "../../kernel/index.ts";
import { type Route, type RouteContext, route } from "../route.ts";
import type { SingleSignOn } from "../single-sign-on.ts";
import { readCookie, sessionCookie } from "../viewer.ts";
import { describeSession, reachedBy, type SessionOptions } from "./session.ts";

const NONE = z.object({});
const STATE_COOKIE = "sadari_sign_on";
const CALLBACK = "/api/login/sign-on/callback";

export interface LoginOptions extends SessionOptions {
  readonly singleSignOn: SingleSignOn | undefined;
}

type Context = Pick<RouteContext<unknown, unknown, unknown>, "headers" | "protocol" | "reply">;

/** Ways in for people who come back: name and password, or the identity provider of their organisation. */
export function loginRoutes(options: LoginOptions): readonly Route[] {
  const { control, singleSignOn } = options;
  return [
    route({
      method: "GET",
      path: "/api/login",
      summary: "How one can log in here.",
      roles: ["anyone"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: LoginWays,
      handle: async () => ({ singleSignOn: singleSignOn?.name ?? null }),
    }),
    route({
      method: "POST",
      path: "/api/login",
      summary: "Logs in by name and password.",
      roles: ["anyone"],
      params: NONE,
      query: NONE,
      body: z.object({ loginName: z.string().max(200), password: z.string().max(400) }),
      answer: SessionAnswer,
      async handle({ body, address, ...context }) {
        const entered = await control.people.logIn(body.loginName, body.password, address);
        return admit(options, entered, context);
      },
    }),
    {
      method: "GET",
      path: "/api/login/sign-on",
      summary: "Sends the browser to the identity provider.",
      roles: ["anyone"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: undefined,
      async handle(context) {
        const { reply, protocol } = context;
        if (singleSignOn === undefined) throw new Fault("request.unknown-route", { path: "/api/login/sign-on" });
        const { url, state } = await singleSignOn.begin(`${originOf(options, context)}${CALLBACK}`);
        const secure = protocol === "https" ? "; Secure" : "";
        void reply
          .header(
            "set-cookie",
            `${STATE_COOKIE}=${state}; Path=${CALLBACK}; HttpOnly; SameSite=Lax; Max-Age=600${secure}`,
          )
          .header("cache-control", "no-store")
          .redirect(url, 303);
      },
    },
    {
      method: "GET",
      path: CALLBACK,
      summary: "Where the identity provider sends the browser back to.",
      roles: ["anyone"],
      params: NONE,
      query: z.record(z.string(), z.string()),
      body: NONE,
      answer: undefined,
      async handle(context) {
        const { reply, headers, protocol, query } = context;
        if (singleSignOn === undefined) throw new Fault("request.unknown-route", { path: CALLBACK });
        const url = new URL(`${originOf(options, context)}${CALLBACK}`);
        for (const [name, value] of Object.entries(query as Record<string, string>)) url.searchParams.set(name, value);
        const state = readCookie(headers, STATE_COOKIE);
        const where = await singleSignOn.finish(url, state).then(
          (entered) => {
            void reply.header("set-cookie", sessionCookie(entered.session, protocol === "https"));
            return "/host";
          },
          (error: unknown) => {
            if (error instanceof Fault) return `/login?failed=${error.code}`;
            throw error;
          },
        );
        // To a page of ours by its name, never to an address that came from outside.
        void reply.header("cache-control", "no-store").redirect(where, 303);
      },
    },
  ];
}

async function admit(options: LoginOptions, { session, person }: LoggedIn, context: Context): Promise<SessionAnswer> {
  void context.reply.header("set-cookie", sessionCookie(session, context.protocol === "https"));
  const viewer = { role: person.role, space: person.space, challenge: undefined, person: person.id };
  return describeSession(options, viewer, context);
}

const originOf = (options: SessionOptions, { headers, protocol }: Pick<Context, "headers" | "protocol">): string =>
  options.publicUrl ?? asReached(protocol, headers.host) ?? reachedBy(options, protocol, "localhost");

function asReached(protocol: string, host: string | undefined): string | undefined {
  const asked = `${protocol}://${host ?? ""}`;
  return URL.canParse(asked) ? new URL(asked).origin : undefined;
}
