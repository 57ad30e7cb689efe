import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../booth.ts";
import { errorOf, pressToy, type ReportingToy, rowOf, statementsOf } from "../toy-process.ts";

describe("the Go agent in net/http", () => {
  let toy: ReportingToy;

  beforeAll(async () => {
    const port = await freePort();
    toy = await pressToy({
      service: "toy-go",
      command: join(import.meta.dirname, "build/toy"),
      args: [String(port)],
      port,
      // Without a file the Go agent keeps its complaints to itself; debug shows that it speaks at all.
      env: { ELASTIC_APM_LOG_FILE: "stderr", ELASTIC_APM_LOG_LEVEL: "debug" },
    });
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  it("shows its app with agent and language; net/http names no framework", async () => {
    const row = await rowOf(toy);
    expect(row).toMatchObject({ agent: "go", language: "go", framework: "", failedRate: 0.5 });
  });

  it("shows the statement its request ran", async () => {
    const statements = await statementsOf(toy, { transaction: "GET /books/1", subtype: "sqlite" });
    expect(statements.join("\n")).toContain("SELECT '사다리' FROM step");
  });

  it("shows the panic with its stack", async () => {
    const error = await errorOf(toy);
    expect(error).toMatchObject({ message: "가격을 읽을 수 없습니다", culprit: "shop.broken" });
    const frames = error.stacktraces[0]?.frames;
    expect(frames).toContainEqual(
      expect.objectContaining({ filename: "main.go", function: "shop.broken", libraryFrame: false }),
    );
  });

  it("left the agent without a complaint", () => {
    const levels = Array.from(toy.output().matchAll(/"level":"(\w+)"/g), ([, level]) => level);
    expect([...new Set(levels)], toy.output()).toEqual(["debug"]);
  });
});
