import type { PlaceTarget, PosterLanguage, PosterSize } from "../../contract/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { codePath, modulesOf } from "./code-path.ts";
import { widthOf, writable } from "./poster-font.ts";
import { PHOTO_NOTICE, POSTER_CALLS } from "./poster-words.ts";
import { scanBack } from "./self-scan.ts";

export interface PosterWish {
  readonly url: string;
  readonly target: PlaceTarget;
  readonly size: PosterSize;
  readonly language: PosterLanguage;
  /** `#rrggbb`. */
  readonly ink: string;
  readonly paper: string;
}

/** One line of words, centred at `x` on its baseline. Millimetres. */
export interface PosterLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface PosterFace {
  readonly lines: readonly PosterLine[];
  readonly code: { readonly x: number; readonly y: number; readonly size: number; readonly path: string };
}

/** A poster, laid out in millimetres; SVG and PDF write the same. */
export interface Poster {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly ink: string;
  readonly paper: string;
  readonly face: PosterFace;
  /** A table tent has its face twice, the upper one upside down, and is folded between. */
  readonly isTent: boolean;
}

interface Format {
  readonly width: number;
  readonly height: number;
  /** Height of one face. */
  readonly face: number;
  /** Side of the code with its quiet zone. */
  readonly code: number;
  readonly name: number;
  readonly call: number;
}

const FORMATS: Readonly<Record<PosterSize, Format>> = {
  a4: { width: 210, height: 297, face: 297, code: 140, name: 16, call: 8.5 },
  a3: { width: 297, height: 420, face: 420, code: 200, name: 23, call: 12 },
  tent: { width: 210, height: 297, face: 148.5, code: 78, name: 11, call: 6 },
  badge: { width: 90, height: 130, face: 130, code: 68, name: 6.5, call: 3.6 },
};

/**
 * Lays a poster out and reads its code back before anybody prints it. Faults: `place.hard-to-read`.
 */
export function drawPoster({ setup }: Pick<Challenge, "setup">, wish: PosterWish): Poster {
  const format = FORMATS[wish.size];
  const languages = wish.language === "both" ? (["ko", "en"] as const) : [wish.language];
  const texts = (of: { readonly ko: string; readonly en: string }): string[] => [
    ...new Set(languages.map((language) => writable(of[language])).filter((text) => text !== "")),
  ];
  const names = texts(setup.name);
  const margin = format.width * 0.07;
  const room = format.width - 2 * margin;
  const middle = format.width / 2;
  const lines: PosterLine[] = [];
  let y = format.face * 0.06;
  const put = (text: string, size: number, most = room): void => {
    for (const part of fold(text, size, most)) {
      const fitted = Math.min(size, (size * most) / widthOf(part, size));
      y += fitted * 1.3;
      lines.push({ text: part, x: middle, y, size: fitted });
    }
  };
  for (const [at, name] of names.entries()) put(name, at === 0 ? format.name : format.name * 0.6);
  y += format.call * 0.6;
  for (const [at, call] of texts(POSTER_CALLS[wish.target]).entries())
    put(call, at === 0 ? format.call : format.call * 0.8);
  const below = format.call * 2.4 + (setup.privacy.wallPhotos ? format.call * 2.2 : 0);
  const left = format.face - y - below - format.face * 0.05;
  const size = Math.max(format.code * 0.6, Math.min(format.code, left));
  const top = y + Math.max(0, (left - size) / 2);
  const path = codePath(modulesOf(wish.url), size);
  y = top + size;
  put(wish.url.replace(/^https?:\/\//, ""), format.call * 0.95);
  if (setup.privacy.wallPhotos) {
    y = format.face - format.face * 0.05 - format.call * 1.2;
    for (const notice of texts(PHOTO_NOTICE)) put(notice, format.call * 0.42);
  }
  scanBack({ path, size, ink: wish.ink, paper: wish.paper }, wish.url);
  return {
    width: format.width,
    height: format.height,
    title: [...names, wish.url].join(" · "),
    ink: wish.ink,
    paper: wish.paper,
    face: { lines, code: { x: middle - size / 2, y: top, size, path } },
    isTent: wish.size === "tent",
  };
}

/** At blanks into at most two lines; what is still too long is set smaller. */
function fold(text: string, size: number, most: number): string[] {
  if (widthOf(text, size) <= most) return [text];
  const words = text.split(" ");
  if (words.length === 1) return [text];
  const splits = words.slice(1).map((_, at) => [words.slice(0, at + 1).join(" "), words.slice(at + 1).join(" ")]);
  const longest = (lines: readonly string[]): number => Math.max(...lines.map((line) => widthOf(line, size)));
  return splits.reduce((best, each) => (longest(each) < longest(best) ? each : best));
}
