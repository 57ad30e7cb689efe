import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Framework } from "../../src/contract/index.ts";
import { codeFor, guideAt, linesFrom } from "../agents/guide/guide.ts";
import { newProject, type Project, type RunningProject, runLines, visitorFile } from "../agents/guide/project.ts";
import { errorOf, type ReportingToy, rowOf, statementsOf } from "../agents/toy-process.ts";
import { type Booth, startBooth } from "../booth.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const ROOT = join(import.meta.dirname, "../..");
const TSCONFIG = {
  compilerOptions: {
    module: "nodenext",
    target: "es2023",
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    outDir: "dist",
    rootDir: "src",
    skipLibCheck: true,
    types: ["node"],
  },
  include: ["src"],
};

let booth: Booth;
let database: PostgresServer;

beforeAll(async () => {
  [booth, database] = await Promise.all([startBooth(), startPostgres()]);
});
afterAll(async () => {
  await booth[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface Visitor {
  readonly name: string;
  readonly framework: Framework;
  /** Where the failing line stands. */
  readonly brokenIn: RegExp;
  /** Makes the project a visitor would have, does what the guide says, and returns the lines that start it. */
  follow(project: Project, service: string): string;
}

const VISITORS: readonly Visitor[] = [
  {
    name: "Express",
    framework: "express",
    brokenIn: /^app\.js$/,
    follow(project, serviceName) {
      const guide = guideAt(booth, "express", { serviceName });
      project.write("app.js", codeFor(guide, "app.js") + visitorFile("express-app.cjs"));
      return linesFrom(guide, 3);
    },
  },
  {
    name: "Express with import",
    framework: "express",
    brokenIn: /app\.js$/,
    follow(project, serviceName) {
      const guide = guideAt(booth, "express", { serviceName });
      project.write("package.json", JSON.stringify({ name: "visitor", private: true, type: "module" }));
      project.write("apm.cjs", codeFor(guide, "app.js"));
      project.write("app.js", visitorFile("express-app.mjs"));
      return guide.steps[2]?.asides[0]?.blocks[0]?.code ?? "";
    },
  },
  {
    name: "Fastify",
    framework: "fastify",
    brokenIn: /^app\.js$/,
    follow(project, serviceName) {
      const guide = guideAt(booth, "fastify", { serviceName });
      project.write("app.js", codeFor(guide, "app.js") + visitorFile("fastify-app.cjs"));
      return linesFrom(guide, 3);
    },
  },
  {
    name: "Nest",
    framework: "nest",
    brokenIn: /main\.js$/,
    follow(project, serviceName) {
      const guide = guideAt(booth, "nest", { serviceName });
      const packageJson = { name: "visitor", private: true, type: "module", scripts: { build: "tsc" } };
      project.write("package.json", JSON.stringify(packageJson));
      project.write("tsconfig.json", JSON.stringify(TSCONFIG));
      project.write("src/apm.filter.ts", codeFor(guide, "src/apm.filter.ts"));
      const main = visitorFile("nest-main.ts.txt");
      const [made = ""] = /^const app = .*$/m.exec(main) ?? [];
      project.write("src/main.ts", main.replace(made, `${made}\n${codeFor(guide, "src/main.ts")}`));
      return linesFrom(guide, 2);
    },
  },
];

describe.each(VISITORS)("who follows the guide with $name", ({ name, framework, brokenIn, follow }) => {
  const service = `${name} 7Q2M`;
  let project: Project;
  let app: RunningProject;
  let toy: ReportingToy;

  beforeAll(async () => {
    project = newProject();
    const lines = follow(project, service);
    const env = { DATABASE_URL: await database.createDatabase(), ELASTIC_APM_LOG_LEVEL: "info" };
    app = await runLines(project, lines, env);
    await fetch(`${app.url}/broken`);
    toy = { booth, service, output: app.output, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    project?.[Symbol.dispose]();
  });

  it("sees the app under its name with agent and framework", async () => {
    expect(await rowOf(toy)).toMatchObject({
      agent: "nodejs",
      language: "javascript",
      framework: framework === "nest" ? "express" : framework,
      environment: "pycon",
    });
  });

  it("sees the statement a page ran", async () => {
    const statements = await statementsOf(toy, { transaction: "GET /books/:id", subtype: "postgresql" });
    expect(statements.join("\n")).toContain("SELECT '사다리' AS title WHERE");
  });

  it("sees the error of a broken page with its stack", async () => {
    const error = await errorOf(toy);
    expect(error).toMatchObject({ type: "TypeError", message: "가격을 읽을 수 없습니다" });
    const frames = error.stacktraces[0]?.frames;
    expect(frames).toContainEqual(
      expect.objectContaining({ filename: expect.stringMatching(brokenIn), libraryFrame: false }),
    );
  });

  it("reads no warning or error of the agent", () => {
    const levels = Array.from(app.output().matchAll(/"log\.level":"(\w+)"/g), ([, level]) => level);
    expect([...new Set(levels)], app.output()).toEqual(["info"]);
  });
});

it.each([
  ["express", "elastic-apm-node"],
  ["nest", "elastic-apm-node"],
  ["browser", "@elastic/apm-rum"],
] as const)("the guide of %s installs the %s that was tried here", (framework, agent) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules", agent, "package.json"), "utf8"));
  const guide = guideAt(booth, framework);
  expect(guide.steps[0]?.blocks[0]?.code.trim()).toBe(`npm install ${agent}@${version}`);
  expect(guide.agent).toBe(`${agent} ${version}`);
});
