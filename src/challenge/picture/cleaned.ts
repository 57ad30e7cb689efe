import { Fault } from "../../kernel/index.ts";

export type PictureType = "image/jpeg" | "image/png" | "image/webp";

/** A picture of its drawing parts alone. */
export interface Cleaned {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

export const MOST_PIXELS_A_SIDE = 2_048;

export const refused = (detail: string): Fault => new Fault("picture.refused", { detail });
