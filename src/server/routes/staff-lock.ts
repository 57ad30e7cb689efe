import { z } from "zod";
import { appendAudit } from "../../challenge/index.ts";
import { PinBody, StaffLock } from "../../contract/index.ts";
import type { Control, Session } from "../../control/index.ts";
import { type Clock, Fault } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { type Route, type RouteContext, route } from "../route.ts";
import { sessionToken, type Viewer } from "../viewer.ts";

const NONE = z.object({});

interface Options {
  readonly control: Control;
  readonly clock: Clock;
}

/** The PIN of phones behind the table: a phone that lies there shows and does nothing until it was entered. */
export function staffLockRoutes({ control, clock }: Options): readonly Route[] {
  const own = { params: NONE, query: NONE, whileLocked: true, answer: StaffLock } as const;
  const about = (context: Pick<RouteContext<unknown, unknown, unknown>, "headers" | "viewer">) =>
    describe(control, clock, context.viewer, sessionToken(context.headers));
  const tokenOf = ({ headers }: Pick<RouteContext<unknown, unknown, unknown>, "headers">): string => {
    const token = sessionToken(headers);
    if (token === undefined) throw new Fault("auth.required");
    return token;
  };
  return [
    route({
      ...own,
      method: "GET",
      path: "/api/staff/lock",
      summary: "Whether this phone behind the table waits for its PIN, and whose shift it is.",
      roles: ["host", "operator", "scanner"],
      body: NONE,
      handle: about,
    }),
    route({
      ...own,
      method: "PUT",
      path: "/api/staff/lock",
      summary: "Chooses the PIN of this phone, once a shift.",
      roles: ["operator", "scanner"],
      body: PinBody,
      async handle(context) {
        await control.sessions.setPin(tokenOf(context), context.body.pin);
        return about(context);
      },
    }),
    route({
      ...own,
      method: "POST",
      path: "/api/staff/lock",
      summary: "Locks this phone now.",
      roles: ["operator", "scanner"],
      body: NONE,
      async handle(context) {
        await control.sessions.lock(tokenOf(context));
        return about(context);
      },
    }),
    route({
      ...own,
      method: "POST",
      path: "/api/staff/unlock",
      summary: "Opens this phone with its PIN; the fifth wrong one in a row ends the shift on it.",
      roles: ["operator", "scanner"],
      body: PinBody,
      async handle(context) {
        try {
          await control.sessions.unlock(tokenOf(context), context.body.pin);
        } catch (error) {
          if (error instanceof Fault && error.code === "auth.pin-spent") await tell(context.viewer);
          throw error;
        }
        return about(context);
      },
    }),
  ];

  async function tell(viewer: Viewer): Promise<void> {
    await control.records.write((transaction) =>
      appendAudit(transaction, viewer.challenge ?? `space:${viewer.space}`, clock.now(), {
        actor: actorOf(viewer),
        type: "staff.role",
        data: { ended: "pin" },
      }),
    );
  }
}

async function describe(
  control: Control,
  clock: Clock,
  { role, person }: Viewer,
  token: string | undefined,
): Promise<StaffLock> {
  const session = token === undefined ? undefined : await control.sessions.find(token);
  const found = person === undefined ? undefined : await control.people.find(person);
  return {
    lock: lockOf(role, session),
    role: role as StaffLock["role"],
    name: found?.name ?? "",
    endsAt: session?.expiresAt ?? null,
    serverTime: clock.now(),
  };
}

/** A host's own machine is locked by its owner. */
const lockOf = (role: Viewer["role"], session: Session | undefined): StaffLock["lock"] =>
  role === "host" || session === undefined ? "none" : session.lock;
