import { describe, expect, it } from "vitest";
import { commitTo } from "./commitment.ts";
import { checkSwag, SWAG_FINDINGS, type SwagReceipt } from "./swag-check.ts";
import { percentText, proposeBlank, rollsUntilSoldOut, swagOdds } from "./swag-odds.ts";
import { liveItems, rollSwag, type SwagItem } from "./swag-roll.ts";
import { bytes, vectors } from "./vectors.fixture.ts";

describe("a raffle day", () => {
  it.each(vectors.swag)("$title comes out as published", (day) => {
    const stock = new Map(Object.entries(day.stock));
    const weights = new Map(Object.entries(day.weights ?? {}));
    const [num, den] = day.blank;
    let seq = 0;
    for (const draw of day.draws) {
      const items = Array.from(stock, ([id, remaining]): SwagItem => ({ id, remaining, weight: weights.get(id) }));
      const { pid, nonce } = draw;
      const roll = rollSwag({
        daySeed: bytes(day.day_seed),
        raffle: day.raffle,
        seq: seq + 1,
        pid,
        nonce,
        blank: { num, den },
        items,
      });
      if (draw.sold_out) {
        expect(roll).toEqual({ kind: "sold-out" });
        continue;
      }
      expect(draw.seq).toBe(++seq);
      if (draw.result === null) {
        expect(roll).toEqual({ kind: "blank", roll: draw.roll });
        continue;
      }
      const { pick, of, left, result } = draw;
      expect(roll).toEqual({ kind: "item", roll: draw.roll, pick, of, left, item: result });
      stock.set(result ?? "", left ?? -1);
    }
    expect(Object.fromEntries(stock)).toEqual(day.stock_after);
  });
});

const roll = { raffle: "r", seq: 1, pid: "D68KN5Z9", nonce: "00", blank: { num: 0, den: 1 } };

describe("a roll", () => {
  it("counts the items through by their ids as UTF-8 sorts, whatever order they come in", () => {
    const items = ["b", "\u{1F381}", "a", "ￜ", "가", "B", "ab"].map((id) => ({ id, remaining: 1 }));
    const byBytes = items.map(({ id }) => id).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(liveItems(items).map(({ id }) => id)).toEqual(byBytes);
  });

  it("gives no item that is gone or weighs nothing", () => {
    const items = [
      { id: "gone", remaining: 0, weight: 5 },
      { id: "never", remaining: 5, weight: 0 },
    ];
    expect(rollSwag({ ...roll, daySeed: new Uint8Array(32), items })).toEqual({ kind: "sold-out" });
  });

  it.each([
    { num: -1, den: 2 },
    { num: 3, den: 2 },
    { num: 0, den: 0 },
    { num: 0.5, den: 1 },
  ])("has no chance of $num in $den", (blank) => {
    const items = [{ id: "a", remaining: 1 }];
    expect(() => rollSwag({ ...roll, blank, daySeed: new Uint8Array(32), items })).toThrow(RangeError);
  });

  it("hangs on each of its inputs", () => {
    const items = [{ id: "a", remaining: 2 ** 30 }];
    const base = { ...roll, daySeed: new Uint8Array(32), items };
    const changed = [
      base,
      { ...base, seq: 2 },
      { ...base, pid: "N3GQESC4" },
      { ...base, nonce: "01" },
      { ...base, raffle: "s" },
    ];
    expect(new Set(changed.map((input) => JSON.stringify(rollSwag(input)))).size).toBe(5);
  });
});

describe("the odds on the sign", () => {
  it("are exact", () => {
    const items = [
      { id: "socks", remaining: 12 },
      { id: "shirt", remaining: 3 },
      { id: "gone", remaining: 0 },
    ];
    expect(swagOdds({ num: 50, den: 100 }, items)).toEqual({
      blank: { num: 1, den: 2 },
      items: [
        { id: "shirt", remaining: 3, chance: { num: 1, den: 10 } },
        { id: "socks", remaining: 12, chance: { num: 2, den: 5 } },
      ],
      remaining: 15,
      soldOut: false,
    });
    expect(swagOdds({ num: 1, den: 2 }, [])).toMatchObject({ soldOut: true, remaining: 0 });
  });

  it("never round to a lie", () => {
    const texts = [
      [1, 2],
      [1, 3],
      [0, 5],
      [5, 5],
      [1, 100_000],
      [99_999, 100_000],
    ].map(([num = 0, den = 1]) => percentText({ num, den }));
    expect(texts).toEqual(["50%", "33.3%", "0%", "100%", "<0.1%", ">99.9%"]);
  });

  it("say how long the stock lasts", () => {
    const { mean, sd } = rollsUntilSoldOut(100, { num: 1, den: 2 });
    expect(mean).toBe(200);
    expect(sd).toBeCloseTo(14.14, 2);
    expect(rollsUntilSoldOut(1, { num: 1, den: 1 }).mean).toBe(Number.POSITIVE_INFINITY);
  });

  it("propose a blank with which it lasts", () => {
    expect(proposeBlank(100, 580 / 16, 16)).toEqual({ num: 83, den: 100 });
    expect(proposeBlank(100, 50, 4)).toEqual({ num: 50, den: 100 });
    expect(proposeBlank(100, 10, 8)).toEqual({ num: 0, den: 100 });
    expect(proposeBlank(0, 10, 8)).toEqual({ num: 99, den: 100 });
  });
});

describe("one's own roll", () => {
  const [day = expect.fail("no raffle in the vectors")] = vectors.swag;
  const daySeed = bytes(day.day_seed);
  const [num, den] = day.blank;
  const items = Object.entries(day.stock).map(([id, remaining]) => ({ id, remaining }));
  const common = { raffle: day.raffle, blank: { num, den }, items, commit: commitTo("swag", daySeed) };
  const [blank, , item] = day.draws;
  const lost: SwagReceipt = { ...common, pid: "", nonce: "", seq: 0, roll: 0, ...blank, result: null };
  const won: SwagReceipt = { ...common, pid: "", nonce: "", seq: 0, roll: 0, ...item, result: item?.result ?? "" };

  it("can be computed again, blank or not", () => {
    expect(checkSwag(lost, daySeed)).toBe("swag.ok");
    expect(checkSwag(won, daySeed)).toBe("swag.ok");
    expect(SWAG_FINDINGS["swag.ok"].ko).toContain("같아요");
  });

  it("shows what is wrong", () => {
    expect(checkSwag(lost, new Uint8Array(32))).toBe("swag.commit-differs");
    expect(checkSwag({ ...lost, roll: 1 }, daySeed)).toBe("swag.roll-differs");
    expect(checkSwag({ ...lost, result: "socks" }, daySeed)).toBe("swag.result-differs");
    expect(checkSwag({ ...won, result: null }, daySeed)).toBe("swag.result-differs");
    expect(checkSwag({ ...won, items: [] }, daySeed)).toBe("swag.result-differs");
  });
});
