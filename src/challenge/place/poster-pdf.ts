import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import type { Poster, PosterFace } from "./poster.ts";
import { FONT_FILE, widthOf } from "./poster-font.ts";

const POINTS_A_MM = 72 / 25.4;

/** The poster as a PDF of one page in its size, with its font inside; words stay words. */
export async function toPdf(poster: Poster): Promise<Buffer> {
  const { width, height, ink, paper, isTent } = poster;
  const document = new PDFDocument({
    size: [width * POINTS_A_MM, height * POINTS_A_MM],
    margin: 0,
    font: FONT_FILE,
    lang: "ko",
    displayTitle: true,
    info: { Title: poster.title, Creator: "Sadari", Producer: "Sadari" },
  });
  const bytes = buffer(document);
  document.scale(POINTS_A_MM);
  document.rect(0, 0, width, height).fill(paper);
  if (isTent) {
    const half = height / 2;
    document.save().translate(0, half);
    paintFace(document, poster.face, ink);
    document
      .restore()
      .save()
      .rotate(180, { origin: [width / 2, half / 2] });
    paintFace(document, poster.face, ink);
    document.restore();
    document.moveTo(0, half).lineTo(width, half).lineWidth(0.2).dash(2, { space: 2 }).stroke(ink);
  } else paintFace(document, poster.face, ink);
  document.end();
  return bytes;
}

function paintFace(document: PDFKit.PDFDocument, { lines, code }: PosterFace, ink: string): void {
  document.fillColor(ink);
  for (const { text, x, y, size } of lines) {
    document.fontSize(size).text(text, x - widthOf(text, size) / 2, y, { lineBreak: false, baseline: "alphabetic" });
  }
  document.save().translate(code.x, code.y).path(code.path).fill(ink).restore();
}
