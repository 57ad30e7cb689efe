import type { RecapChart } from "../../contract/index.ts";
import { canWrite, glyphsOf, posterUnits, widthOf } from "../place/index.ts";
import type { Count } from "./facts.ts";

const WIDTH = 640;
const ROW = 34;
const LABELS = 220;
const NUMBERS = 56;
const SIZE = 14;
/** Between a label and its bar. */
const GAP = 10;
const FONTS = "Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";

/**
 * Horizontal bars as SVG that stands alone: no script, letters as outlines, so that they are the same where no font has
 * Hangul, colours that hold on a light and on a dark page. The same counts give the same bytes.
 */
export function barChart(id: string, title: string, counts: readonly Count[]): RecapChart {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const height = counts.length * ROW + 8;
  const letters = new Letters();
  const rows = counts.map(({ name, count }, index) => {
    const top = index * ROW + 4;
    const width = Math.round((count / most) * (WIDTH - LABELS - NUMBERS));
    const label = shortened(plain(name));
    return [
      letters.put(label, LABELS - GAP - widthOf(label, SIZE), top + 20, LABELS - GAP),
      `<rect x="${LABELS}" y="${top + 5}" width="${width}" height="20" rx="4" fill="#3b76d6"/>`,
      letters.put(String(count), LABELS + width + 8, top + 20),
    ].join("");
  });
  const alt = `${title}: ${counts.map(({ name, count }) => `${plain(name)} ${count}`).join(", ")}`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(alt)}">`,
    `<title>${escapeXml(title)}</title>`,
    letters.definitions(),
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<g font-family="${FONTS}" font-weight="600" font-size="${SIZE}" fill="#1c2330">`,
    ...rows,
    "</g></svg>",
  ].join("");
  return { id, alt, svg };
}

/** Every letter's outline once, however often it is written. */
class Letters {
  readonly #outlines = new Map<number, string>();

  /** `right`: where the words end, for a reader that sets them itself. */
  put(text: string, x: number, y: number, right?: number): string {
    if (!canWrite(text)) {
      const anchor = right === undefined ? `x="${round(x)}"` : `x="${right}" text-anchor="end"`;
      return `<text ${anchor} y="${y}">${escapeXml(text)}</text>`;
    }
    const scale = (SIZE / posterUnits()).toFixed(6);
    const uses = glyphsOf(text).map(({ id, at, path }) => {
      if (path === "") return "";
      this.#outlines.set(id, path);
      return `<use href="#g${id}" x="${at}"/>`;
    });
    return `<g transform="translate(${round(x)} ${y}) scale(${scale} -${scale})">${uses.join("")}</g>`;
  }

  definitions(): string {
    const paths = [...this.#outlines].sort(([a], [b]) => a - b).map(([id, path]) => `<path id="g${id}" d="${path}"/>`);
    return `<defs>${paths.join("")}</defs>`;
  }
}

const round = (value: number): string => String(Number(value.toFixed(2)));

/** What fits before the bars. */
function shortened(name: string): string {
  const room = LABELS - GAP - 2;
  if (widthOf(name, SIZE) <= room) return name;
  const letters = [...name].slice(0, MOST_LETTERS);
  while (letters.length > 0 && widthOf(`${letters.join("")}…`, SIZE) > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** The narrowest letters are about a quarter of their height wide. */
const MOST_LETTERS = 60;

/** On one line and without what steers terminals, renders backwards or ends a document. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[\uFFFE\uFFFF]|\p{Cs}/gu, "\uFFFD");
