import { describe, expect, it } from "vitest";
import { nameText } from "./name-text.ts";

describe("nameText", () => {
  it("keeps ordinary names", () => {
    expect(nameText("my-django-app")).toBe("my-django-app");
    expect(nameText("우리 앱 🐍")).toBe("우리 앱 🐍");
  });

  it("takes out direction overrides and invisible characters", () => {
    expect(nameText("user\u202egnp.exe")).toBe("usergnp.exe");
    expect(nameText("a\u200bb\u2066c\ufeffd\u0000e")).toBe("abcde");
  });

  it("shows a dash for a name of nothing visible", () => {
    expect(nameText("\u200b \u202e")).toBe("—");
    expect(nameText("")).toBe("—");
  });

  it("limits towers of marks", () => {
    expect(nameText(`e${"\u0301".repeat(50)}x`)).toBe("e\u0301\u0301x");
  });

  it("cuts by visible characters, not by code units", () => {
    expect(nameText("👩‍👩‍👧‍👦abc", 2).endsWith("…")).toBe(true);
    expect(nameText("한글이름", 2)).toBe("한글…");
    expect(nameText("x".repeat(1_000_000), 10)).toBe(`${"x".repeat(10)}…`);
  });
});
