import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventDetailAnswer, ServicesAnswer, TraceAnswer, TracesAnswer } from "../../src/contract/index.ts";
import { codeFor, guideAt, linesFrom } from "../agents/guide/guide.ts";
import { newProject, type Project, type RunningProject, runLines } from "../agents/guide/project.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { launchChromium } from "../web/chromium.ts";

const SERVICE = "browser 7Q2M";
const VISITOR = join(import.meta.dirname, "../agents/guide/browser");

describe("who follows the guide with a page of their own", () => {
  let booth: Booth;
  let browser: Browser;
  let project: Project;
  let site: RunningProject;
  let page: Page;
  const said: string[] = [];
  const keysShown: (string | undefined)[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth(), launchChromium()]);
    const guide = guideAt(booth, "browser", { serviceName: SERVICE });
    project = newProject({ type: "module", scripts: { dev: "vite --host 127.0.0.1 --strictPort --port $PORT" } });
    project.write("vite.config.js", 'export default { cacheDir: ".vite" };');
    project.write("index.html", readFileSync(join(VISITOR, "index.html"), "utf8"));
    project.write("public/prices.json", "[]");
    const main = readFileSync(join(VISITOR, "main.js.txt"), "utf8");
    project.write("src/main.js", codeFor(guide, "src/main.js") + main);
    site = await runLines(project, linesFrom(guide, 3), {});
    page = await browser.newPage();
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("request", (request) => {
      if (request.url().startsWith(booth.url) && request.method() === "POST") {
        keysShown.push(request.headers().authorization);
      }
    });
    await page.goto(`${site.url}/`, { waitUntil: "load" });
    await page.click("#buy");
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
    project?.[Symbol.dispose]();
    await booth[Symbol.asyncDispose]();
  });

  const traces = async () =>
    TracesAnswer.parse(await ask(booth, `/api/services/${encodeURIComponent(SERVICE)}/traces`)).traces;

  it("sees the page under its name, as theirs", async () => {
    const row = await eventually(async () => {
      const { services } = ServicesAnswer.parse(await ask(booth, "/api/services"));
      return services.find(({ name, transactions }) => name === SERVICE && transactions >= 1);
    }, 20_000);
    expect(row).toMatchObject({ agent: "rum-js", language: "javascript", environment: "pycon" });
    expect(new Set(keysShown)).toEqual(new Set([`Bearer ${booth.secretToken}`]));
  });

  it("sees the page load and what it fetched", async () => {
    const spans = await eventually(async () => {
      const all = await Promise.all(
        (await traces()).map(async ({ traceId }) => TraceAnswer.parse(await ask(booth, `/api/traces/${traceId}`))),
      );
      const names = all.flatMap(({ items }) => items).map(({ name }) => name);
      return names.some((name) => name.includes("/prices.json")) ? names : undefined;
    }, 20_000);
    expect(spans.join("\n")).toContain("main.js");
  });

  it("sees the error of a click with its stack", async () => {
    const { traceId, id } = await eventually(async () => {
      const all = await Promise.all(
        (await traces()).map(async (trace) => TraceAnswer.parse(await ask(booth, `/api/traces/${trace.traceId}`))),
      );
      const found = all.find(({ errors }) => errors.length > 0);
      return found && { traceId: found.traceId, id: found.errors[0]?.id };
    });
    const detail = EventDetailAnswer.parse(await ask(booth, `/api/traces/${traceId}/events/error/${id}`));
    expect(detail.stacktraces[0]?.title).toContain("가격을 읽을 수 없습니다");
    expect(detail.stacktraces[0]?.frames).toContainEqual(
      expect.objectContaining({ filename: expect.stringContaining("src/main.js") }),
    );
  });

  it("reads no warning or error of the agent", () => {
    expect(said.filter((line) => line.includes("[Elastic APM]") || line.includes(booth.url))).toEqual([]);
  });
});
