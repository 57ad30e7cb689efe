import type { Bilingual, PlaceTarget, PosterLanguage, PosterSize } from "../../contract/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { codePath, modulesOf, QUIET_ZONE } from "./code-path.ts";
import { writable } from "./poster-font.ts";
import { besides, type CodeSpot, type Face, type PosterLine, stacked } from "./poster-layout.ts";
import { PHOTO_NOTICE, POSTER_CALLS } from "./poster-words.ts";
import { contrastOf, scanBack } from "./self-scan.ts";

export interface PosterWish {
  readonly url: string;
  readonly target: PlaceTarget;
  readonly size: PosterSize;
  readonly language: PosterLanguage;
  /** `#rrggbb`. */
  readonly ink: string;
  readonly paper: string;
}

export interface PosterFace {
  readonly lines: readonly PosterLine[];
  readonly code: CodeSpot & { readonly path: string };
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
  /** Of the code without its quiet zone. */
  readonly codeWidth: number;
  /** Metres from which it can still be read. */
  readonly reach: number;
  readonly contrast: number;
}

interface Format {
  readonly width: number;
  readonly height: number;
  readonly face: Face;
  readonly layOut: typeof stacked;
}

const FORMATS: Readonly<Record<PosterSize, Format>> = {
  a4: { width: 210, height: 297, face: { width: 210, height: 297, name: 16, call: 8.5 }, layOut: stacked },
  a3: { width: 297, height: 420, face: { width: 297, height: 420, name: 23, call: 12 }, layOut: stacked },
  tent: { width: 210, height: 297, face: { width: 210, height: 148.5, name: 11, call: 6 }, layOut: besides },
  badge: { width: 90, height: 130, face: { width: 90, height: 130, name: 6.5, call: 3.6 }, layOut: stacked },
};

/** A code is read from ten times its width away. */
const REACH = 10;

/**
 * Lays a poster out and reads its code back before anybody prints it. Faults: `place.hard-to-read`.
 */
export function drawPoster({ setup }: Pick<Challenge, "setup">, wish: PosterWish): Poster {
  const { width, height, face, layOut } = FORMATS[wish.size];
  const languages = wish.language === "both" ? (["ko", "en"] as const) : [wish.language];
  const texts = (of: Bilingual): string[] => [
    ...new Set(languages.map((language) => shortened(writable(of[language]))).filter((text) => text !== "")),
  ];
  const names = texts(setup.name);
  const { lines, code } = layOut(face, {
    names,
    calls: texts(POSTER_CALLS[wish.target]),
    address: wish.url.replace(/^https?:\/\//, ""),
    notices: setup.privacy.wallPhotos ? texts(PHOTO_NOTICE) : [],
  });
  const modules = modulesOf(wish.url);
  const path = codePath(modules, code.size);
  scanBack({ path, size: code.size, ink: wish.ink, paper: wish.paper }, wish.url);
  const inked = (code.size * (modules.length - 2 * QUIET_ZONE)) / modules.length;
  return {
    width,
    height,
    title: [...names, wish.url].join(" · "),
    ink: wish.ink,
    paper: wish.paper,
    face: { lines, code: { ...code, path } },
    isTent: wish.size === "tent",
    codeWidth: inked,
    reach: (inked * REACH) / MM_A_METRE,
    contrast: contrastOf(wish.ink, wish.paper),
  };
}

/** More than a poster holds; nobody reads it in passing. */
const MOST_LETTERS = 140;

function shortened(text: string): string {
  const letters = [...text.replace(/\s+/g, " ")];
  return letters.length <= MOST_LETTERS ? letters.join("") : `${letters.slice(0, MOST_LETTERS).join("")}…`;
}

const MM_A_METRE = 1_000;
