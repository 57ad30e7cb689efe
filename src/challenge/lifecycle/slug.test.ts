import { describe, expect, it } from "vitest";
import { Slug } from "../../contract/index.ts";
import { freeSlug, slugOf } from "./slug.ts";

describe("an address from a name", () => {
  it.each([
    ["PyCon Korea 2019", "pycon-korea-2019"],
    ["파이콘 한국", "paikon-hanguk"],
    ["파이콘".normalize("NFD"), "paikon"],
    ["  Café — Zürich! ", "cafe-zurich"],
    ["x".repeat(100), "x".repeat(40)],
    ["../../etc/passwd", "etc-passwd"],
  ])("%j is %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it.each(["", "🎉🎉", "日本", "---", "\u202e"])("is made up for %j, and always valid", (name) => {
    expect(slugOf(name)).toMatch(/^event-[0-9a-z]{5}$/);
    expect(Slug.safeParse(slugOf(name)).success).toBe(true);
  });

  it("takes the first number that is free", () => {
    expect(freeSlug("a", new Set(["a", "a-2", "a-4"]))).toBe("a-3");
    expect(freeSlug("b", new Set(["a"]))).toBe("b");
  });
});
