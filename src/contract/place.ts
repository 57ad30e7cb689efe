import { z } from "zod";
import { EpochMicros } from "./common.ts";

/** Where a short address leads: one of our own pages by its name, never an address somebody typed. */
export const PlaceTarget = z.enum(["join", "guide", "survey", "wall", "proof", "swag"]);
export type PlaceTarget = z.infer<typeof PlaceTarget>;

/**
 * Why nobody finds behind a code what its poster promises: the event is a draft, or over, or has no such thing. People
 * are led to the event's own page then.
 */
export const PlaceProblem = z.enum(["draft", "over", "no-survey", "no-swag", "no-draw"]);
export type PlaceProblem = z.infer<typeof PlaceProblem>;

export const PlaceSlug = z.string().regex(/^[0-9a-z]{8}$/);

export const PlaceRow = z.object({
  slug: z.string(),
  /** As the host calls it: banner, table, badge. */
  name: z.string(),
  target: PlaceTarget,
  problem: PlaceProblem.nullable(),
  /** The whole short address, as others reach us. */
  url: z.string(),
  createdAt: EpochMicros,
  closedAt: EpochMicros.nullable(),
  /** How often it was opened by a person's browser, and by how many browsers. */
  scans: z.number().int(),
  visitors: z.number().int(),
  /** How many of them took a ticket. */
  tickets: z.number().int(),
  /** Programs and prefetches, counted nowhere else. */
  bots: z.number().int(),
  /** Hours with scans, oldest first. */
  hours: z.array(z.object({ hour: EpochMicros, scans: z.number().int(), visitors: z.number().int() })),
});
export type PlaceRow = z.infer<typeof PlaceRow>;

export const PlacesAnswer = z.object({ places: z.array(PlaceRow), serverTime: EpochMicros });
export type PlacesAnswer = z.infer<typeof PlacesAnswer>;

const PlaceName = z.string().trim().min(1).max(60);
export const PlaceBody = z.strictObject({ name: PlaceName, target: PlaceTarget });
export type PlaceBody = z.infer<typeof PlaceBody>;
/** `closed`: it still leads to the event, and is not counted any more. */
export const PlaceChange = z.strictObject({
  name: PlaceName.optional(),
  target: PlaceTarget.optional(),
  closed: z.boolean().optional(),
});
export type PlaceChange = z.infer<typeof PlaceChange>;

export const PosterSize = z.enum(["a4", "a3", "tent", "badge"]);
export type PosterSize = z.infer<typeof PosterSize>;
export const PosterLanguage = z.enum(["ko", "en", "both"]);
export type PosterLanguage = z.infer<typeof PosterLanguage>;
const Colour = z.string().regex(/^[0-9a-f]{6}$/i);

/** What is known of a poster before it is printed. */
export const PosterCheck = z.object({
  widthMm: z.number(),
  heightMm: z.number(),
  /** Of the code without the white around it. */
  codeMm: z.number(),
  /** Metres from which it can be read. */
  reachM: z.number(),
  /** Of the code and its paper (WCAG 2). */
  contrast: z.number(),
});
export type PosterCheck = z.infer<typeof PosterCheck>;

export const PosterQuery = z.object({
  format: z.enum(["svg", "pdf"]).default("svg"),
  size: PosterSize.default("a4"),
  language: PosterLanguage.default("both"),
  /** Of the code and the words, without #. */
  ink: Colour.default("111827"),
  paper: Colour.default("ffffff"),
  /** Sent as a file to keep. */
  download: z.literal("1").optional(),
});
export type PosterQuery = z.infer<typeof PosterQuery>;
