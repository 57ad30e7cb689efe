import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanName } from "./clean.ts";
import { differences } from "./differences.ts";
import { distance, distanceWithin } from "./distance.ts";
import { toJamo, toKeys } from "./jamo.ts";
import { matchName, prepareNames } from "./match.ts";
import { isPlaceholder } from "./placeholder.ts";

interface Vectors {
  readonly known: readonly string[];
  readonly match: readonly { readonly typed: string; readonly status: string; readonly candidates: string[] }[];
  readonly jamo: readonly { readonly in: string; readonly out: string }[];
  readonly qwerty: readonly { readonly in: string; readonly out: string }[];
  readonly osa: readonly { readonly a: string; readonly b: string; readonly d: number }[];
  readonly placeholder: readonly { readonly name: string; readonly is: boolean }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../test/vectors/names.json", import.meta.url), "utf8"),
) as Vectors;
const known = prepareNames(vectors.known);

describe("a typed name", () => {
  it.each(vectors.match)("$typed is $status", ({ typed, status, candidates }) => {
    expect(matchName(typed, known)).toEqual({ status, candidates });
  });

  it("is exact if and only if it is the same when cleaned, and never throws", () => {
    fc.assert(
      fc.property(anyName, fc.array(anyName, { maxLength: 8 }), (typed, names) => {
        const { status, candidates } = matchName(typed, prepareNames(names));
        const same = names.some((name) => cleanName(name) === cleanName(typed)) && cleanName(typed) !== "";
        expect(status === "exact").toBe(same);
        expect(candidates.length).toBeLessThanOrEqual(3);
        expect(candidates.length > 0).toBe(status !== "none" && status !== "empty");
      }),
      { numRuns: 500 },
    );
  });

  it("is found through its own keyboard mode, whatever it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[가-힣]{2,8}$/), (name) => {
        expect(["exact", "format", "keyboard"]).toContain(matchName(toKeys(name), prepareNames([name])).status);
      }),
    );
  });

  it.each([
    ["a million letters", "a".repeat(1_000_000)],
    ["a million blanks", " ".repeat(1_000_000)],
    ["a million invisible characters", "\u200b".repeat(1_000_000)],
    ["a million separators", "-_".repeat(500_000)],
    ["a million syllables", "쀍".repeat(1_000_000)],
    ["marks on marks", `a${"\u0301".repeat(1_000_000)}`],
    ["half characters", "\ud800".repeat(1_000_000)],
    ["letters that grow", "\ufdfa".repeat(1_000_000)],
    ["an unclosed variable", "${".repeat(500_000)],
  ])("of %s is answered at once", (_, hostile) => {
    const many = prepareNames(Array.from({ length: 2_000 }, (_each, n) => `app-${n}`));
    const started = performance.now();
    matchName(hostile, many);
    isPlaceholder(hostile);
    expect(performance.now() - started).toBeLessThan(400);
  });

  it("longer than any app can be called is no app's", () => {
    const longest = "x".repeat(1_024);
    expect(matchName(`${longest}y`, prepareNames([longest])).status).not.toBe("exact");
    expect(matchName(longest, prepareNames([longest])).status).toBe("exact");
  });
});

describe("Hangul", () => {
  it.each(vectors.jamo)("$in comes apart", (vector) => expect(toJamo(vector.in)).toBe(vector.out));
  it.each(vectors.qwerty)("$in is typed as $out", (vector) => expect(toKeys(vector.in)).toBe(vector.out));
});

describe("the distance of two names", () => {
  it.each(vectors.osa)("$a, $b", ({ a, b, d }) => expect(distance(a, b)).toBe(d));

  it("within a limit is the same, or beyond it", () => {
    const word = fc.stringMatching(/^[abc]{0,12}$/);
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 5 }), (a, b, limit) => {
        const whole = distance(a, b);
        expect(distanceWithin(a, b, limit)).toBe(whole <= limit ? whole : undefined);
        expect(distance(b, a)).toBe(whole);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a default name", () => {
  it.each(vectors.placeholder)("$name: $is", ({ name, is }) => expect(isPlaceholder(name)).toBe(is));
  it.each(["unknown-go-service", "UNKNOWN_SERVICE:java", "My App", "{{name}}", "$SERVICE_NAME", "<your app name>"])(
    "%s is one",
    (name) => expect(isPlaceholder(name)).toBe(true),
  );
  it.each(["my-django-app", "test-driven-blog", "쇼핑몰", "unknown-pleasures"])("%s is none", (name) =>
    expect(isPlaceholder(name)).toBe(false),
  );
});

describe("the differences of two names", () => {
  it("are marked where they are", () => {
    expect(differences("my-djnago-app", "my-django-app")).toEqual([
      { kind: "same", text: "my-dj" },
      { kind: "typed", text: "n" },
      { kind: "same", text: "a" },
      { kind: "arrived", text: "n" },
      { kind: "same", text: "go-app" },
    ]);
  });

  it("give back both names", () => {
    fc.assert(
      fc.property(anyName, anyName, (typed, arrived) => {
        const parts = differences(typed, arrived);
        const without = (kind: string) => parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join("");
        expect(without("arrived")).toBe(cleanName(typed));
        expect(without("typed")).toBe(cleanName(arrived));
      }),
    );
  });
});

const anyName = fc.oneof(
  fc.constantFrom(...vectors.known, "toString", "__proto__", "constructor"),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."abㄱㅏ가힣 -_\u200b\u202eＡ'“\ud800\u1100"), maxLength: 20 }),
);
