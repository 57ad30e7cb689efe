import { describe, expect, it } from "vitest";
import { asCsv, asJsonLines, asText } from "./table.ts";

const FORMULAS = [
  "=1+1",
  "@SUM(A1)",
  "-2+3",
  "+1",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM",
  " =1",
  "'=1",
  '"=1',
  "\u200b=1",
];

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let whole = "";
  for await (const chunk of chunks) whole += chunk;
  return whole;
}

/** RFC 4180 as a reader of another make sees it, with any separator. */
function parse(csv: string, separator = ","): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < csv.length; at++) {
    const character = csv[at] ?? "";
    if (quoted && character === '"' && csv[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && character === separator) {
      rows.at(-1)?.push(cell);
      cell = "";
    } else if (!quoted && character === "\r" && csv[at + 1] === "\n") {
      rows.at(-1)?.push(cell);
      cell = "";
      rows.push([]);
      at++;
    } else cell += character;
  }
  return rows.slice(0, -1);
}

const isFormula = (cell: string): boolean =>
  /^[\s"'\u200b]*[=+\-@＝＋－＠]/u.test(cell) && !/^[\s"\u200b]*'/u.test(cell);

describe("a CSV file", () => {
  const columns = ["app", "수"];
  const rows: [string, number][] = [
    ['사다리 앱, "둘"', -3],
    ...FORMULAS.map((formula): [string, number] => [formula, 1]),
  ];

  it("begins with a mark, keeps Korean and negative numbers, and holds no formula", async () => {
    const csv = await text(asCsv({ columns, rows }));
    expect(csv.startsWith("\uFEFF")).toBe(true);
    const [head, first, ...others] = parse(csv.slice(1));
    expect(head).toEqual(columns);
    expect(first).toEqual(['사다리 앱, "둘"', "-3"]);
    expect(others).toHaveLength(FORMULAS.length);
    expect(others.filter(([cell = ""]) => isFormula(cell))).toEqual([]);
  });

  it("holds none for a spreadsheet that splits at a semicolon or a tab either", async () => {
    const csv = await text(
      asCsv({
        columns,
        rows: [
          ["a;=1+1", 1],
          ["b\t@SUM(1)", 1],
          ["c|＝1", 1],
          ['d";-1', 1],
          ["e\r\n+1", 1],
        ],
      }),
    );
    for (const separator of [";", "\t", "|", ","]) {
      const cells = csv.slice(1).split(new RegExp(`[${separator}\r\n]`));
      expect(cells.filter(isFormula)).toEqual([]);
    }
  });

  it("leaves harmless text alone", () => {
    for (const harmless of ["flask-app", "a=b", "mail@host", "1-2", "", "끝-"]) expect(asText(harmless)).toBe(harmless);
  });

  it("keeps what a spreadsheet would take for another number", () => {
    for (const id of ["00123", "12E45678", "1e5", "007", "12345678901234567890", "1.0"])
      expect(asText(id)).toBe(`'${id}`);
    for (const id of ["123", "12345678", "1.5", "21P424K1", "0", "3E", "e5"]) expect(asText(id)).toBe(id);
  });

  it("fails as a whole when a row cannot be read", async () => {
    const broken = async function* () {
      yield ["a", 1] as const;
      throw new Error("gone");
    };
    await expect(text(asCsv({ columns, rows: broken() }))).rejects.toThrow("gone");
  });
});

describe("JSON lines", () => {
  it("keep texts as they are", async () => {
    const lines = await text(asJsonLines({ columns: ["app"], rows: FORMULAS.map((formula) => [formula]) }));
    expect(
      lines
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).app),
    ).toEqual(FORMULAS);
  });
});
