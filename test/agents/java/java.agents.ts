import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../booth.ts";
import { errorOf, pressToy, type ReportingToy, rowOf, statementsOf } from "../toy-process.ts";

const TARGET = join(import.meta.dirname, "target");

/** The agent's own lines at WARN and above, without its advice for a faster start. */
function complaintsIn(output: string): readonly string[] {
  const lines = output.split("\n").filter((line) => /\b(?:WARN|ERROR) +co\.elastic\.apm\./.test(line));
  return lines.filter((line) => !line.includes("please configure application_packages"));
}

describe("the Java agent in Spring Boot", () => {
  let toy: ReportingToy;

  beforeAll(async () => {
    const port = await freePort();
    toy = await pressToy({
      service: "toy-spring",
      command: "java",
      args: [`-javaagent:${TARGET}/elastic-apm-agent.jar`, "-jar", `${TARGET}/toy.jar`, `--server.port=${port}`],
      port,
      env: { ELASTIC_APM_LOG_LEVEL: "WARN" },
    });
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  it("shows its app with agent, language and framework", async () => {
    const row = await rowOf(toy);
    expect(row).toMatchObject({ agent: "java", language: "Java", framework: "Spring Web MVC", failedRate: 0.5 });
  });

  it("shows the statement its request ran", async () => {
    const statements = await statementsOf(toy, { transaction: "Toy#book", subtype: "h2" });
    expect(statements.join("\n")).toContain("SELECT '사다리' WHERE");
  });

  it("shows the exception with its stack", async () => {
    const error = await errorOf(toy);
    expect(error).toMatchObject({
      type: "jakarta.servlet.ServletException",
      message: expect.stringContaining("가격을 읽을 수 없습니다"),
    });
    const cause = error.stacktraces.find(({ title }) => title.startsWith("java.lang.IllegalStateException: 가격을"));
    expect(cause?.frames[0]).toMatchObject({ filename: "Toy.java", classname: "toy.Toy", function: "broken" });
  });

  it("left the agent without a complaint", () => {
    expect(complaintsIn(toy.output())).toEqual([]);
  });
});
