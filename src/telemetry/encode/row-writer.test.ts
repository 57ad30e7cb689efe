import { describe, expect, it } from "vitest";
import { detailKey, detailPrefix, jsonField, numberField, textField } from "./details.ts";
import { RowWriter } from "./row-writer.ts";

/** Reads the text at the start of a row as ClickHouse does: a variable-length size, then so many bytes. */
function readText(bytes: Uint8Array, from = 0): { readonly text: string; readonly end: number } {
  let size = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return { text: Buffer.from(bytes.subarray(at, at + size)).toString("utf8"), end: at + size };
}

function written(write: (row: RowWriter) => void): Uint8Array {
  const row = new RowWriter("logs");
  write(row);
  return row.takeFragment();
}

const details = (write: (row: RowWriter) => void): unknown => {
  const bytes = written((row) => {
    row.beginDetails();
    write(row);
    row.endDetails();
  });
  const { text, end } = readText(bytes);
  expect(end).toBe(bytes.length);
  return text === "" ? "" : JSON.parse(text);
};

describe("rows in RowBinary", () => {
  it.each([0, 1, 39, 40, 41, 42, 43, 126, 127, 128, 129, 16_383, 16_384, 16_385, 300_000])(
    "writes text of %i characters, one byte or three each",
    (length) => {
      for (const character of ["a", "가"]) {
        const text = character.repeat(length);
        const bytes = written((row) => row.text(text));
        expect(readText(bytes)).toEqual({ text, end: bytes.length });
      }
    },
  );

  it("writes text that turns out wide late, and surrogates with no partner", () => {
    for (const text of ["plain then 한글", "😀", "\ud800 alone", "\udc00", `${"x".repeat(200)}\ud800`]) {
      const bytes = written((row) => row.text(text));
      expect(readText(bytes).text).toBe(text.toWellFormed());
    }
  });

  it("clamps numbers to their columns", () => {
    const view = (write: (row: RowWriter) => void) => new DataView(written(write).buffer);
    expect(view((row) => row.uint64(Number.POSITIVE_INFINITY)).getBigUint64(0, true)).toBe(2n ** 53n - 1n);
    expect(view((row) => row.uint64(Number.NaN)).getBigUint64(0, true)).toBe(0n);
    expect(view((row) => row.uint64(-1)).getBigUint64(0, true)).toBe(0n);
    expect(view((row) => row.uint64(1_795_378_568_887_021.5)).getBigUint64(0, true)).toBe(1_795_378_568_887_021n);
    for (const value of [-1, -5_000_000_000, 5_000_000_000, -(2 ** 53 - 1), 0]) {
      expect(view((row) => row.int64(value)).getBigInt64(0, true)).toBe(BigInt(value));
    }
    expect(view((row) => row.int64(-1e30)).getBigInt64(0, true)).toBe(-(2n ** 53n - 1n));
    expect(view((row) => row.uint32(2 ** 32)).getUint32(0, true)).toBe(2 ** 32 - 1);
    expect(view((row) => row.uint32(-1)).getUint32(0, true)).toBe(0);
    expect(view((row) => row.int32(Number.NaN)).getInt32(0, true)).toBe(0);
    expect(view((row) => row.time(1e18)).getBigInt64(0, true)).toBe(10_413_791_999_000_000n);
  });

  it("notes where each row ends and starts anew after take", () => {
    const row = new RowWriter("logs");
    row.text("ab");
    row.endRow();
    row.text("");
    row.endRow();
    const block = row.take();
    expect(block).toMatchObject({ table: "logs", ends: Uint32Array.of(3, 4) });
    expect(row.take()).toBeUndefined();
  });

  it("grows beyond its first buffer and the first thousand rows", () => {
    const row = new RowWriter("logs");
    for (let i = 0; i < 3_000; i++) {
      row.text("x".repeat(100));
      row.endRow();
    }
    const block = row.take();
    expect(block?.ends).toHaveLength(3_000);
    expect(block?.ends.at(-1)).toBe(block?.rows.length);
  });
});

describe("the details of a row", () => {
  it("are the empty text when there are none", () => {
    expect(details((row) => textField(row, detailKey("a"), undefined))).toBe("");
  });

  it("are JSON whatever is in them", () => {
    const evil = `"\\\u0000\n\u007f\u2028</script>\ud800한${"x".repeat(200)}`;
    const found = details((row) => {
      textField(row, detailKey("http.version"), "1.1");
      textField(row, detailKey("short"), 'say "hi"\t');
      textField(row, detailKey("long"), evil);
      numberField(row, detailKey("n"), Number.NaN);
      jsonField(row, detailKey("body"), { a: [1, { b: evil }] });
      row.beginNamedField(detailPrefix("headers"), evil);
      row.jsonText("v");
      row.beginNamedField(detailPrefix("headers"), "__proto__");
      row.jsonText("p");
    });
    expect(new Map(Object.entries(Object(found)))).toEqual(
      new Map<string, unknown>([
        ["http.version", "1.1"],
        ["short", 'say "hi"\t'],
        ["long", evil],
        ["n", null],
        ["body", { a: [1, { b: evil }] }],
        [`headers.${evil}`, "v"],
        ["headers.__proto__", "p"],
      ]),
    );
  });

  it("hold what is nested deeply, and say so when a value cannot be written", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const bytes = written((row) => {
      row.beginDetails();
      jsonField(row, detailKey("custom"), deep);
      row.endDetails();
    });
    expect(readText(bytes).end).toBe(bytes.length);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(details((row) => jsonField(row, detailKey("custom"), circle))).toEqual({ custom: "(cannot be stored)" });
  });
});
