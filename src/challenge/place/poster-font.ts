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

/** Units of the font's outlines in one of its heights. */
export const posterUnits = (): number => posterFont().unitsPerEm;

/** Whether the font has every letter. */
export const canWrite = (text: string): boolean =>
  [...text].every((letter) => posterFont().hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));

/** The letters of a line one after the other: which it is, where it begins, its outline; in font units, upwards. */
export function glyphsOf(text: string): readonly { readonly id: number; readonly at: number; readonly path: string }[] {
  const { glyphs, positions } = posterFont().layout(text);
  let x = 0;
  return glyphs.map((glyph, index) => {
    const position = positions[index];
    const at = x + (position?.xOffset ?? 0);
    x += position?.xAdvance ?? glyph.advanceWidth;
    return { id: glyph.id, at: Math.round(at), path: glyph.path.toSVG() };
  });
}

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
