import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../booth.ts";
import { errorOf, pressToy, type ReportingToy, rowOf, statementsOf } from "../toy-process.ts";

const PYTHON = join(import.meta.dirname, ".venv/bin/python");

interface PythonApp {
  readonly file: string;
  readonly framework: string;
  readonly transaction: string;
}

const APPS: readonly PythonApp[] = [
  { file: "flask_app.py", framework: "flask", transaction: "GET /books/<int:number>" },
  { file: "django_app.py", framework: "django", transaction: "GET __main__.book" },
];

describe.each(APPS)("the Python agent in $framework", ({ file, framework, transaction }) => {
  let toy: ReportingToy;

  beforeAll(async () => {
    const port = await freePort();
    const args = [join(import.meta.dirname, file), String(port)];
    toy = await pressToy({ service: `toy-${framework}`, command: PYTHON, args, port });
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  it("shows its app with agent, language and framework", async () => {
    const row = await rowOf(toy);
    expect(row).toMatchObject({ agent: "python", language: "python", framework, failedRate: 0.5 });
  });

  it("shows the statement its request ran", async () => {
    const statements = await statementsOf(toy, { transaction, subtype: "sqlite" });
    expect(statements.join("\n")).toContain("SELECT '사다리' WHERE");
  });

  it("shows the exception with its stack", async () => {
    const error = await errorOf(toy);
    expect(error).toMatchObject({
      type: "ValueError",
      message: expect.stringContaining("가격을 읽을 수 없습니다"),
    });
    expect(error.stacktraces[0]?.frames).toContainEqual(
      expect.objectContaining({ filename: expect.stringMatching(file), function: "broken" }),
    );
  });

  it("left the agent without a complaint", () => {
    expect(toy.output()).not.toMatch(/elasticapm.*(?:error|warning)|Failed to submit/i);
  });
});
