import { describe, expect, it } from "vitest";
import { type Canonical, canonicalBytes, canonicalHash, canonicalText } from "./canonical.ts";
import { commitTo } from "./commitment.ts";
import { sha256Hex, toHex } from "./digest.ts";
import { HASH_WORDS } from "./hash-word-table.ts";
import { hashWords } from "./hash-words.ts";
import { bytes, vectors } from "./vectors.fixture.ts";

describe("canonical bytes", () => {
  it.each(vectors.canonical_json)("are $utf8_hex", ({ value, utf8_hex, sha256 }) => {
    expect(toHex(canonicalBytes(value))).toBe(utf8_hex);
    expect(canonicalHash(value)).toBe(sha256);
  });

  it("write a decomposed text like a composed one", () => {
    expect(canonicalText("한글".normalize("NFD"))).toBe('"한글"');
  });

  it("keep the keys that objects treat specially", () => {
    expect(canonicalText(JSON.parse('{"__proto__":1,"constructor":2}') as Canonical)).toBe(
      '{"__proto__":1,"constructor":2}',
    );
  });

  it.each([
    ["a fraction", 0.5],
    ["not a number", Number.NaN],
    ["2⁵³ and above", 2 ** 53],
    ["below −2⁵³", -(2 ** 53)],
    ["half a character", "\ud83c"],
    ["a key outside ASCII", { 이름: 1 }],
    ["nothing", undefined as unknown as Canonical],
    ["a function", (() => 1) as unknown as Canonical],
  ])("do not exist for %s", (_, value) => {
    expect(() => canonicalText(value)).toThrow(expect.objectContaining({ code: "draw.not-canonical" }));
  });

  it("chain the records of an audit log", () => {
    let prev = "0".repeat(64);
    for (const { record, canonical, hash } of vectors.audit_chain) {
      expect(record.prev).toBe(prev);
      expect(canonicalText(record)).toBe(canonical);
      expect(canonicalHash(record)).toBe(hash);
      prev = hash;
    }
    expect(vectors.audit_chain).toHaveLength(4);
  });
});

describe("commitments", () => {
  it.each(vectors.commit)("seal a $what", ({ what, seed, commit }) => {
    expect(commitTo(what, bytes(seed))).toBe(commit);
  });
});

describe("the words of a hash", () => {
  it("are 256 different ones in each language", () => {
    expect(new Set(HASH_WORDS.map(({ ko }) => ko)).size).toBe(256);
    expect(new Set(HASH_WORDS.map(({ en }) => en)).size).toBe(256);
    expect(HASH_WORDS.filter(({ ko, en }) => !/^[가-힣]+$/.test(ko) || !/^[a-z]+$/.test(en))).toEqual([]);
  });

  it("stand for the first four bytes, for ever the same", () => {
    expect(hashWords("00017fff".padEnd(64, "a"))).toEqual({
      ko: "호랑이 토끼 겨울 소포",
      en: "tiger rabbit winter parcel",
      hex: "00017fff",
    });
    const table = HASH_WORDS.map(({ ko, en }) => `${ko} ${en}`).join("\n");
    expect(sha256Hex(table)).toBe("cd8f07309513760e1642108878d95b673102c3fffbd9380c9d490e148f76f10b");
  });
});
