import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type FixtureOptions, FixtureServer } from "./fixture-server.ts";
import { TRACE_ID } from "./sample-answers.ts";
import { DESKTOP, type How, PHONE, visit as visitIn } from "./visit.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const visit = (...how: How) => visitIn(browser, ...how);

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
    await server.arrive({ name: "brand-new" });
    await page.getByRole("link", { name: "brand-new" }).waitFor({ timeout: 2_000 });
    const names = () => page.locator("tbody tr td:first-child a").allInnerTexts();
    expect((await names())[0]).toBe("brand-new");

    await page.hover("tbody tr:nth-child(3)");
    await server.arrive({ name: "while-reading" });
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
    await server.arrive({ name: "after-the-cut" });
    await page.getByRole("link", { name: "after-the-cut" }).waitFor();
  });

  it("pauses on Space and resumes", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "일시 정지", exact: true }).waitFor();
    await server.arrive({ name: "not-yet" });
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
    await visited.server.arrive({ name: "without-a-worker" });
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
    await server.send({ type: "rejection", serverTime: at, rejection });
    await page.getByText("이름에 쓸 수 없는 글자가 있어요.").waitFor();
    await page.getByText("ELASTIC_APM_SERVICE_NAME=my-app").first().waitFor();
  });

  it("leads to what was turned away, and tells what was taken all the same from it", async () => {
    await using visited = await visit({}, { width: 1440, height: 500 });
    const { page } = visited;
    await visited.open("/services");
    await page.getByRole("button", { name: "확인할 요청 5건" }).click();
    const title = page.getByRole("heading", { name: "돌려보냈거나 확인할 요청" });
    expect(await title.evaluate((element) => element === document.activeElement)).toBe(true);
    const top = await title.evaluate((element) => element.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(56);
    expect(top).toBeLessThan(450);
    const taken = page.getByRole("listitem").filter({ hasText: "앱의 시계가 9시간 빨라요." });
    await taken.getByText("받음 · 확인 필요").waitFor();
    expect(await page.getByText("202", { exact: true }).count()).toBe(0);
  });

  it("has no chip where nothing was turned away", async () => {
    await using visited = await visit({ empty: true });
    await visited.open("/services");
    await visited.page.getByText("돌려보낸 요청이 없어요.").waitFor();
    expect(await visited.page.getByRole("button", { name: "확인할 요청" }).count()).toBe(0);
  });

  it("invents no figures of a range that has no answer", async () => {
    await using visited = await visit();
    const { page } = visited;
    let answers = false;
    await page.route("**/api/services?*", (route) =>
      answers
        ? route.continue()
        : route.fulfill({ status: 503, json: { error: "The store is away.", code: "store.unavailable", fix: "" } }),
    );
    await visited.open("/services?range=6h");
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "shop-api" }) });
    await row.waitFor();
    const figures = async () => (await row.getByRole("cell").allInnerTexts()).slice(-3);
    expect(await figures()).toEqual(["—", "—", "—"]);
    await page.getByRole("alert").getByText("데이터 저장소가 대답하지 않아요.").waitFor();
    expect(await figures()).toEqual(["—", "—", "—"]);
    answers = true;
    await page.getByRole("button", { name: "다시 시도" }).click();
    await expect.poll(figures).toEqual(["128.4 tpm", "48 ms", "0 %"]);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("says what is empty when only the environment filters", async () => {
    await using visited = await visit();
    await visited.open("/services?environment=nowhere");
    await visited.page.getByText("이 환경에는 서비스가 없어요.").waitFor();
    await visited.page.getByRole("button", { name: "필터 지우기" }).click();
    await visited.page.getByRole("link", { name: "shop-api" }).waitFor();
  });

  it("cuts the hint before the name of an app that has just come", async () => {
    for (const width of [768, 1_000, 1_200]) {
      await using visited = await visit({}, { width, height: 900 });
      await visited.open("/services");
      await visited.page.getByRole("link", { name: "shop-api" }).waitFor();
      await visited.server.arrive({ name: "wide-awake", hasData: false });
      const link = visited.page.getByRole("link", { name: "wide-awake" });
      await link.waitFor();
      expect(await link.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);
    }
  });

  it("notices a clock that is wrong", async () => {
    await using visited = await visit({ clockAheadMs: 120_000 });
    await visited.open("/services");
    await visited.page.getByText("이 브라우저의 시계가 서버보다").waitFor();
  });
});

describe("the transactions", () => {
  it.each([320, 390])("keep names whole on a phone of %i pixels", async (width) => {
    await using visited = await visit({}, { width, height: 844 });
    const { page } = visited;
    await visited.open("/services/shop-api");
    const link = page.getByRole("link", { name: "GET /products/:id" });
    await link.waitFor();
    const lines = (element: Element) => element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight);
    expect(await link.evaluate(lines)).toBeLessThan(1.5);
    expect(await page.getByRole("link", { name: "GET /api/v1/" }).evaluate(lines)).toBeLessThan(3.5);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByText("< 0.1 %").waitFor();

    const names = () => page.locator("section li a").allInnerTexts();
    expect((await names())[0]).toBe("GET /products/:id");
    await page.getByLabel("정렬 기준").selectOption("throughput");
    await expect.poll(async () => (await names())[0]).toBe("GET /");
  });

  it.each([
    [1_440, 0],
    [900, 1],
  ])("keep their margin at %i pixels and say what they are sorted by", async (width, said) => {
    await using visited = await visit({}, { width, height: 900 });
    const { page } = visited;
    await visited.open("/services/shop-api");
    await page.getByRole("link", { name: "POST /orders" }).waitFor();
    const margins = await page.locator("tr").evaluateAll((rows) =>
      rows.map((row) => {
        const shown = Array.from(row.children).filter((cell) => cell.clientWidth > 0);
        return shown.map((cell) => getComputedStyle(cell).paddingRight).at(-1);
      }),
    );
    expect(new Set(margins)).toEqual(new Set(["16px"]));
    expect(await page.getByText("정렬 기준: 영향도").filter({ visible: true }).count()).toBe(said);
  });

  it("say that none is of the chosen type, and lead back to all", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open("/services/shop-api?type=messaging&range=24h");
    await page.getByText("이 기간에는 이 종류의 트랜잭션이 없어요.").waitFor();
    expect(await page.getByTitle("종류", { exact: true }).inputValue()).toBe("messaging");
    await page.getByRole("button", { name: "필터 지우기" }).click();
    await page.getByRole("link", { name: "POST /orders" }).waitFor();
    expect(await page.getByTitle("종류", { exact: true }).inputValue()).toBe("");
  });

  it("say that a service sent something else, and offer no range that cannot help", async () => {
    await using visited = await visit();
    const { page } = visited;
    await page.route("**/api/services/shop-api/transactions*", async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, groups: [], service: { ...answer.service, transactions: 0 } } });
    });
    await visited.open("/services/shop-api");
    await page.getByText("이 기간에는 트랜잭션 없이").waitFor();
    await page.getByRole("button", { name: "최근 24시간 보기" }).click();
    await page.waitForURL(/range=24h/);
    await page.getByRole("button", { name: "최근 24시간 보기" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "서비스 목록으로", exact: true }).click();
    await page.getByRole("link", { name: "my-django-app" }).waitFor();
  });
});

describe("hostile names", () => {
  it("stay text on every page", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await server.arrive({ name: "<script>window.__xss=1</script><img src=x onerror=window.__xss=1>" });
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
    await server.arrive({ name: "the-very-first" });
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

describe("a wrong address", () => {
  it("stands in the menu's frame once, wherever it leads", async () => {
    await using visited = await visit();
    for (const path of ["/nowhere", "/host/nothing/here", "/e/x/y/z"]) {
      await visited.open(path);
      await visited.page.getByText("여기에는 아무것도 없어요").waitFor();
      expect(await visited.page.getByRole("main").count()).toBe(1);
      expect(await visited.page.getByRole("navigation", { name: "주 메뉴" }).count()).toBe(1);
    }
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
