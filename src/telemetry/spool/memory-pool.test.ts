import { describe, expect, it } from "vitest";
import { MemoryPool } from "./memory-pool.ts";

const KIB = 1024;

describe("the memory of the spool", () => {
  it("is given out again, the closest fit first, at its beginning", () => {
    const pool = new MemoryPool(8_192 * KIB);
    const [large, fitting] = [pool.take(1_700 * KIB), pool.take(1_000 * KIB)];
    pool.give(large.subarray(48));
    pool.give(fitting.subarray(48));
    const again = pool.take(900 * KIB);
    expect(again.buffer).toBe(fitting.buffer);
    expect([again.byteOffset, again.length]).toEqual([0, 900 * KIB]);
    expect(pool.take(900 * KIB).buffer).toBe(large.buffer);
    expect(pool.bytes).toBe(0);
  });

  it("is kept for what needs most of it", () => {
    const pool = new MemoryPool(8_192 * KIB);
    const large = pool.take(2_000 * KIB);
    pool.give(large);
    expect(pool.take(900 * KIB).buffer).not.toBe(large.buffer);
    expect(pool.take(1_100 * KIB).buffer).toBe(large.buffer);
  });

  it("is never given to two at once", () => {
    const pool = new MemoryPool(8_192 * KIB);
    pool.give(pool.take(500 * KIB));
    const taken = [pool.take(500 * KIB), pool.take(500 * KIB), pool.take(500 * KIB)];
    expect(new Set(taken.map(({ buffer }) => buffer)).size).toBe(3);
  });

  it("is kept up to a bound, and only where it is worth it", () => {
    const pool = new MemoryPool(1_000 * KIB);
    const taken = [pool.take(600 * KIB), pool.take(600 * KIB), pool.take(10 * KIB)];
    for (const buffer of taken) pool.give(buffer);
    expect(pool.bytes).toBeGreaterThanOrEqual(600 * KIB);
    expect(pool.bytes).toBeLessThanOrEqual(1_000 * KIB);
    expect(taken.map(({ length }) => length)).toEqual([600 * KIB, 0, 10 * KIB]);
    pool.clear();
    expect(pool.bytes).toBe(0);
    expect(pool.take(600 * KIB).buffer).not.toBe(taken[0]?.buffer);
  });
});
