import { z } from "zod";
import { Language } from "./challenge.ts";

/** Which site generator the front matter is for. */
export const RecapPreset = z.enum(["hexo", "jekyll", "hugo"]);
export type RecapPreset = z.infer<typeof RecapPreset>;

/** Parts of the recap in their order; each has its computed half and the host's words. */
export const RecapPartId = z.enum(["intro", "joined", "apps", "draw", "swag", "posters", "survey", "closing"]);
export type RecapPartId = z.infer<typeof RecapPartId>;

/** A chart of the recap: bars, with the same numbers as a table beside it. */
export const RecapChart = z.object({ id: z.string(), alt: z.string(), svg: z.string() });
export type RecapChart = z.infer<typeof RecapChart>;

export const RecapPart = z.object({
  id: RecapPartId,
  title: z.string(),
  /** Markdown made from rows; charts stand in it as `chart:<id>`. Nobody edits it. */
  computed: z.string(),
  /** Markdown of the host, "" while nothing was written. */
  text: z.string(),
});
export type RecapPart = z.infer<typeof RecapPart>;

/** What is written of the event afterwards. The same rows give the same bytes. */
export const RecapAnswer = z.object({
  language: Language,
  preset: RecapPreset,
  fileName: z.string(),
  /** The whole file: front matter, all parts, charts as data. */
  markdown: z.string(),
  parts: z.array(RecapPart),
  charts: z.array(RecapChart),
});
export type RecapAnswer = z.infer<typeof RecapAnswer>;

export const RecapQuery = z.object({ language: Language.default("ko"), preset: RecapPreset.default("hexo") });
export type RecapQuery = z.infer<typeof RecapQuery>;

export const RecapTextBody = z.strictObject({
  language: Language,
  part: RecapPartId,
  text: z.string().max(20_000),
});
export type RecapTextBody = z.infer<typeof RecapTextBody>;
