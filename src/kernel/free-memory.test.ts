import { describe, expect, it } from "vitest";
import { freeMemory } from "./free-memory.ts";

describe("freeing memory", () => {
  it("takes all of it from every view", () => {
    const bytes = Buffer.allocUnsafeSlow(1024 * 1024);
    const part = bytes.subarray(100, 200);
    freeMemory(part);
    expect([bytes.length, part.length]).toEqual([0, 0]);
  });

  it("leaves what is small or shared out", () => {
    const small = Buffer.alloc(1_000);
    freeMemory(small);
    expect(small.length).toBe(1_000);
    const shared = new Uint8Array(new SharedArrayBuffer(1024 * 1024));
    freeMemory(shared);
    expect(shared.length).toBe(1024 * 1024);
  });
});
