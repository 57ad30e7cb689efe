import { copyFileSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Framework, FrameworkGuide } from "../../../src/contract/index.ts";
import { type Booth, freePort, startBooth } from "../../booth.ts";
import { errorOf, type ReportingToy, rowOf, statementsOf } from "../toy-process.ts";
import { codeFor, guideAt, linesFrom } from "./guide.ts";
import { newProject, type Project, type RunningProject, runLines } from "./project.ts";

const HERE = import.meta.dirname;
const AGENTS = join(HERE, "..");
const VENV = join(AGENTS, "python/.venv/bin");
const JAVA = join(AGENTS, "java");

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth();
});
afterAll(() => booth[Symbol.asyncDispose]());

interface Visitor {
  readonly framework: Framework;
  readonly row: object;
  readonly page: { readonly transaction: string; readonly subtype: string };
  readonly statement: string;
  readonly error: { readonly message: RegExp; readonly frame: object };
  /** What makes the agent say aloud what it thinks of us. */
  readonly env: Readonly<Record<string, string>>;
  readonly complaints: (output: string) => readonly string[];
  /** Makes the project a visitor would have, does what the guide says, and returns the lines that start it. */
  follow(project: Project, guide: FrameworkGuide, port: number): string;
}

const SEES = "SELECT '사다리' WHERE";
const pythonComplaints = (output: string): readonly string[] =>
  output.split("\n").filter((line) => /elasticapm.*(?:error|warn)|Failed to submit|No valid .*url/i.test(line));
// That it would start sooner if it knew the app's packages is advice on the app, and no word about us.
const javaComplaints = (output: string): readonly string[] =>
  output
    .split("\n")
    .filter((line) => /(?:WARN|ERROR) +co\.elastic\.apm/.test(line) && !/application_packages/.test(line));
const jsonLevels = (output: string): readonly string[] =>
  Array.from(output.matchAll(/"level":"(\w+)"/g), ([, level]) => level ?? "").filter((level) => level !== "debug");

const VISITORS: readonly Visitor[] = [
  {
    framework: "django",
    row: { agent: "python", language: "python", framework: "django" },
    page: { transaction: "GET urls.book", subtype: "sqlite" },
    statement: SEES,
    error: {
      message: /가격을 읽을 수 없습니다/,
      frame: { filename: expect.stringMatching(/urls\.py$/), function: "broken" },
    },
    env: {},
    complaints: pythonComplaints,
    follow(project, guide, port) {
      cpSync(join(HERE, "django"), project.folder, { recursive: true });
      const settings = readFileSync(join(HERE, "django/settings.py"), "utf8");
      project.write("settings.py", `${settings}\n${codeFor(guide, "settings.py")}`);
      // The visitor's own choice of a port; the rest is the guide's.
      return `${linesFrom(guide, 1).trimEnd()} 127.0.0.1:${port}`;
    },
  },
  {
    framework: "flask",
    row: { agent: "python", language: "python", framework: "flask" },
    page: { transaction: "GET /books/<int:number>", subtype: "sqlite" },
    statement: SEES,
    error: {
      message: /가격을 읽을 수 없습니다/,
      frame: { filename: expect.stringMatching(/app\.py$/), function: "broken" },
    },
    env: {},
    complaints: pythonComplaints,
    follow(project, guide) {
      const app = readFileSync(join(HERE, "flask/app.py"), "utf8");
      const made = "app = Flask(__name__)\n";
      project.write("app.py", app.replace(made, `${made}${codeFor(guide, "app.py")}`));
      return linesFrom(guide, 1);
    },
  },
  {
    framework: "spring",
    row: { agent: "java", language: "Java", framework: "Spring Web MVC" },
    page: { transaction: "Toy#book", subtype: "h2" },
    statement: SEES,
    error: { message: /가격을 읽을 수 없습니다/, frame: { filename: "Toy.java", function: "broken" } },
    env: { ELASTIC_APM_LOG_LEVEL: "INFO", ELASTIC_APM_LOG_FILE: "System.out" },
    complaints: javaComplaints,
    follow(project, guide) {
      mkdirSync(join(project.folder, "target"));
      copyFileSync(join(JAVA, "target/toy.jar"), join(project.folder, "target/my-app.jar"));
      // Maven brought what the line of step 1 downloads; and the project is built already.
      const agent = guide.steps[0]?.blocks[0]?.code.trim().split("/").at(-1) ?? "";
      copyFileSync(join(JAVA, "target/elastic-apm-agent.jar"), join(project.folder, agent));
      project.write("mvnw", "#!/bin/sh\n");
      return `chmod +x mvnw\n${linesFrom(guide, 2)}`;
    },
  },
  {
    framework: "go",
    row: { agent: "go", language: "go", framework: "" },
    page: { transaction: "GET /books/1", subtype: "sqlite" },
    statement: SEES,
    error: { message: /가격을 읽을 수 없습니다/, frame: { filename: "main.go" } },
    env: { ELASTIC_APM_LOG_FILE: "stderr", ELASTIC_APM_LOG_LEVEL: "debug" },
    complaints: jsonLevels,
    follow(project, guide, port) {
      for (const file of ["go.mod", "go.sum"]) copyFileSync(join(AGENTS, "go", file), join(project.folder, file));
      const [, configure] = guide.steps;
      const [imports, serve] = configure?.blocks ?? [];
      const [sqlImports, open] = configure?.asides[0]?.blocks ?? [];
      const main = readFileSync(join(HERE, "go/main.go.txt"), "utf8")
        .replace("package main\n", `package main\n\n${imports?.code}${sqlImports?.code}`)
        .replace('\t"database/sql"\n', "")
        .replace('db, err := sql.Open("sqlite", "app.db")\n', open?.code ?? "")
        .replace('log.Fatal(http.ListenAndServe(":8080", nil))\n', serve?.code ?? "")
        // The visitor's own choice of a port.
        .replace('":8080"', `"127.0.0.1:${port}"`);
      project.write("main.go", main);
      return linesFrom(guide, 1);
    },
  },
];

describe.each(VISITORS)("who follows the guide of $framework", (visitor) => {
  const { framework } = visitor;
  const service = `${framework} 7Q2M`;
  let project: Project;
  let app: RunningProject;
  let toy: ReportingToy;

  beforeAll(async () => {
    project = newProject();
    const port = await freePort();
    const lines = visitor.follow(project, guideAt(booth, framework, { serviceName: service }), port);
    const env = { ...visitor.env, FLASK_RUN_PORT: `${port}`, SERVER_PORT: `${port}`, SERVER_ADDRESS: "127.0.0.1" };
    app = await runLines(project, lines, { ...env, PATH: `${VENV}:${process.env.PATH}` }, port);
    await fetch(`${app.url}/broken`);
    toy = { booth, service, output: app.output, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    project?.[Symbol.dispose]();
  });

  it("sees the app under its name with agent and framework", async () => {
    expect(await rowOf(toy)).toMatchObject({ ...visitor.row, environment: "pycon" });
  });

  it("sees the statement a page ran", async () => {
    expect((await statementsOf(toy, visitor.page)).join("\n")).toContain(visitor.statement);
  });

  it("sees the error of a broken page with its stack", async () => {
    const error = await errorOf(toy);
    expect(error.message).toMatch(visitor.error.message);
    const frames = error.stacktraces.flatMap((trace) => trace.frames);
    expect(frames).toContainEqual(expect.objectContaining(visitor.error.frame));
  });

  it("reads no complaint of the agent", () => {
    expect(visitor.complaints(app.output())).toEqual([]);
  });
});

it("names the versions that were tried here", () => {
  const requirements = readFileSync(join(AGENTS, "python/requirements.txt"), "utf8");
  expect(requirements).toContain(`elastic-apm==${guideAt(booth, "django").agent.split(" ").at(-1)}`);
  const pom = readFileSync(join(JAVA, "pom.xml"), "utf8");
  expect(pom).toContain(`<elastic-apm.version>${guideAt(booth, "spring").agent.split(" ").at(-1)}<`);
  const spring = guideAt(booth, "spring").steps[0]?.blocks[0]?.code ?? "";
  const [, group, version] = /maven2\/(.+)\/([\d.]+)\/elastic-apm-agent-\2\.jar/.exec(spring) ?? [];
  expect([group, version]).toEqual([
    "co/elastic/apm/elastic-apm-agent",
    guideAt(booth, "spring").agent.split(" ").at(-1),
  ]);
});
