import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type FixtureOptions, FixtureServer } from "./fixture-server.ts";
import { LONG_TRACE_ID, TRACE_ID } from "./sample-answers.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly server: FixtureServer;
  readonly origin: string;
  /** What the browser complained of: script errors, policy violations, requests to other hosts. */
  readonly complaints: readonly string[];
  open(path: string): Promise<void>;
}

async function visit(
  options: FixtureOptions = {},
  viewport = DESKTOP,
  reducedMotion: "reduce" | "no-preference" = "no-preference",
): Promise<Visit> {
  const server = new FixtureServer(options);
  const origin = await server.start();
  const context = await browser.newContext({ viewport, reducedMotion, locale: "ko-KR" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const expected = options.role === "nobody" && message.text().includes("401");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`foreign request: ${request.url()}`);
  });
  return {
    page,
    context,
    server,
    origin,
    complaints,
    open: async (path) => void (await page.goto(`${origin}${path}`)),
    async [Symbol.asyncDispose]() {
      await context.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Violations of weight, as `rule: selector`. */
async function seriousViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = Reflect.get(window, "axe");
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }: { impact: string }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`),
      );
  });
}

const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

interface Sight {
  readonly name: string;
  readonly path: string;
  readonly sees: string;
  readonly options?: FixtureOptions;
}

const SIGHTS: readonly Sight[] = [
  { name: "services", path: "/services", sees: "my-django-app" },
  {
    name: "services, empty",
    path: "/services",
    sees: "ELASTIC_APM_SERVER_URL=http://192.168.0.7:8200",
    options: { empty: true },
  },
  { name: "a service", path: "/services/shop-api", sees: "POST /orders" },
  { name: "traces", path: "/services/shop-api/transactions?transaction=POST%20/orders", sees: "POST /orders" },
  { name: "a trace with details", path: `/traces/${TRACE_ID}?open=error:e1`, sees: "payment/bank.py" },
  { name: "the gate", path: "/services", sees: "sadari link create host", options: { role: "nobody" } },
  { name: "a wrong address", path: "/nowhere", sees: "" },
  { name: "the wall", path: "/wall", sees: "192.168.0.7:8200", options: { role: "wall" } },
];

describe.each(SIGHTS)("$name", ({ path, sees, options }) => {
  it.each([
    ["light", "ko", DESKTOP],
    ["dark", "en", PHONE],
  ] as const)("in %s and %s is whole, accessible and keeps the strictest policy", async (theme, language, viewport) => {
    await using visited = await visit(options, viewport, "reduce");
    const { page } = visited;
    await visited.open(`${path}${path.includes("?") ? "&" : "?"}lang=${language}&theme=${theme}`);
    await page.getByText(sees).first().waitFor();
    expect(await page.getAttribute("html", "lang")).toBe(language);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect(visited.complaints).toEqual([]);
  });
});

describe("the live list", () => {
  it("shows an arriving app within two seconds, and waits while someone points at it", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    server.arrive({ name: "brand-new" });
    await page.getByRole("link", { name: "brand-new" }).waitFor({ timeout: 2_000 });
    const names = () => page.locator("tbody tr td:first-child a").allInnerTexts();
    expect((await names())[0]).toBe("brand-new");

    await page.hover("tbody tr:nth-child(3)");
    server.arrive({ name: "while-reading" });
    await page.getByRole("button", { name: "새로 1개" }).waitFor({ timeout: 2_000 });
    expect(await names()).not.toContain("while-reading");
    await page.mouse.move(2, 2);
    await page.getByRole("link", { name: "while-reading" }).waitFor({ timeout: 2_000 });
  });

  it("says that it is cut off and comes back by itself", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await page.getByRole("button", { name: "실시간", exact: true }).waitFor();
    server.cut();
    await page.getByText("다시 연결 중").waitFor();
    await page.getByRole("button", { name: "실시간", exact: true }).waitFor({ timeout: 5_000 });
    server.arrive({ name: "after-the-cut" });
    await page.getByRole("link", { name: "after-the-cut" }).waitFor();
  });

  it("pauses on Space and resumes", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "일시 정지", exact: true }).waitFor();
    server.arrive({ name: "not-yet" });
    await page.getByRole("button", { name: "새로 1개" }).waitFor();
    expect(await page.getByRole("link", { name: "not-yet" }).count()).toBe(0);
    await page.keyboard.press("Space");
    await page.getByRole("link", { name: "not-yet" }).waitFor();
  });

  it("takes one connection for all tabs of a browser", async () => {
    await using visited = await visit();
    await visited.open("/services");
    await visited.page.getByRole("link", { name: "shop-api" }).waitFor();
    const second = await visited.context.newPage();
    await second.goto(`${visited.origin}/services`);
    await second.getByRole("link", { name: "shop-api" }).waitFor();
    expect(visited.server.liveConnections).toBe(1);
    await second.close();
  });

  it("is live without a shared worker too", async () => {
    await using visited = await visit();
    await visited.context.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));
    await visited.open("/services");
    await visited.page.getByRole("link", { name: "shop-api" }).waitFor();
    visited.server.arrive({ name: "without-a-worker" });
    await visited.page.getByRole("link", { name: "without-a-worker" }).waitFor({ timeout: 2_000 });
  });

  it("keeps filter and order in the address", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open("/services");
    await page.getByRole("searchbox").pressSequentially("django", { delay: 5 });
    await page.getByRole("link", { name: "shop-api" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "이름" }).click();
    await page.waitForURL(/filter=django.*sort=name\.desc/);
    await page.reload();
    await page.getByRole("link", { name: "my-django-app" }).waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("django");
  });

  it("shows what was turned away as it happens, with the line that mends it", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await page.getByText("이 열쇠는").first().waitFor();
    const at = Date.now() * 1_000;
    const rejection = {
      at,
      reason: "service-name-invalid",
      status: 400,
      address: "10.1.2.3",
      agent: "x",
      service: "bad name!",
      detail: "",
      count: 1,
      params: {},
    };
    server.send({ type: "rejection", serverTime: at, rejection });
    await page.getByText("이름에 쓸 수 없는 글자가 있어요.").waitFor();
    await page.getByText("ELASTIC_APM_SERVICE_NAME=my-app").first().waitFor();
  });

  it("notices a clock that is wrong", async () => {
    await using visited = await visit({ clockAheadMs: 120_000 });
    await visited.open("/services");
    await visited.page.getByText("이 브라우저의 시계가 서버보다").waitFor();
  });
});

describe("hostile names", () => {
  it("stay text on every page", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    server.arrive({ name: "<script>window.__xss=1</script><img src=x onerror=window.__xss=1>" });
    await page.getByText("<script>window.__xss").first().waitFor();
    for (const path of ["/wall", `/traces/${TRACE_ID}`]) {
      await visited.open(path);
      await page.getByText("<").first().waitFor();
    }
    expect(await page.evaluate(() => "__xss" in window)).toBe(false);
    expect(visited.complaints).toEqual([]);
  });
});

describe("the wall", () => {
  it("announces the first app and shows it within two seconds", async () => {
    await using visited = await visit({ role: "wall", empty: true });
    const { page, server } = visited;
    await visited.open("/wall");
    await page.getByText("첫 번째가 되어 보세요").waitFor();
    server.arrive({ name: "the-very-first" });
    await page.getByText("첫 번째 앱이 도착했어요!").waitFor({ timeout: 2_000 });
    await page.locator("article").getByText("the-very-first").waitFor();
  });

  it.each([
    { ...DESKTOP, smallest: 29 },
    { width: 1920, height: 1080, smallest: 39.9 },
    { width: 1080, height: 1920, smallest: 39.9 },
    { width: 3840, height: 2160, smallest: 79.9 },
  ])("keeps its margins and its size of type at $width × $height", async ({ width, height, smallest }) => {
    await using visited = await visit({ role: "wall" }, { width, height }, "reduce");
    await visited.open("/wall?lang=ko");
    await visited.page.locator("ol > li").nth(5).waitFor();
    expect(await textsOutsideMargins(visited.page)).toEqual([]);
    expect(await smallestType(visited.page)).toBeGreaterThanOrEqual(smallest);
  });
});

/** What reaches into the outer 5 % of the screen, which a television may cut off. */
const textsOutsideMargins = (page: Page): Promise<readonly (string | null)[]> =>
  page.evaluate(() => {
    const x = window.innerWidth * 0.049;
    const y = window.innerHeight * 0.049;
    const isOutside = (box: DOMRect) =>
      box.left < x || box.top < y || box.right > window.innerWidth - x || box.bottom > window.innerHeight - y;
    return Array.from(document.querySelectorAll("main h1, main p, main li, main svg, main article"))
      .filter((element) => isOutside(element.getBoundingClientRect()))
      .map((element) => element.textContent);
  });

/** In CSS pixels; language badges are decoration beside the name. */
const smallestType = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const texts = Array.from(document.querySelectorAll("main p, main li, main b, main h2"));
    return Math.min(...texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize)));
  });

describe("a trace by keyboard", () => {
  it("moves, opens, closes and keeps the row in the address", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open(`/traces/${TRACE_ID}`);
    const grid = page.getByRole("treegrid");
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/open=span%3Ab2/);
    await page.getByRole("complementary").getByText("labels.메모").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.getByRole("row").count()).toBe(1);
  });
});

describe("a trace of 5,000 items", () => {
  it("opens folded in a second, draws only what is in view, and reaches its end", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    const started = performance.now();
    await visited.open(`/traces/${LONG_TRACE_ID}`);
    await page.getByRole("row").nth(5).waitFor();
    expect(performance.now() - started).toBeLessThan(3_000);
    await page.getByText("7341개 가운데 5000개를 보여 드려요.").waitFor();
    await page.getByRole("button", { name: "모두 펴기" }).click();
    await page.getByRole("treegrid").focus();
    await page.keyboard.press("End");
    await page.getByText("query 4999").waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(80);
    await page.getByRole("searchbox").fill("query 4321");
    await page.getByText("5000개 중 1개").waitFor();
    expect(await page.getByRole("row").count()).toBe(3);
  });
});

describe("a link that was revoked", () => {
  it("leads back to the gate while the page is open", async () => {
    await using visited = await visit();
    await visited.open("/services/shop-api");
    await visited.page.getByText("POST /orders").waitFor();
    visited.server.revokeSession();
    await visited.page.getByText("먼저 호스트 링크를 열어 주세요").waitFor({ timeout: 10_000 });
  });
});

describe("on plain http", () => {
  it("copies without navigator.clipboard", async () => {
    const server = new FixtureServer({ empty: true });
    const origin = await server.start();
    const plain = await launchChromium(["--host-resolver-rules=MAP booth.test 127.0.0.1"]);
    try {
      const page = await plain.newPage({ locale: "ko-KR" });
      await page.goto(`${origin.replace("127.0.0.1", "booth.test")}/services`);
      await page.getByRole("button", { name: "줄 복사" }).click();
      await page.getByText("복사됨").first().waitFor();
      expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
      await page.evaluate(() => {
        document.body.append(document.createElement("textarea"));
        document.querySelector("textarea")?.focus();
      });
      await page.keyboard.press("Control+V");
      expect(await page.locator("textarea").inputValue()).toContain(
        "export ELASTIC_APM_SERVER_URL=http://192.168.0.7:8200\n",
      );
    } finally {
      await plain.close();
      await server[Symbol.asyncDispose]();
    }
  });
});
