import type { RecapChart } from "../../contract/index.ts";
import type { Count } from "./facts.ts";

const WIDTH = 640;
const ROW = 34;
const LABELS = 220;
const NUMBERS = 56;

/**
 * Horizontal bars as SVG that stands alone: no script, no font of its own, colours that hold on a light and on a dark
 * page. The same counts give the same bytes.
 */
export function barChart(id: string, title: string, counts: readonly Count[]): RecapChart {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const height = counts.length * ROW + 8;
  const rows = counts.map(({ name, count }, index) => {
    const top = index * ROW + 4;
    const width = Math.round((count / most) * (WIDTH - LABELS - NUMBERS));
    return [
      `<text x="${LABELS - 10}" y="${top + 20}" text-anchor="end">${escapeXml(shortened(name))}</text>`,
      `<rect x="${LABELS}" y="${top + 5}" width="${width}" height="20" rx="4" fill="#3b76d6"/>`,
      `<text x="${LABELS + width + 8}" y="${top + 20}">${count}</text>`,
    ].join("");
  });
  const alt = `${title}: ${counts.map(({ name, count }) => `${plain(name)} ${count}`).join(", ")}`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(alt)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<g font-family="Pretendard, 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif" font-size="14" fill="#1c2330">`,
    ...rows,
    "</g></svg>",
  ].join("");
  return { id, alt, svg };
}

/** Hangul is twice as wide: what fits before the bars. */
function shortened(name: string): string {
  let width = 0;
  let kept = "";
  for (const letter of plain(name)) {
    width += letter.charCodeAt(0) > 0x10ff ? 2 : 1;
    if (width > 26) return `${kept}…`;
    kept += letter;
  }
  return kept;
}

/** On one line and without what steers terminals, renders backwards or ends a document. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[\uFFFE\uFFFF]|\p{Cs}/gu, "\uFFFD");
