import { z } from "zod";
import { type Challenge, isHeldName, offeredScenes, type Walls } from "../../challenge/index.ts";
import { NamesAnswer, ReleaseBody, ShowBody, SpaceNames, SteerBody, WallRemote } from "../../contract/index.ts";
import { type Clock, Fault, type SpaceId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import type { LiveHub } from "../live/index.ts";
import { challengeRoute, type Route, route } from "../route.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const STAFF = ["host", "operator", "scanner"] as const;
/** Nobody looks through more by eye. */
const MOST_NAMES = 500;

/** The remote of the walls, and the names of apps on them. */
export function wallRoutes(options: Options): readonly Route[] {
  return [...remoteRoutes(options), ...spaceRoutes(options)];
}

interface Options {
  readonly challenges: { readonly walls: Walls };
  readonly hub: Pick<LiveHub, "apps">;
  readonly clock: Clock;
}

/** Names on the walls of a space that has no challenge on: who has one looks at them by its remote. */
function spaceRoutes({ challenges: { walls }, hub, clock }: Options): readonly Route[] {
  const read = async (space: SpaceId): Promise<SpaceNames> => {
    const [released, challenge] = await Promise.all([walls.released(space), walls.chooseFor(space)]);
    const held = [...new Set(hub.apps(space).map(({ name }) => name))].filter((name) => isHeldName(name));
    const names = held.slice(-MOST_NAMES).map((service) => ({
      service,
      shown: released.has(service) ? ("shown" as const) : ("held" as const),
    }));
    return { applies: challenge === undefined, names, serverTime: clock.now() };
  };
  const own = { ...nothing, path: "/api/wall/names", roles: ["host"], answer: SpaceNames } as const;
  return [
    route({
      ...own,
      method: "GET",
      summary: "The names our list of words keeps off the walls of a space without a challenge.",
      handle: ({ viewer }) => read(viewer.space),
    }),
    route({
      ...own,
      method: "POST",
      summary: "Lets such a name onto the walls, or holds it again.",
      body: ReleaseBody,
      async handle({ viewer, body }) {
        await walls.release(viewer.space, body, actorOf(viewer));
        return read(viewer.space);
      },
    }),
  ];
}

function remoteRoutes({ challenges, clock }: Options): readonly Route[] {
  const { walls } = challenges;
  const remote = (challenge: Challenge) => answerRemote(walls, clock, challenge);
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/wall",
      summary: "What the walls of the challenge show now, and what they could.",
      roles: STAFF,
      answer: WallRemote,
      handle: ({ challenge }) => remote(challenge),
    }),
    challengeRoute({
      ...nothing,
      method: "PUT",
      path: "/wall",
      summary: "Chooses a scene or lets them rotate, pauses, or writes a line across; what is left out stays.",
      roles: STAFF,
      body: SteerBody,
      answer: WallRemote,
      async handle({ challenge, body, viewer }) {
        await walls.steer(challenge, body, actorOf(viewer));
        return remote(challenge);
      },
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/wall/names",
      summary: "The names of the apps, those that wait for somebody to look at them first.",
      roles: STAFF,
      answer: NamesAnswer,
      async handle({ challenge }) {
        const names = await walls.names(challenge);
        return { names: names.slice(0, MOST_NAMES), total: names.length, serverTime: clock.now() };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/apps/:service/shown",
      summary: "Takes an app's name off the walls and out of all lists of others, or shows it; its owner still counts.",
      roles: STAFF,
      params: z.object({ service: z.string().min(1).max(4_096) }),
      body: ShowBody,
      answer: NamesAnswer,
      async handle({ challenge, params, body, viewer }) {
        await walls.show(challenge, params.service, body, actorOf(viewer));
        const names = await walls.names(challenge);
        return { names: names.slice(0, MOST_NAMES), total: names.length, serverTime: clock.now() };
      },
    }),
  ];
}

async function answerRemote(walls: Walls, clock: Clock, { id, slug, setup }: Challenge): Promise<WallRemote> {
  const picture = await walls.picture(id);
  if (picture === undefined) throw new Fault("challenge.unknown", { slug });
  const names = new Map(picture.apps.map(({ service, shown }) => [service, shown]));
  return {
    now: walls.now(picture, await walls.people(picture.challenge)),
    scenes: [...offeredScenes({ hasPrizes: setup.prizes.length > 0, hasSwag: setup.swag.planned })],
    held: [...names.values()].filter((shown) => shown === "held").length,
    newestApp: picture.apps.findLast(({ shown }) => shown === "shown")?.service ?? "",
    serverTime: clock.now(),
  };
}
