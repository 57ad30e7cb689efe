import { z } from "zod";

/** What a picture is of: a prize of the draw, or a gift of the raffle. */
export const PictureKind = z.enum(["prize", "swag"]);
export type PictureKind = z.infer<typeof PictureKind>;

/** Under a challenge's API. */
export const PICTURES_PATH = "/pictures";

export const PictureView = z.object({
  kind: PictureKind,
  /** The id of the prize or the gift. */
  id: z.string(),
  /** Where its bytes are; another picture has another address. */
  url: z.string(),
  width: z.number().int(),
  height: z.number().int(),
});
export type PictureView = z.infer<typeof PictureView>;

export const PicturesAnswer = z.object({ pictures: z.array(PictureView) });
export type PicturesAnswer = z.infer<typeof PicturesAnswer>;

export const PictureOf = z.object({
  kind: PictureKind,
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/),
});

/** JPEG, PNG or WebP in base64, 400 KiB at most. */
export const PictureBody = z.strictObject({ content: z.base64().min(1).max(560_000) });
export type PictureBody = z.infer<typeof PictureBody>;
