import { cleanJpeg } from "./clean-jpeg.ts";
import { cleanPng } from "./clean-png.ts";
import { cleanWebp } from "./clean-webp.ts";
import { type Cleaned, MOST_PIXELS_A_SIDE, refused } from "./cleaned.ts";

/** As many bytes as a picture may have; our own page sends far fewer. */
export const MOST_PICTURE_BYTES = 400 * 1024;
const LEAST_PIXELS_A_SIDE = 16;

const PNG = "89504e470d0a1a0a";

/**
 * Reads a picture by what it is, whatever it is called, and writes it anew from the parts that draw: where a photo was
 * taken, who edited it and anything appended stay outside. Never SVG, which is a program.
 * Faults: `picture.refused`.
 */
export function cleanPicture(bytes: Buffer): Cleaned {
  if (bytes.length > MOST_PICTURE_BYTES) throw refused(`it has more than ${MOST_PICTURE_BYTES / 1024} KiB`);
  const cleaned = clean(bytes);
  const { width, height } = cleaned;
  if (Math.max(width, height) > MOST_PIXELS_A_SIDE) throw refused("it is too large");
  if (Math.min(width, height) < LEAST_PIXELS_A_SIDE) throw refused("it is too small");
  return cleaned;
}

function clean(bytes: Buffer): Cleaned {
  if (bytes.length > 12) {
    if (bytes.toString("hex", 0, 2) === "ffd8") return cleanJpeg(bytes);
    if (bytes.toString("hex", 0, 8) === PNG) return cleanPng(bytes);
    if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP")
      return cleanWebp(bytes);
  }
  throw refused("it is no JPEG, PNG or WebP");
}
