import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, type Font } from "fontkit";

/** Pretendard SemiBold (SIL Open Font License 1.1, beside it): Hangul and Latin in one. */
export const FONT_FILE = join(import.meta.dirname, "fonts", "Pretendard-SemiBold.otf");

let opened: Font | undefined;

/** Read once, when the first poster is made. */
export function posterFont(): Font {
  if (opened === undefined) {
    const font = create(readFileSync(FONT_FILE));
    if (!("layout" in font)) throw new Error("the font of posters is a collection");
    opened = font;
  }
  return opened;
}

/** Without what the font cannot write: a box in place of an emoji helps nobody. */
export function writable(text: string): string {
  const font = posterFont();
  return [...text.normalize("NFC")]
    .filter((letter) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))
    .join("")
    .trim();
}

/** Width in the unit of `size`. */
export const widthOf = (text: string, size: number): number => {
  const font = posterFont();
  return (font.layout(text).advanceWidth * size) / font.unitsPerEm;
};

/** `text` as one outline in font units, and how much to scale it down for `size`. */
export function outlineOf(text: string, size: number): { readonly path: string; readonly scale: number } {
  const font = posterFont();
  const { glyphs, positions } = font.layout(text);
  let x = 0;
  const paths = glyphs.map((glyph, at) => {
    const position = positions[at];
    const path = glyph.path.translate(x + (position?.xOffset ?? 0), position?.yOffset ?? 0).toSVG();
    x += position?.xAdvance ?? glyph.advanceWidth;
    return path;
  });
  return { path: paths.join(""), scale: size / font.unitsPerEm };
}
