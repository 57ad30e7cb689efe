import { z } from "zod";
import {
  type Challenge,
  type Challenges,
  drawPoster,
  isByPerson,
  type PlaceView,
  type Poster,
  toPdf,
  toSvg,
} from "../../challenge/index.ts";
import {
  PlaceBody,
  PlaceChange,
  PlaceRow,
  PlaceSlug,
  PlacesAnswer,
  PosterCheck,
  PosterQuery,
} from "../../contract/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route, type RouteContext } from "../route.ts";
import type { Role } from "../viewer.ts";
import { reachedBy, type SessionOptions } from "./session.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const ONE = z.object({ slug: z.string(), place: PlaceSlug });
const SHORT = z.object({ place: z.string().max(64) });

const EVERYBODY: readonly Role[] = ["host", "operator", "scanner", "auditor", "wall", "kiosk", "anyone"];
const READERS: readonly Role[] = ["host", "operator", "auditor"];

interface Options extends Pick<SessionOptions, "publicUrl" | "lanAddress"> {
  readonly challenges: Challenges;
  readonly clock: Clock;
}

/** Short addresses on posters, what came of each, and the posters themselves. */
export const placeRoutes = (options: Options): readonly Route[] => [
  shortAddress(options),
  ...hostRoutes(options),
  ...posterRoutes(options),
];

type Reached = Pick<RouteContext<unknown, unknown, unknown>, "protocol" | "headers">;

/** As others reach us, so that a poster made on this machine works on every phone. */
const base = (options: Options, { protocol, headers }: Reached): string =>
  (options.publicUrl ?? reachedBy(options, protocol, headers.host ?? "localhost")).replace(/\/$/, "");

const withUrl = (place: PlaceView, address: string): PlaceRow => ({ ...place, url: `${address}/s/${place.slug}` });

function shortAddress({ challenges: { places } }: Options): Route {
  return {
    ...nothing,
    method: "GET",
    path: "/s/:place",
    summary: "Leads to the page of an event that a poster is for.",
    roles: EVERYBODY,
    params: SHORT,
    answer: undefined,
    async handle({ params, headers, address, protocol, reply }) {
      const { place } = SHORT.parse(params);
      const slug = place.toLowerCase();
      const byPerson = isByPerson(reply.request.method, headers);
      // Whether this browser was here before, and nothing else: no number, no name, of this address alone.
      const returning = /(?:^|;\s*)sadari_seen=1(?:;|$)/.test(headers.cookie ?? "");
      const found = PlaceSlug.safeParse(slug).success;
      const page = found ? await places.follow({ slug, address, byPerson, returning }) : undefined;
      if (page === undefined) return void reply.callNotFound();
      if (byPerson) {
        const secure = protocol === "https" ? "; Secure" : "";
        const cookie = `sadari_seen=1; Path=/s/${slug}; HttpOnly; SameSite=Lax; Max-Age=7776000${secure}`;
        void reply.header("set-cookie", cookie);
      }
      await reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer").redirect(page, 303);
    },
  };
}

function hostRoutes(options: Options): readonly Route[] {
  const { places } = options.challenges;
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/places",
      summary: "The short addresses of an event with scans, visitors and tickets.",
      roles: READERS,
      answer: PlacesAnswer,
      async handle({ challenge, ...context }) {
        const address = base(options, context);
        const all = await places.list(challenge);
        return { places: all.map((place) => withUrl(place, address)), serverTime: options.clock.now() };
      },
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/places",
      summary: "Makes a short address for a place.",
      roles: ["host"],
      body: PlaceBody,
      answer: PlaceRow,
      async handle({ challenge, body, viewer, ...context }) {
        return withUrl(await places.make(challenge, body, actorOf(viewer)), base(options, context));
      },
    }),
    challengeRoute({
      ...nothing,
      method: "PUT",
      path: "/places/:place",
      summary: "Changes a place: its name, where it leads, whether it is closed.",
      roles: ["host"],
      params: ONE,
      body: PlaceChange,
      answer: PlaceRow,
      async handle({ challenge, params, body, viewer, ...context }) {
        const changed = await places.change(challenge, params.place, body, actorOf(viewer));
        return withUrl(changed, base(options, context));
      },
    }),
  ];
}

function posterRoutes(options: Options): readonly Route[] {
  const drawn = async (challenge: Challenge, { place, query, reached }: PosterRequest): Promise<Poster> => {
    const { slug, target } = await options.challenges.places.find(challenge, place);
    const { size, language, ink, paper } = query;
    const url = `${base(options, reached)}/s/${slug}`;
    return drawPoster(challenge, { url, target, size, language, ink: `#${ink}`, paper: `#${paper}` });
  };
  const file = challengeRoute({
    ...nothing,
    method: "GET",
    path: "/places/:place/poster",
    summary: "The poster of a place as SVG or PDF, its code read back before it is sent.",
    roles: ["host", "operator"],
    params: ONE,
    query: PosterQuery,
    answer: z.unknown(),
    async handle({ challenge, params, query, reply, ...reached }) {
      const poster = await drawn(challenge, { place: params.place, query, reached });
      const { format, size, download } = query;
      const name = `${challenge.slug}-${params.place}-${size}.${format}`;
      const kept = download === undefined ? "inline" : "attachment";
      await reply
        .type(format === "pdf" ? "application/pdf" : "image/svg+xml; charset=utf-8")
        .header("content-disposition", `${kept}; filename="${name}"`)
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("cache-control", "no-store")
        .send(format === "pdf" ? await toPdf(poster) : toSvg(poster));
    },
  });
  const check = challengeRoute({
    ...nothing,
    method: "GET",
    path: "/places/:place/poster/check",
    summary: "How large the code of a poster is and from how far it is read; refuses what cannot be read, saying why.",
    roles: ["host", "operator"],
    params: ONE,
    query: PosterQuery,
    answer: PosterCheck,
    async handle({ challenge, params, query, ...reached }) {
      const poster = await drawn(challenge, { place: params.place, query, reached });
      const { width, height, codeWidth, reach, contrast } = poster;
      return { widthMm: width, heightMm: height, codeMm: codeWidth, reachM: reach, contrast };
    },
  });
  return [{ ...file, answer: undefined }, check];
}

interface PosterRequest {
  readonly place: string;
  readonly query: PosterQuery;
  readonly reached: Reached;
}
