import { stringify } from "csv-stringify";

/** A cell: text somebody chose, or a number of ours. */
export type Cell = string | number;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}

/**
 * CSV as spreadsheets take it (RFC 4180, CRLF, UTF-8 with a mark, every text quoted). No text is a formula in it, whichever
 * character the spreadsheet takes for the separator.
 */
export async function* asCsv({ columns, rows }: Table): AsyncGenerator<string> {
  const csv = stringify({ bom: true, record_delimiter: "windows", quoted_string: true });
  const fed = feed();
  for await (const chunk of csv) yield String(chunk);
  await fed;

  async function feed(): Promise<void> {
    try {
      csv.write([...columns]);
      for await (const row of rows) {
        const taken = csv.write(row.map((cell) => (typeof cell === "number" ? cell : asText(cell))));
        if (!taken && !csv.destroyed) await new Promise((resolve) => csv.once("drain", resolve).once("close", resolve));
        if (csv.destroyed) return;
      }
      csv.end();
    } catch (error) {
      csv.destroy(error instanceof Error ? error : new Error("a row could not be read"));
    }
  }
}

/** One JSON object a line, texts exactly as they are. */
export async function* asJsonLines({ columns, rows }: Table): AsyncGenerator<string> {
  for await (const row of rows) {
    yield `${JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ""])))}\n`;
  }
}

/**
 * What a spreadsheet computes begins with one of these, in full width too. A quoted cell is taken apart at a semicolon or
 * a tab by a spreadsheet that was told so; what follows begins a cell there.
 */
const BEGINS_FORMULA =
  /(^|[,;|\t\r\n])([\s"'\p{Cf}]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\u2212\uFE62\uFE63\uFE66\uFE6B])/gu;

/** `00123` or `12E45678`: ids too. A spreadsheet makes another number of it, and whoever looks for the id finds none. */
const READS_AS_NUMBER = /^\s*\d[\d.]*(?:e[+-]?\d+)?\s*$/i;

/** The text with an apostrophe before whatever would be a formula or another number: spreadsheets then show it as it is. */
export function asText(text: string): string {
  const safe = text.replaceAll("\0", "").replace(BEGINS_FORMULA, "$1$2'");
  const changes = READS_AS_NUMBER.test(safe) && String(Number(safe)) !== safe;
  return changes || /^[\t\r\n]/.test(safe) ? `'${safe}` : safe;
}
