import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guideAt, linesFrom } from "../agents/guide/guide.ts";
import { newProject, type Project, type RunningProject, runLines } from "../agents/guide/project.ts";
import { errorOf, type ReportingToy, rowOf, statementsOf } from "../agents/toy-process.ts";
import { type Booth, startBooth } from "../booth.ts";

const SERVICE = "nothing 7Q2M";

/** `npx` on a computer that never ran it, in a hall without internet: only the booth can be reached. */
describe("who has nothing and pastes the one line", () => {
  let booth: Booth;
  let project: Project;
  let home: string;
  let app: RunningProject;
  let toy: ReportingToy;

  beforeAll(async () => {
    booth = await startBooth();
    project = newProject();
    home = mkdtempSync(join(tmpdir(), "sadari-home-"));
    mkdirSync(join(home, "cache"));
    const env = {
      HOME: home,
      npm_config_cache: join(home, "cache"),
      npm_config_userconfig: join(home, "none"),
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_fetch_retries: "0",
      ELASTIC_APM_LOG_LEVEL: "info",
    };
    app = await runLines(project, linesFrom(guideAt(booth, "nothing", { serviceName: SERVICE }), 1), env);
    await fetch(`${app.url}/broken`);
    toy = { booth, service: SERVICE, output: app.output, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    project?.[Symbol.dispose]();
    rmSync(home, { recursive: true, force: true });
    await booth[Symbol.asyncDispose]();
  });

  it("gets an app that says where it is", () => {
    expect(app.output()).toContain(`http://localhost:${new URL(app.url).port}`);
  });

  it("sees it under its name with agent and framework", async () => {
    const row = await rowOf(toy);
    expect(row).toMatchObject({ agent: "nodejs", language: "javascript", framework: "sadari-toy", environment: "toy" });
  });

  it("sees the statement a page ran", async () => {
    const statements = await statementsOf(toy, { transaction: "GET /books/:number", subtype: "sqlite" });
    expect(statements).toEqual(["SELECT title FROM books WHERE number = ?"]);
  });

  it("sees the error of the broken page with its stack", async () => {
    const error = await errorOf(toy);
    expect(error).toMatchObject({ type: "Error", message: "책값을 읽을 수 없습니다" });
    expect(error.stacktraces[0]?.frames[0]).toMatchObject({ filename: expect.stringMatching(/toy\.cjs$/) });
  });

  it("reads no warning or error of the agent", () => {
    const levels = Array.from(app.output().matchAll(/"log\.level":"(\w+)"/g), ([, level]) => level);
    expect([...new Set(levels)], app.output()).toEqual(["info"]);
  });
});
