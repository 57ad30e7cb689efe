import { describe, expect, it } from "vitest";
import { engineLibrary, thisPlatform } from "./library.ts";

const good = { name: "linux-x64", glibc: true, avx2: true };
const found = (name: string) => `/packages/${name}`;

describe("the library that carries ClickHouse", () => {
  it("is the one of the platform", () => {
    expect(engineLibrary(good, found)).toBe("/packages/@chdb/lib-linux-x64-gnu");
    expect(engineLibrary({ ...good, name: "darwin-arm64" }, found)).toBe("/packages/@chdb/lib-darwin-arm64");
  });

  it.each([
    ["an unsupported platform", { ...good, name: "win32-x64" }, /win32-x64/],
    ["musl", { ...good, glibc: false }, /musl/],
    ["a processor without AVX2", { ...good, avx2: false }, /AVX2/],
  ])("says in words why not: %s", (_, platform, words) => {
    expect(() => engineLibrary(platform, found)).toThrow(words);
    expect(() => engineLibrary(platform, found)).toThrow(expect.objectContaining({ code: "store.engine-unavailable" }));
  });

  it("says how to get a missing package", () => {
    expect(() => engineLibrary({ ...good, name: "linux-arm64" })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("lib-linux-arm64-gnu"),
        fix: expect.stringContaining("npm ci"),
      }),
    );
  });

  it("exists here", () => {
    expect(engineLibrary(thisPlatform())).toMatch(/libchdb/);
  });
});
