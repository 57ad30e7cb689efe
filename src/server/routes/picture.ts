import { z } from "zod";
import type { Challenges } from "../../challenge/index.ts";
import { PICTURES_PATH, PictureBody, PictureOf, PicturesAnswer } from "../../contract/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Role } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;
const EVERYBODY: readonly Role[] = ["host", "operator", "scanner", "auditor", "wall", "kiosk", "anyone"];
const ONE = PictureOf.extend({ slug: z.string() });
/** A picture in base64 in its JSON. */
const PICTURE_BODY_LIMIT = 600_000;

interface Options {
  readonly challenges: Challenges;
}

/** Pictures of prizes and gifts: shown to everybody, changed by the host. */
export const pictureRoutes = ({ challenges: { pictures } }: Options): readonly Route[] => [
  challengeRoute({
    ...nothing,
    method: "GET",
    path: PICTURES_PATH,
    summary: "Which prizes and gifts have a picture, and where it is.",
    roles: ["host", "operator", "auditor"],
    answer: PicturesAnswer,
    handle: async ({ challenge }) => ({ pictures: await pictures.list(challenge) }),
  }),
  shown(pictures),
  challengeRoute({
    ...nothing,
    method: "PUT",
    path: `${PICTURES_PATH}/of/:kind/:id`,
    summary: "Sets the picture of a prize or a gift; what it was taken with and where is left out.",
    roles: ["host"],
    params: ONE,
    body: PictureBody,
    bodyLimit: PICTURE_BODY_LIMIT,
    answer: PicturesAnswer,
    async handle({ challenge, params, body, viewer }) {
      await pictures.set(challenge, params, Buffer.from(body.content, "base64"), actorOf(viewer));
      return { pictures: await pictures.list(challenge) };
    },
  }),
  challengeRoute({
    ...nothing,
    method: "DELETE",
    path: `${PICTURES_PATH}/of/:kind/:id`,
    summary: "Removes the picture of a prize or a gift.",
    roles: ["host"],
    params: ONE,
    answer: PicturesAnswer,
    async handle({ challenge, params, viewer }) {
      await pictures.remove(challenge, params, actorOf(viewer));
      return { pictures: await pictures.list(challenge) };
    },
  }),
];

function shown(pictures: Challenges["pictures"]): Route {
  const route = challengeRoute({
    ...nothing,
    method: "GET",
    path: `${PICTURES_PATH}/:name`,
    summary: "A picture's bytes. Its address is its hash, so it never changes.",
    roles: EVERYBODY,
    params: z.object({ slug: z.string(), name: z.string().regex(/^[0-9a-f]{32}$/) }),
    answer: z.unknown(),
    async handle({ challenge, params, reply }) {
      const { type, bytes } = await pictures.read(challenge, params.name);
      await reply
        .type(type)
        .header("content-disposition", "inline")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("cross-origin-resource-policy", "same-origin")
        .header("cache-control", "public, max-age=31536000, immutable")
        .send(bytes);
    },
  });
  return { ...route, answer: undefined };
}
