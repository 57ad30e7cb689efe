import { describe, expect, it } from "vitest";
import { toHex } from "./digest.ts";
import { HmacDrbg } from "./hmac-drbg.ts";
import { shuffle, uniform, type Words, wordStream } from "./stream.ts";
import { bytes, vectors } from "./vectors.fixture.ts";

/** The words of a stream, counted. */
function counted(next: Words): { readonly next: Words; used: number } {
  const counter = {
    used: 0,
    next: () => {
      counter.used += 1;
      return next();
    },
  };
  return counter;
}

function handFed(words: readonly number[]): Words {
  const left = [...words];
  return () => left.shift() ?? Number.NaN;
}

describe("HMAC_DRBG", () => {
  it("gives what NIST's CAVP vector says", () => {
    const nist = vectors.hmac_drbg_sha256_nist_cavp;
    const generator = new HmacDrbg(bytes(nist.entropy), bytes(nist.nonce), bytes(nist.personalization));
    const outputs = nist.generate.map((length) => toHex(generator.generate(length)));
    expect(outputs.at(-1)).toBe(nist.last_output);
  });

  it("moves on after every request: eight bytes are not twice four", () => {
    const make = (): HmacDrbg => new HmacDrbg(new Uint8Array(32), new Uint8Array(16), new Uint8Array());
    const [one, two] = [make(), make()];
    expect(toHex(one.generate(8))).not.toBe(toHex(two.generate(4)) + toHex(two.generate(4)));
  });
});

describe("the streams", () => {
  it.each(vectors.stream_u32)("give the words of $label", ({ seed, label, u32 }) => {
    const next = wordStream(bytes(seed), label);
    expect(u32.map(() => next())).toEqual(u32);
  });

  it.each(vectors.uniform)("give numbers below $m", ({ seed, label, m, values, words_used }) => {
    const words = counted(wordStream(bytes(seed), label));
    expect(values.map(() => uniform(words.next, m))).toEqual(values);
    expect(words.used).toBe(words_used);
  });

  it.each(vectors.uniform_rejection)("throw away words that would favour some, below $m: $words", (vector) => {
    const words = counted(handFed(vector.words));
    expect(uniform(words.next, vector.m)).toBe(vector.value);
    expect(words.used).toBe(vector.words_used);
  });

  it("know no number below nothing, a fraction or beyond a word", () => {
    for (const below of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1])
      expect(() => uniform(handFed([1]), below)).toThrow(RangeError);
  });

  it.each(vectors.shuffle)("shuffle $n", ({ seed, label, n, order, words_used }) => {
    const words = counted(wordStream(bytes(seed), label));
    expect(shuffle(words.next, n)).toEqual(order);
    expect(words.used).toBe(words_used);
  });

  it("make every order of four about equally likely", () => {
    const counts = new Map<string, number>();
    const next = wordStream(new Uint8Array(32), "order");
    for (let round = 0; round < 4_800; round++) {
      const order = shuffle(next, 4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chiSquare = Array.from(counts.values(), (count) => (count - 200) ** 2 / 200).reduce((a, b) => a + b);
    expect(counts.size).toBe(24);
    // 23 degrees of freedom; the seed is fixed, so this never flickers.
    expect(chiSquare).toBeLessThan(49.7);
  });
});
