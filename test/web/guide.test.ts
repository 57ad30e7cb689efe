import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { app, type GuideFixture, GuideServer, KEY, NEXT_KEY } from "./guide-server.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const SMALL_PHONE = { width: 320, height: 640 };

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly server: GuideServer;
  /** What the browser complained of: script errors, policy violations, requests to other hosts. */
  readonly complaints: readonly string[];
}

async function visit(fixture: GuideFixture = {}, viewport = DESKTOP, query = ""): Promise<Visit> {
  const server = new GuideServer(fixture);
  const origin = await server.start();
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", locale: "ko-KR" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const expected = fixture.nobody === true && message.text().includes("401");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`foreign request: ${request.url()}`);
  });
  await page.goto(`${origin}/e/pycon/guide${query}`);
  await page.getByRole("tab").first().waitFor();
  return {
    page,
    context,
    server,
    complaints,
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
    const { violations } = await Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }: { impact: string }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }: { id: string; nodes: { target: string[] }[] }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")}`),
      );
  });
}

const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const strip = (page: Page) => page.getByRole("region", { name: /지금까지 부스가 본 것|has seen so far/ });

const INTRO = {
  ko: "## 오늘의 순서\n\n[행사 안내](https://example.org/pycon) [나쁜 링크](javascript:alert(1)) ![그림](https://evil.example/x.png) <img src=x onerror=alert(1)>\n\n```\n# 주석\n```",
  en: "",
};

describe.each([
  ["light", "ko", DESKTOP],
  ["dark", "en", PHONE],
  ["light", "ko", SMALL_PHONE],
] as const)("the guide in %s and %s", (theme, language, viewport) => {
  it.each<[string, GuideFixture]>([
    ["nothing yet", { intro: INTRO }],
    ["a wrong key", { diagnosis: { step: "wrong-key" } }],
    ["everything done", { diagnosis: { step: "done", app: app("app-7q2mx4dk", 7), requests: 7 } }],
    ["no ticket", { nobody: true }],
    ["a kept event", { nobody: true, state: "kept" }],
  ])("with %s is whole, accessible and keeps the strictest policy", async (_, fixture) => {
    await using visited = await visit(fixture, viewport, `?theme=${theme}&lang=${language}`);
    const { page } = visited;
    await page.getByRole("tab", { name: "Nest" }).click();
    await page.locator("summary").first().click();
    expect(await seriousViolations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect(visited.complaints).toEqual([]);
  });
});

describe("the code", () => {
  it("has the reader's own key, our address and their name in it, and is copied whole", async () => {
    await using visited = await visit();
    const { page } = visited;
    await page.getByRole("tab", { name: "Express" }).click();
    await page.getByRole("button", { name: "app.js 에 넣을 줄 복사" }).click();
    const text = await copied(page);
    expect(text).toContain(`secretToken: "${KEY}"`);
    expect(text).toContain('serverUrl: "http://192.168.0.7:8200"');
    expect(text).toContain('serviceName: "app-7q2mx4dk"');
    expect(await page.locator("pre", { hasText: "secretToken" }).textContent()).toBe(text.trimEnd());
  });

  it("follows the name they choose and the terminal they have, and remembers both and the tab", async () => {
    await using visited = await visit();
    const { page } = visited;
    await page.getByRole("tab", { name: "Go", exact: true }).click();
    await page.getByLabel("앱 이름").fill("my own bot");
    await page.getByLabel("앱 이름").press("Enter");
    await page.getByText("PowerShell").click();
    const line = "$env:ELASTIC_APM_SERVICE_NAME = 'my own bot'";
    await page.getByText(line).waitFor();
    await page.reload();
    await page.getByText(line).waitFor();
    expect(await page.getByRole("tab", { name: "Go", exact: true }).getAttribute("aria-selected")).toBe("true");
  });

  it("does not take a name that agents would change, and says so", async () => {
    await using visited = await visit();
    const { page } = visited;
    await page.getByLabel("앱 이름").fill("내앱");
    await page.getByText("한글은 에이전트가 _ 로 바꿔요").waitFor();
    await page.getByLabel("앱 이름").press("Enter");
    await page.getByText('"app-7q2mx4dk"').first().waitFor();
  });

  it("gets a new key after a warning, and the old one is gone from it", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await page.getByText("열쇠를 깃허브에 올리지 마세요").waitFor();
    await page.getByRole("button", { name: "새 열쇠 받기" }).click();
    await page.getByText("지금 쓰는 열쇠는 바로 멈춰요").waitFor();
    await page.getByRole("button", { name: "바꾸기" }).click();
    await page.getByText(NEXT_KEY).first().waitFor();
    expect(await page.getByText(KEY).count()).toBe(0);
    expect(server.sent).toContainEqual({ path: "/me/keys", body: '{"wish":"rotate"}' });
  });

  it("is there without a ticket, with a place for the key and the way to join", async () => {
    await using visited = await visit({ nobody: true });
    const { page } = visited;
    await page.getByText("sadari_pk_your-key").first().waitFor();
    expect(await page.getByRole("link", { name: "참가하고 내 열쇠 받기" }).getAttribute("href")).toBe("/e/pycon");
    expect(visited.server.sent).toEqual([]);
  });

  it("takes a playground key once the event is kept", async () => {
    await using visited = await visit({ nobody: true, state: "kept" });
    const { page } = visited;
    await page.getByText("행사는 끝났지만 실습은 계속됩니다").waitFor();
    await page.getByRole("button", { name: "실습 열쇠 받기" }).click();
    await page.getByText("sadari_ik_playground0000000000000000").first().waitFor();
  });
});

describe("the tabs", () => {
  it("are one stop of the keyboard, and arrows go through them", async () => {
    await using visited = await visit();
    const { page } = visited;
    await page.getByRole("tab", { name: "Django" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Flask");
    await page.getByText("elastic-apm[flask]").waitFor();
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("프로젝트가 없어요");
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Django");
    expect(await page.locator('[role="tab"][tabindex="0"]').count()).toBe(1);
  });
});

describe("what a host wrote", () => {
  it("is text and safe links, and is marked where it is not translated", async () => {
    await using visited = await visit({ intro: INTRO }, DESKTOP, "?lang=en");
    const { page } = visited;
    await page.getByText("This text has not been translated").waitFor();
    const heading = page.getByRole("heading", { name: "오늘의 순서", level: 3 });
    expect(await heading.evaluate((element) => element.closest("[lang]")?.getAttribute("lang"))).toBe("ko");
    const link = page.getByRole("link", { name: "행사 안내" });
    expect(await link.getAttribute("href")).toBe("https://example.org/pycon");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(await page.getByRole("link", { name: "나쁜 링크" }).count()).toBe(0);
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.locator("pre", { hasText: "# 주석" }).count()).toBe(1);
    expect(visited.complaints).toEqual([]);
  });
});

describe("the strip", () => {
  it("goes from nothing to done as the booth sees it, each time in words", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    const says = (text: string) => strip(page).getByText(text).waitFor({ timeout: 2_000 });
    await says("아직 아무것도 안 왔어요. 앱을 켜고 페이지를 한 번 열어 보세요.");
    await expect.poll(() => server.listening).toBe(1);

    server.diagnose({ step: "wrong-key" });
    await says("데이터가 오긴 했는데 열쇠가 달라요.");
    await strip(page).getByRole("button", { name: "바꿀 줄 복사" }).click();
    expect(await copied(page)).toBe(`"SECRET_TOKEN": "${KEY}",`);

    server.diagnose({ step: "default-name", app: app("unknown_service:node", 1), requests: 1 });
    await says("'unknown_service:node'은 기본 이름이에요. 나만의 이름을 정해 주세요.");
    await strip(page).getByRole("button", { name: "바꿀 줄 복사" }).click();
    expect(await copied(page)).toBe('"SERVICE_NAME": "app-7q2mx4dk",');

    server.diagnose({ step: "seen", app: app("__", 1), requests: 1 });
    await says("한글 이름은 이 에이전트에서 '__' 처럼 바뀌어요.");

    server.diagnose({ step: "nothing", app: null, requests: 0 });
    await says("아직 아무것도 안 왔어요.");
    server.diagnose({ step: "seen", app: app("app-7q2mx4dk", 2), requests: 2 });
    await says("왔어요! app-7q2mx4dk 앱이 보여요.");
    await says("진짜 요청이 3개 더 필요해요. 페이지를 눌러 보세요.");
    expect(await strip(page).getByRole("progressbar").getAttribute("aria-label")).toBe("요청 2 / 5");

    server.diagnose({ step: "done", app: app("app-7q2mx4dk", 5), requests: 5 });
    await says("다 됐어요! app-7q2mx4dk 앱이 벽에 있어요.");
    expect(await strip(page).locator('[aria-live="polite"]').count()).toBe(1);
  });

  it("says why something was refused, and the line that mends it", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await expect.poll(() => server.listening).toBe(1);
    const refusal = { at: 0, agent: "", service: "", detail: "", matched: "key" as const };
    server.diagnose({
      step: "refused",
      refusal: { ...refusal, reason: "event-too-large", params: { limit: "300 kB" } },
    });
    await strip(page).getByText("이벤트가 300 kB보다 커요.").waitFor();
    await strip(page).getByText("ELASTIC_APM_CAPTURE_BODY=off").waitFor();
  });

  it("says that it is cut off", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await expect.poll(() => server.listening).toBe(1);
    server.cut();
    await strip(page).getByText("부스와 연결이 끊겼어요.").waitFor({ timeout: 3_000 });
  });
});

describe("on a phone", () => {
  it("hands over to the laptop by address and code", async () => {
    await using visited = await visit({}, PHONE);
    const { page } = visited;
    await page.getByRole("button", { name: "여섯 글자 코드 받기" }).click();
    await page.getByText("노트북에서 192.168.0.7:8200/p 을 열고 K7Q-2MX 를 넣어 주세요.").waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });

  it("does not offer it on the laptop itself", async () => {
    await using visited = await visit();
    expect(await visited.page.getByRole("button", { name: "여섯 글자 코드 받기" }).count()).toBe(0);
  });
});
