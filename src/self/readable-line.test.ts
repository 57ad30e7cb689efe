import { describe, expect, it } from "vitest";
import { readableLine } from "./readable-line.ts";

const line = (over: object): string =>
  JSON.stringify({ level: 30, time: "2026-11-22T05:02:11.000Z", msg: "ClickHouse is up", ...over });

describe("readableLine", () => {
  it("gives the time, the message and the fields", () => {
    expect(readableLine(line({ port: 42081 }))).toMatch(/\d\d:02:11 {2}ClickHouse is up {2}port=42081/);
  });

  it("shows a failure with its stack", () => {
    expect(readableLine(line({ level: 50, err: { type: "Error", stack: "Error: away\n    at x.ts:1" } }))).toContain(
      "at x.ts:1",
    );
  });

  it("lets no field steer the terminal", () => {
    expect(readableLine(line({ agent: "\u001b[2Jevil" }))).not.toContain("\u001b[2J");
  });
});
