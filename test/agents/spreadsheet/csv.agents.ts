import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asCsv } from "../../../src/challenge/export/table.ts";

/** A cell as the spreadsheet took it: what it shows, and whether it computes anything. */
interface Cell {
  readonly type: string;
  readonly text: string;
  readonly formula: string | undefined;
}

const HOSTILE = [
  "=1+1",
  '=cmd|"/C calc"!A0',
  "@SUM(1,2)",
  "-2+3",
  "+1",
  "\t=1+1",
  "＝1+1",
  "＋1",
  '=HYPERLINK("http://evil.example","눌러요")',
  'a",=1+1,"b',
  "한글;=1+1",
  "12E45678",
  "00123",
];
const HARMLESS = [
  "나의-책방",
  "파이콘 한국 2026",
  '쉼표, 그리고 "따옴표"',
  "여러 줄\n두 번째 줄",
  "emoji 🎉",
  "21P424K1",
];

/** What our CSV is to a real spreadsheet program, told by its own file format with every cell's type. */
describe("a CSV in LibreOffice", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sadari-csv-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** `separator`: as somebody whose country writes lists otherwise has it set. */
  async function open(name: string, separator: "44" | "59" | "9"): Promise<readonly (readonly Cell[])[]> {
    const rows = [...HARMLESS, ...HOSTILE].map((text, at): [string, number] => [text, at - 3]);
    let csv = "";
    for await (const piece of asCsv({ columns: ["앱 이름", "수"], rows })) csv += piece;
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, csv);
    // 76: UTF-8, as the mark at the file's beginning says; formulas would be computed as in a file that is opened by hand.
    const filter = `CSV:${separator},34,76,1,,0,false,true,false,false,false,-1`;
    const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
    const args = [profile, "--headless", `--infilter=${filter}`, "--convert-to", "fods", "--outdir", folder, file];
    await promisify(execFile)("soffice", args, { timeout: 90_000 });
    return cellsOf(readFileSync(join(folder, `${name}.fods`), "utf8"));
  }

  it("keeps Korean, numbers and every text as it is, and computes none", async () => {
    const [head, ...rows] = await open("commas", "44");
    expect(head?.map(({ text }) => text)).toEqual(["앱 이름", "수"]);
    const texts = rows.map(([cell]) => cell?.text ?? "");
    expect(texts.slice(0, HARMLESS.length)).toEqual(HARMLESS);
    for (const [at, row] of rows.entries()) {
      expect(row[0]).toMatchObject({ type: "string", formula: undefined });
      expect(row[1]).toMatchObject({ type: "float", text: String(at - 3), formula: undefined });
    }
    expect(rows).toHaveLength(HARMLESS.length + HOSTILE.length);
    expect(texts.at(HARMLESS.length)).toBe("'=1+1");
    // Both would be other numbers without their apostrophe.
    expect(texts.slice(-2)).toEqual(["'12E45678", "'00123"]);
  }, 120_000);

  it.each(["59", "9"] as const)(
    "computes nothing where it is split at other places (%s)",
    async (separator) => {
      const rows = await open(`split-${separator}`, separator);
      expect(rows.flat().filter(({ formula }) => formula !== undefined)).toEqual([]);
      expect(rows.flat().some(({ text }) => text.includes("파이콘 한국"))).toBe(true);
    },
    120_000,
  );
});

/** The cells of the first table of a flat OpenDocument spreadsheet. */
function cellsOf(xml: string): readonly (readonly Cell[])[] {
  const [, table = ""] = /<table:table [^>]*>([\s\S]*?)<\/table:table>/.exec(xml) ?? [];
  return [...table.matchAll(/<table:table-row[^>]*>([\s\S]*?)<\/table:table-row>/g)]
    .map(([, row = ""]) =>
      [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-cell>)/g)]
        .filter(([, attributes = ""]) => attributes.includes("office:value-type"))
        .map(
          ([, attributes = "", content = ""]): Cell => ({
            type: /office:value-type="([^"]*)"/.exec(attributes)?.[1] ?? "",
            formula: /table:formula="([^"]*)"/.exec(attributes)?.[1],
            text: [...content.matchAll(/<text:p[^>]*>([\s\S]*?)<\/text:p>/g)].map(([, p = ""]) => plain(p)).join("\n"),
          }),
        ),
    )
    .filter((row) => row.length > 0);
}

const plain = (xml: string): string =>
  xml
    .replace(/<text:s(?:\s[^>]*)?\/>/g, " ")
    .replace(/<text:tab\/>/g, "\t")
    .replace(/<[^>]+>/g, "")
    .replace(
      /&(lt|gt|amp|quot|apos);/g,
      (_, name: string) => ({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" })[name] ?? "",
    );
