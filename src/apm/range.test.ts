import { describe, expect, it } from "vitest";
import { epochMicros } from "../kernel/index.ts";
import { parseRange } from "./range.ts";

const now = epochMicros(Date.parse("2026-11-22T12:00:00Z") * 1000);
const at = (iso: string) => Date.parse(iso) * 1000;

describe("a range of time", () => {
  it("is the last fifteen minutes by default", () => {
    expect(parseRange({}, now)).toEqual({ from: at("2026-11-22T11:45:00Z"), to: now });
  });

  it.each([
    ["now-30s", "2026-11-22T11:59:30Z"],
    ["now-1h", "2026-11-22T11:00:00Z"],
    ["now-7d", "2026-11-15T12:00:00Z"],
    ["2026-11-22", "2026-11-22T00:00:00Z"],
    ["2026-11-22T11:00:00Z", "2026-11-22T11:00:00Z"],
    ["2026-11-22T20:00:00+09:00", "2026-11-22T11:00:00Z"],
    ["2026-11-22T11:00:00.123", "2026-11-22T11:00:00.123Z"],
    ["1795345200000000", "2026-11-22T11:00:00Z"],
    ["1970-01-01", "1970-01-01T00:00:00Z"],
  ])("may begin at %s", (from, iso) => {
    expect(parseRange({ from }, now).from).toBe(at(iso));
  });

  it("may end in the future", () => {
    expect(parseRange({ to: "now+1h" }, now).to).toBe(at("2026-11-22T13:00:00Z"));
  });

  it.each([
    [{ from: "yesterday" }],
    [{ from: "now-15x" }],
    [{ from: "2026-13-01" }],
    [{ from: "" }],
    [{ from: "1795378568000" }],
    [{ from: "now", to: "now-1h" }],
    [{ from: `${"9".repeat(400)}` }],
  ])("is refused when it cannot be meant: %j", (query) => {
    expect(() => parseRange(query, now)).toThrow(expect.objectContaining({ code: "request.invalid" }));
  });
});
