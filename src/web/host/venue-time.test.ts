import { describe, expect, it } from "vitest";
import { fromVenueInput, roundEnd, toVenueInput, venueClock, venueMoment, zoneName } from "./venue-time.ts";

const at = (iso: string): number => Date.parse(iso) * 1_000;

describe("time at the venue", () => {
  it("is that of its zone, wherever the browser is", () => {
    expect(venueClock(at("2019-08-17T02:32:59Z"), "Asia/Seoul")).toBe("11:32");
    expect(venueClock(at("2019-08-17T15:00:00Z"), "Asia/Seoul")).toBe("00:00");
    expect(venueClock(at("2019-08-17T02:32:00Z"), "Asia/Kathmandu")).toBe("08:17");
  });

  it("names the day only when it is another", () => {
    const now = at("2019-08-17T02:00:00Z");
    expect(venueMoment(at("2019-08-17T07:30:00Z"), now, "Asia/Seoul")).toBe("16:30");
    expect(venueMoment(at("2019-08-17T16:30:00Z"), now, "Asia/Seoul")).toBe("08-18 01:30");
  });

  it.each([
    ["Asia/Seoul", "KST"],
    ["UTC", "UTC"],
  ])("%s is called %s", (zone, name) => {
    expect(zoneName(at("2019-08-17T02:00:00Z"), zone)).toBe(name);
  });

  it.each([
    ["Asia/Seoul", "2019-08-17T16:30", "2019-08-17T07:30:00Z"],
    ["America/New_York", "2026-03-08T01:30", "2026-03-08T06:30:00Z"],
    ["America/New_York", "2026-03-08T03:30", "2026-03-08T07:30:00Z"],
    ["Europe/Berlin", "2026-10-25T12:00", "2026-10-25T11:00:00Z"],
    ["Asia/Kolkata", "2026-01-01T00:00", "2025-12-31T18:30:00Z"],
  ])("in %s %s is %s, and back", (zone, text, iso) => {
    expect(fromVenueInput(text, zone)).toBe(at(iso));
    expect(toVenueInput(at(iso), zone)).toBe(text);
  });

  it("reads seconds where a browser gives them", () => {
    expect(fromVenueInput("2023-09-15T20:00:03", "Asia/Seoul")).toBe(at("2023-09-15T11:00:03Z"));
  });

  it("is null while a field is incomplete", () => {
    expect(fromVenueInput("", "Asia/Seoul")).toBeNull();
    expect(fromVenueInput("2019-08-17", "Asia/Seoul")).toBeNull();
    expect(toVenueInput(null, "Asia/Seoul")).toBe("");
  });

  it("ends at a time that can be said aloud", () => {
    expect(roundEnd(at("2019-08-17T02:32:10Z"), 60)).toBe(at("2019-08-17T03:35:00Z"));
  });
});
