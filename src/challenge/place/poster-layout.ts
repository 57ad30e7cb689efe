import { widthOf } from "./poster-font.ts";

/** One line of words, centred at `x` on its baseline. Millimetres. */
export interface PosterLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** Where the code with its quiet zone stands. */
export interface CodeSpot {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface Layout {
  readonly lines: readonly PosterLine[];
  readonly code: CodeSpot;
}

/** What a poster says, each in the languages it is in; the first is the larger one. */
export interface Sayings {
  readonly names: readonly string[];
  readonly calls: readonly string[];
  readonly address: string;
  readonly notices: readonly string[];
}

/** Of one face, in millimetres: its size, and that of its letters. */
export interface Face {
  readonly width: number;
  readonly height: number;
  readonly name: number;
  readonly call: number;
}

const LEADING = 1.3;
/** Of a line's height, in letters, what is above its highest letter: that much it may rise towards a quiet zone. */
const RISE = 0.4;

/** One under the other: names, call, code, address, notices. The code takes what is left. */
export function stacked({ width, height, name, call }: Face, sayings: Sayings): Layout {
  const column = new Column(width / 2, width * 0.86, height * 0.05);
  putTop(column, sayings, name, call);
  const notices = noticeHeight(sayings, call);
  const below = call * 0.95 * LEADING + notices + height * 0.05;
  // Its quiet zone is the space above and below it.
  const size = Math.min(width * 0.94, height - column.y - below);
  const code = { x: (width - size) / 2, y: column.y + (height - column.y - below - size) / 2, size };
  column.y = code.y + size - call * RISE;
  column.put(sayings.address, call * 0.95);
  putNotices(column, sayings, call, height);
  return { lines: column.lines, code };
}

/** Words on the left, the code on the right over the whole height: a face that is wider than it is high. */
export function besides({ width, height, name, call }: Face, sayings: Sayings): Layout {
  const size = Math.min(height * 0.8, width * 0.56);
  const code = { x: width - size, y: height * 0.02, size };
  const room = code.x - width * 0.03;
  const beside = (y: number): Column => {
    const column = new Column(room / 2 + width * 0.03, room, y, 3);
    putTop(column, sayings, name, call);
    return column;
  };
  const column = beside(Math.max(height * 0.04, code.y + (size - beside(0).y) / 2));
  const under = new Column(code.x + size / 2, size, code.y + size - call * RISE);
  under.put(sayings.address, call * 0.95);
  const foot = new Column(width / 2, width * 0.86, height);
  putNotices(foot, sayings, call, height);
  return { lines: [...column.lines, ...under.lines, ...foot.lines], code };
}

function putTop(column: Column, { names, calls }: Sayings, name: number, call: number): void {
  for (const [at, text] of names.entries()) column.put(text, at === 0 ? name : name * 0.6);
  column.y += call * 0.6;
  for (const [at, text] of calls.entries()) column.put(text, at === 0 ? call : call * 0.8);
}

const NOTICE = 0.42;

const noticeHeight = ({ notices }: Sayings, call: number): number => notices.length * call * NOTICE * LEADING * 1.4;

function putNotices(column: Column, { notices }: Sayings, call: number, height: number): void {
  column.y = height * 0.97 - notices.length * call * NOTICE * LEADING;
  for (const notice of notices) column.put(notice, call * NOTICE);
}

/** Lines under one another, centred, none wider than the column. */
class Column {
  readonly lines: PosterLine[] = [];
  readonly #middle: number;
  readonly #width: number;
  readonly #mostLines: number;
  y: number;

  constructor(middle: number, width: number, y: number, mostLines = 2) {
    this.#middle = middle;
    this.#width = width;
    this.#mostLines = mostLines;
    this.y = y;
  }

  put(text: string, size: number): void {
    const parts = fold(text, size, this.#width, this.#mostLines);
    const fitted = Math.min(size, ...parts.map((part) => (size * this.#width) / widthOf(part, size)));
    for (const part of parts) {
      this.y += fitted * LEADING;
      this.lines.push({ text: part, x: this.#middle, y: this.y, size: fitted });
    }
  }
}

/** At blanks into as few lines as fit, the longest as short as possible; what is still too long is set smaller. */
function fold(text: string, size: number, most: number, lines: number): readonly string[] {
  const words = text.split(" ");
  const longest = (parts: readonly string[]): number => Math.max(...parts.map((part) => widthOf(part, size)));
  let best: readonly string[] = [text];
  for (let wanted = 2; wanted <= lines && longest(best) > most; wanted++) {
    const splits = splitsOf(words, wanted);
    best = splits.reduce((found, each) => (longest(each) < longest(found) ? each : found), best);
  }
  return best;
}

/** Every way to make `lines` lines of the words; names are short, so there are few. */
function splitsOf(words: readonly string[], lines: number): readonly (readonly string[])[] {
  if (lines === 1) return [[words.join(" ")]];
  return words
    .slice(lines - 1)
    .flatMap((_, at) =>
      splitsOf(words.slice(at + 1), lines - 1).map((rest) => [words.slice(0, at + 1).join(" "), ...rest]),
    );
}
