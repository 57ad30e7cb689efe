import type { Poster, PosterFace } from "./poster.ts";
import { outlineOf, widthOf } from "./poster-font.ts";

/** The poster as SVG of its size in print. Words are outlines, so that it looks the same without the font. */
export function toSvg(poster: Poster): string {
  const { width, height, ink, paper, title, isTent } = poster;
  const face = faceSvg(poster.face);
  const half = height / 2;
  const faces = isTent
    ? `<g transform="translate(0 ${half})">${face}</g><g transform="rotate(180 ${width / 2} ${half / 2})">${face}</g>` +
      `<path d="M0 ${half}H${width}" fill="none" stroke="${ink}" stroke-width="0.2" stroke-dasharray="2 2"/>`
    : face;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}" role="img">` +
    `<title>${escaped(title)}</title><path d="M0 0H${width}V${height}H0z" fill="${paper}"/><g fill="${ink}">${faces}</g></svg>\n`
  );
}

function faceSvg({ lines, code }: PosterFace): string {
  const words = lines.map(({ text, x, y, size }) => {
    const { path, scale } = outlineOf(text, size);
    const left = x - widthOf(text, size) / 2;
    return `<path transform="translate(${short(left)} ${short(y)}) scale(${scale.toFixed(7)} ${(-scale).toFixed(7)})" d="${path}"/>`;
  });
  const modules = `<path transform="translate(${short(code.x)} ${short(code.y)})" shape-rendering="crispEdges" d="${code.path}"/>`;
  return words.join("") + modules;
}

const short = (value: number): string => String(Number(value.toFixed(3)));

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
