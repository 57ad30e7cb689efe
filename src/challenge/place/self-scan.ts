import decodeQR from "qr/decode.js";
import { Fault } from "../../kernel/index.ts";

/** Pixels a side of the picture that is read back: about what a phone sees of a code that fills a third of its view. */
const SIDE = 400;
/** Least contrast of code and paper (WCAG 1.4.3); readers need it as much as people. */
const LEAST_CONTRAST = 4.5;

export interface PrintedCode {
  /** As it stands in the poster. */
  readonly path: string;
  readonly size: number;
  readonly ink: string;
  readonly paper: string;
}

/**
 * Reads a poster's code back from the very path that is printed, in its colours. Faults: `place.hard-to-read` when it is
 * not exactly `expected`, or hardly stands out from its paper.
 */
export function scanBack(code: PrintedCode, expected: string): void {
  const contrast = contrastOf(code.ink, code.paper);
  if (luminance(code.ink) >= luminance(code.paper)) throw unreadable("its ink is lighter than its paper");
  if (contrast < LEAST_CONTRAST) throw unreadable(`contrast ${contrast.toFixed(1)}, it needs ${LEAST_CONTRAST}`);
  const read = readBack(code);
  if (read !== expected) throw unreadable(read === undefined ? "nothing was read" : "something else was read");
}

const unreadable = (detail: string): Fault => new Fault("place.hard-to-read", { detail });

function readBack(code: PrintedCode): string | undefined {
  try {
    return decodeQR({ width: SIDE, height: SIDE, data: paint(code) }, { timeLimit: 1_000 });
  } catch {
    return undefined;
  }
}

function paint({ path, size, ink, paper }: PrintedCode): Uint8Array {
  const [dark, light] = [rgb(ink), rgb(paper)];
  const picture = new Uint8Array(SIDE * SIDE * 4);
  for (let at = 0; at < picture.length; at += 4) picture.set([...light, 255], at);
  const scale = SIDE / size;
  for (const [, x, y, width, height] of path.matchAll(RECTANGLE)) {
    const [left, top] = [Math.round(Number(x) * scale), Math.round(Number(y) * scale)];
    const right = Math.round((Number(x) + Number(width)) * scale);
    const bottom = Math.round((Number(y) + Number(height)) * scale);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) picture.set([...dark, 255], (row * SIDE + column) * 4);
    }
  }
  return picture;
}

const RECTANGLE = /M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z/g;

const rgb = (colour: string): readonly [number, number, number] => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

export function contrastOf(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Relative luminance (WCAG 2). */
function luminance(colour: string): number {
  const [r, g, b] = rgb(colour).map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
