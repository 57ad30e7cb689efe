import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventDetailAnswer, ServicesAnswer, TraceAnswer, TracesAnswer } from "../../../src/contract/index.ts";
import { ask, type Booth, eventually, freePort, startBooth } from "../../booth.ts";

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
  const name = `toy-${framework}`;
  let booth: Booth;
  let app: ChildProcess;
  let url: string;
  let output = "";

  beforeAll(async () => {
    booth = await startBooth();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    app = spawn(PYTHON, [join(import.meta.dirname, file), String(port)], {
      env: {
        ...process.env,
        ELASTIC_APM_SERVER_URL: booth.url,
        ELASTIC_APM_SECRET_TOKEN: booth.secretToken,
        ELASTIC_APM_SERVICE_NAME: name,
        ELASTIC_APM_API_REQUEST_TIME: "1s",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [app.stdout, app.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await eventually(async () => (await fetch(`${url}/books/1`)).ok || undefined, 30_000);
    await fetch(`${url}/broken`);
  });
  afterAll(async () => {
    const exited = once(app, "exit");
    app.kill("SIGKILL");
    await exited;
    await booth[Symbol.asyncDispose]();
  });

  it("shows its app with language and framework", async () => {
    const service = await eventually(async () => {
      const { services } = ServicesAnswer.parse(await ask(booth, "/api/services"));
      return services.find((row) => row.name === name && row.transactions >= 2);
    }, 20_000);
    expect(service).toMatchObject({ agent: "python", language: "python", framework });
    expect(service.failedRate).toBe(0.5);
  });

  it("shows the statement its request ran and the error with its stack", async () => {
    const query = new URLSearchParams({ transaction });
    const { traces } = TracesAnswer.parse(await ask(booth, `/api/services/${name}/traces?${query}`));
    const traceId = traces[0]?.traceId;
    const statements = await eventually(async () => {
      const { items } = TraceAnswer.parse(await ask(booth, `/api/traces/${traceId}`));
      const queries = items.filter(({ subtype, action }) => subtype === "sqlite" && action === "query");
      const details = await Promise.all(
        queries.map(({ id }) =>
          ask(booth, `/api/traces/${traceId}/events/span/${id}`).then((d) => EventDetailAnswer.parse(d)),
        ),
      );
      const found = details.flatMap(({ fields }) => fields.filter(({ name }) => name === "span.db.statement"));
      return found.length > 0 ? found.map(({ value }) => value) : undefined;
    });
    expect(statements.join("\n")).toContain("SELECT '사다리' WHERE");

    const all = TracesAnswer.parse(await ask(booth, `/api/services/${name}/traces`)).traces;
    const broken = all.find(({ outcome }) => outcome === "failure");
    const { errors } = TraceAnswer.parse(await ask(booth, `/api/traces/${broken?.traceId}`));
    expect(errors[0]).toMatchObject({
      type: "ValueError",
      message: expect.stringContaining("가격을 읽을 수 없습니다"),
    });
    const error = EventDetailAnswer.parse(
      await ask(booth, `/api/traces/${broken?.traceId}/events/error/${errors[0]?.id}`),
    );
    expect(error.stacktraces[0]?.frames.length).toBeGreaterThan(0);
  });

  it("left the agent without a complaint", () => {
    expect(output).not.toMatch(/elasticapm.*(?:error|warning)|Failed to submit/i);
  });
});
