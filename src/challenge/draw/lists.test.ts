import { describe, expect, it } from "vitest";
import { assignLanes, NO_LUCKY, readEntries, writeEntries } from "./entry-file.ts";
import { prizeCount, prizesBySlot, readPrizes, writePrizes } from "./prize-file.ts";
import { vectors } from "./vectors.fixture.ts";

const line = (entry: string): string => `${entry}\t${NO_LUCKY}\n`;

describe("the list of entries", () => {
  it.each(vectors.draw)("of $draw reads and writes itself", ({ entries_text: text, transcript }) => {
    const read = readEntries(text);
    if (!read.ok) return expect.fail(read.problem);
    expect(read.entries).toHaveLength(transcript.n);
    expect(writeEntries(read.entries)).toBe(text);
  });

  it("may be empty", () => {
    expect(readEntries("")).toEqual({ ok: true, entries: [] });
  });

  it.each([
    ["no line end", line("D68KN5Z9").trimEnd(), 1],
    ["a Windows line end", line("D68KN5Z9").replace("\n", "\r\n"), 1],
    ["an empty line", `${line("D68KN5Z9")}\n`, 2],
    ["a letter that is none", line("D68KN5ZI"), 1],
    ["small letters", line("d68kn5z9"), 1],
    ["capital hex", `D68KN5Z9\t${"A".repeat(32)}\n`, 1],
    ["no lucky number", "D68KN5Z9\n", 1],
    ["more than the two", `D68KN5Z9\t${NO_LUCKY}\tMinji\n`, 1],
  ])("is malformed with %s", (_, text, at) => {
    expect(readEntries(text)).toEqual({ ok: false, problem: "malformed", line: at });
  });

  it("holds nobody twice", () => {
    const text = line("D68KN5Z9") + line("N3GQESC4") + line("D68KN5Z9");
    expect(readEntries(text)).toEqual({ ok: false, problem: "duplicate", line: 3 });
  });

  it("is not written with anything that would not be read", () => {
    for (const entry of ["D68KN5Z", `D68KN5Z9\t${NO_LUCKY}\nN3GQESC4`])
      expect(() => writeEntries([{ entry, lucky: NO_LUCKY }])).toThrow(
        expect.objectContaining({ code: "draw.list-invalid" }),
      );
  });
});

describe("the lanes", () => {
  it("go to who picked them, the others fill up in the order of their ids", () => {
    const entries = [
      { entry: "CCCCCCCC" },
      { entry: "BBBBBBBB", lane: 2 },
      { entry: "AAAAAAAA" },
      { entry: "DDDDDDDD", lane: 0 },
    ];
    expect(assignLanes(entries).map(({ entry }) => entry[0])).toEqual(["D", "A", "B", "C"]);
  });

  it("that are gone or taken count as not picked", () => {
    const entries = [
      { entry: "DDDDDDDD", lane: 7 },
      { entry: "CCCCCCCC", lane: 1 },
      { entry: "BBBBBBBB", lane: 1 },
      { entry: "AAAAAAAA", lane: -1 },
    ];
    expect(assignLanes(entries).map(({ entry }) => entry[0])).toEqual(["A", "C", "B", "D"]);
  });
});

describe("the prizes", () => {
  it.each(vectors.draw)("of $draw read and write themselves", ({ prizes_text: text, transcript }) => {
    const prizes = readPrizes(text) ?? [];
    expect(prizeCount(prizes)).toBe(transcript.winners);
    expect(writePrizes(prizes)).toBe(text);
  });

  it("are written composed", () => {
    expect(writePrizes([{ prize: "짐벌".normalize("NFD"), quantity: 1 }])).toBe("짐벌\t1\n");
  });

  it("go to the ranks one by one, and no further than there are ranks", () => {
    const prizes = [
      { prize: "mug", quantity: 2 },
      { prize: "pen", quantity: 1_000_000 },
    ];
    expect(prizesBySlot(prizes, 4)).toEqual(["mug", "mug", "pen", "pen"]);
  });

  it.each(["mug\t1", "mug\t0\n", "mug\t01\n", "mug\t1.5\n", "\t1\n", "mug\n", "mug\t1\r\n", "mug\t1\n\n"])(
    "are malformed as %j",
    (text) => {
      expect(readPrizes(text)).toBeUndefined();
    },
  );

  it("are not written without a whole quantity", () => {
    for (const prize of [
      { prize: "mug", quantity: 0 },
      { prize: "mug\t1\nhat", quantity: 1 },
      { prize: "", quantity: 1 },
    ])
      expect(() => writePrizes([prize])).toThrow(expect.objectContaining({ code: "draw.list-invalid" }));
  });
});
