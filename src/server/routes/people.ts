import { z } from "zod";
import { appendAudit } from "../../challenge/index.ts";
import { LinkKind, LinkMade, LinkRow, LinksAnswer, PeopleAnswer, PersonRow } from "../../contract/index.ts";
import { type Control, type Link, linkId, type Person, personOf } from "../../control/index.ts";
import { type ChallengeId, type Clock, epochMicros, Fault, MICROS_PER_MINUTE, personId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route, route } from "../route.ts";

const NONE = z.object({});

export interface PeopleOptions {
  readonly control: Control;
  readonly clock: Clock;
}

/** A link for staff is opened within the half hour: by the one it was made for, before it leaves the screen. */
const STAFF_LINK_US = 30 * MICROS_PER_MINUTE;
const LONGEST_SHIFT_MINUTES = 24 * 60;

/** Whose phone may be given up; screens keep their link. */
const REISSUED: ReadonlySet<Link["kind"]> = new Set(["operator", "scanner", "auditor"]);

const MakeLink = z.object({
  kind: LinkKind,
  /** The name staff gets, or what a screen is called. */
  label: z.string().trim().min(1).max(60),
  /** Of a shift; without it a session lives as long as its role allows. */
  minutes: z.number().int().min(5).max(LONGEST_SHIFT_MINUTES).optional(),
});

/** Who works here and how they get in. */
export function peopleRoutes({ control, clock }: PeopleOptions): readonly Route[] {
  const audit = (
    chain: Parameters<typeof appendAudit>[1],
    ...[entry]: [Parameters<typeof appendAudit>[3]]
  ): Promise<unknown> => control.records.write((transaction) => appendAudit(transaction, chain, clock.now(), entry));
  return [
    route({
      method: "GET",
      path: "/api/people",
      summary: "Everybody who can act in this space, oldest first; to who is of one challenge, its own people.",
      roles: ["host", "auditor"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: PeopleAnswer,
      async handle({ viewer }) {
        const [people, links] = await Promise.all([
          control.people.list(viewer.space),
          viewer.challenge === undefined ? undefined : linksOf(control, { ...viewer, id: viewer.challenge }),
        ]);
        const own = links && new Set(links.map((link) => personOf(link)));
        return { people: people.filter(({ id }) => own === undefined || own.has(id)).map(toPersonRow) };
      },
    }),
    route({
      method: "DELETE",
      path: "/api/people/:id",
      summary: "Shuts a person out and ends their sessions.",
      roles: ["host"],
      params: z.object({ id: z.string().max(40) }),
      query: NONE,
      body: NONE,
      answer: PersonRow,
      async handle({ viewer, params }) {
        const person = await control.people.find(personId(params.id));
        if (person?.space !== viewer.space) throw new Fault("auth.person-unknown", { person: params.id });
        const disabled = await control.people.disable(person.id);
        await audit(`space:${viewer.space}`, {
          actor: actorOf(viewer),
          type: "staff.role",
          data: { person: person.id, to: "disabled" },
        });
        return toPersonRow(disabled);
      },
    }),
    route({
      method: "PUT",
      path: "/api/me/login",
      summary: "Gives oneself a name and password to log in with; ends one's sessions everywhere else.",
      roles: ["host", "operator", "scanner", "auditor"],
      params: NONE,
      query: NONE,
      body: z.object({ loginName: z.string().trim().min(2).max(60), password: z.string().max(400) }),
      answer: PersonRow,
      async handle({ viewer, body }) {
        if (viewer.person === undefined) throw new Fault("auth.forbidden", { role: "token" });
        const person = await control.people.setLogin(viewer.person, body.loginName, body.password);
        await audit(`space:${viewer.space}`, { actor: actorOf(viewer), type: "staff.login", data: { set: person.id } });
        return toPersonRow(person);
      },
    }),
    challengeRoute({
      method: "GET",
      path: "/links",
      summary: "The ways into this challenge for staff and screens, newest last.",
      roles: ["host", "operator", "auditor"],
      params: NONE,
      query: NONE,
      body: NONE,
      answer: LinksAnswer,
      handle: async ({ challenge }) => ({ links: (await linksOf(control, challenge)).map(toLinkRow) }),
    }),
    challengeRoute({
      method: "POST",
      path: "/links",
      summary: "Makes a way in: for staff good once and for a shift, for a screen until it is revoked.",
      roles: ["host"],
      params: NONE,
      query: NONE,
      body: MakeLink,
      answer: LinkMade,
      async handle({ viewer, challenge, body }) {
        const isScreen = body.kind === "wall" || body.kind === "kiosk";
        const now = clock.now();
        const { link, token } = await control.links.create({
          kind: body.kind,
          space: challenge.space,
          challenge: challenge.id,
          label: body.label,
          once: !isScreen,
          expiresAt: isScreen ? undefined : epochMicros(now + STAFF_LINK_US),
          sessionsUntil: body.minutes === undefined ? undefined : epochMicros(now + body.minutes * MICROS_PER_MINUTE),
        });
        await audit(challenge.id, {
          actor: actorOf(viewer),
          type: "staff.role",
          data: { link: link.id, kind: link.kind, minutes: body.minutes ?? 0 },
        });
        return { link: toLinkRow(link), path: `/open#${token}` };
      },
    }),
    challengeRoute({
      method: "POST",
      path: "/links/:id/again",
      summary: "A new way in for somebody whose phone is lost or locked; the one before and its sessions end.",
      roles: ["host", "operator"],
      params: z.object({ id: z.string().max(40) }),
      query: NONE,
      body: NONE,
      answer: LinkMade,
      async handle({ viewer, challenge, params }) {
        const known = (await linksOf(control, challenge)).find(({ id }) => id === params.id);
        if (known === undefined || !REISSUED.has(known.kind)) {
          throw new Fault("control.link-unknown", { link: params.id });
        }
        // An operator lets nobody in with more than a scanner may.
        if (viewer.role === "operator" && known.kind !== "scanner")
          throw new Fault("auth.forbidden", { role: viewer.role });
        const now = clock.now();
        if (known.sessionsUntil !== undefined && known.sessionsUntil <= now) {
          throw new Fault("control.link-unknown", { link: params.id });
        }
        await control.links.revoke(known.id);
        const { link, token } = await control.links.create({
          kind: known.kind,
          space: challenge.space,
          challenge: challenge.id,
          label: known.label,
          once: true,
          expiresAt: epochMicros(now + STAFF_LINK_US),
          sessionsUntil: known.sessionsUntil,
        });
        await audit(challenge.id, {
          actor: actorOf(viewer),
          type: "staff.role",
          data: { link: link.id, kind: link.kind, instead: known.id },
        });
        return { link: toLinkRow(link), path: `/open#${token}` };
      },
    }),
    challengeRoute({
      method: "DELETE",
      path: "/links/:id",
      summary: "Turns a link off and ends the sessions made with it.",
      roles: ["host"],
      params: z.object({ id: z.string().max(40) }),
      query: NONE,
      body: NONE,
      answer: LinkRow,
      async handle({ viewer, challenge, params }) {
        const known = (await linksOf(control, challenge)).find(({ id }) => id === params.id);
        if (known === undefined) throw new Fault("control.link-unknown", { link: params.id });
        const link = await control.links.revoke(linkId(params.id));
        await audit(challenge.id, { actor: actorOf(viewer), type: "staff.role", data: { revoked: link.id } });
        return toLinkRow(link);
      },
    }),
  ];
}

async function linksOf(
  control: Control,
  challenge: { readonly id: ChallengeId; readonly space: Link["space"] },
): Promise<readonly Link[]> {
  return (await control.links.list(challenge.space)).filter((link) => link.challenge === challenge.id);
}

const toPersonRow = (person: Person): PersonRow => ({
  id: person.id,
  name: person.name,
  role: person.role,
  loginName: person.loginName ?? null,
  singleSignOn: person.singleSignOn,
  createdAt: person.createdAt,
  disabledAt: person.disabledAt ?? null,
});

const toLinkRow = (link: Link): LinkRow => ({
  id: link.id,
  kind: link.kind,
  label: link.label,
  once: link.once,
  createdAt: link.createdAt,
  expiresAt: link.expiresAt ?? null,
  usedAt: link.usedAt ?? null,
  revokedAt: link.revokedAt ?? null,
});
