import { describe, expect, it } from "vitest";
import { commitTo } from "./commitment.ts";
import { toHex } from "./digest.ts";
import { roomCommitsText, roomEntropy, roomFlaw } from "./room-entropy.ts";
import { bytes, vectors } from "./vectors.fixture.ts";

const vector = vectors.room_entropy;
const reveals = vector.reveals_text
  .split("\n")
  .filter((line) => line !== "" && !line.endsWith("-"))
  .map((line) => ({ entry: line.slice(0, 8), number: line.slice(9) }));

describe("the numbers of the room", () => {
  it("are put together as specified, in whatever order they came", () => {
    const room = roomEntropy(vector.commits.toReversed(), reveals.toReversed());
    expect(room.revealsText).toBe(vector.reveals_text);
    expect(room.room).toBe(vector.room);
    expect(room.withheld).toEqual(["D41SDC77"]);
    expect(room.commitsText).toBe(roomCommitsText(vector.commits));
    expect(roomFlaw(room.commitsText, room.revealsText)).toBeUndefined();
  });

  it("that do not fit their seal count as withheld", () => {
    const [first, ...others] = reveals;
    for (const number of ["00".repeat(32), "", "zz", first?.number.slice(2) ?? ""]) {
      const room = roomEntropy(vector.commits, [{ entry: first?.entry ?? "", number }, ...others]);
      expect(room.withheld).toEqual([first?.entry, "D41SDC77"]);
    }
  });

  it("of people who sealed nothing do not enter", () => {
    const stranger = { entry: "ZZZZZZZZ", number: "00".repeat(32) };
    expect(roomEntropy(vector.commits, [...reveals, stranger]).room).toBe(vector.room);
  });

  it("are too few below three", () => {
    expect(() => roomEntropy(vector.commits, reveals.slice(0, 2))).toThrow(
      expect.objectContaining({ code: "draw.room-refused" }),
    );
  });

  it("have one seal a person", () => {
    const twice = [...vector.commits, ...vector.commits.slice(0, 1)];
    expect(() => roomEntropy(twice, reveals)).toThrow(expect.objectContaining({ code: "draw.room-refused" }));
  });

  it("are checked line by line", () => {
    const commits = roomCommitsText(vector.commits);
    const [shown = ""] = vector.reveals_text.split("\n");
    const other = toHex(bytes("11".repeat(32)));
    expect(commitTo("room", bytes(other))).not.toBe(vector.commits[0]?.commit);
    expect(roomFlaw(commits, vector.reveals_text.replace(shown.slice(9), other))).toBe("unsealed");
    expect(roomFlaw(commits, vector.reveals_text.replace(shown.slice(9), "-"))).toBeUndefined();
    expect(roomFlaw(commits, vector.reveals_text.replace(`${shown}\n`, ""))).toBe("malformed");
    expect(roomFlaw(commits, vector.reveals_text.replace("4D8TMGHD", "4D8TMGHE"))).toBe("malformed");
    expect(roomFlaw("", "")).toBe("too-few");
  });
});
