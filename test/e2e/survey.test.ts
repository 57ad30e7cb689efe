import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MySurvey, SurveyResults, SurveyView } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { Network, untilKept } from "../network.ts";
import { launchChromium } from "../web/chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SLUG = "survey-con";

/** What visitors, the tablet and the host do with the survey, in a browser and with the network taken away. */
describe("the survey, in a browser", () => {
  let booth: Booth;
  let browser: Browser;
  let host: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth(), launchChromium()]);
    await makeChallenge(booth, { open: true, slug: SLUG });
    host = await newContext();
    const link = await eventually(async () => /Host link\s+\S+\/open#(\S+)/.exec(booth.output())?.[1]);
    const page = await host.newPage();
    await page.goto(`${booth.url}/open#${link}`);
    await page.waitForURL((url) => !url.pathname.startsWith("/open"));
    await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  async function newContext(width = 390, locale = "ko-KR"): Promise<BrowserContext> {
    const context = await browser.newContext({ locale, viewport: { width, height: 844 } });
    context.on("page", (page) => {
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const text = message.text();
        if (message.type() === "error" && !/Failed to load resource|net::ERR/.test(text)) complaints.push(text);
      });
    });
    return context;
  }

  const surveyAddress = (url = booth.url) => `${url}/e/${SLUG}/survey`;
  const title = (page: Page) => page.getByRole("heading", { level: 1 });
  const next = (page: Page) => page.locator("button[type=submit]").click();
  const results = () => ask<SurveyResults>(booth, `/api/e/${SLUG}/survey/results`);

  /** A visitor on the survey, with a ticket. */
  async function visitor(context: BrowserContext, url = booth.url): Promise<Page> {
    const page = await context.newPage();
    await page.goto(surveyAddress(url));
    await page.evaluate(async (slug) => {
      await fetch(`/api/e/${slug}/tickets`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-requested-by": "sadari" },
        body: JSON.stringify({ language: "ko", over14: true }),
      });
    }, SLUG);
    await page.reload();
    await page.waitForSelector("form");
    return page;
  }

  const mine = (page: Page) =>
    page.evaluate(async (slug) => (await fetch(`/api/e/${slug}/me/survey`)).json() as Promise<MySurvey>, SLUG);

  async function expectAccessible(page: Page): Promise<void> {
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const found = await axe.run({ resultTypes: ["violations"] });
      return found.violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    });
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }

  it("is answered by keyboard alone, and back is always there", async () => {
    await using context = await newContext(320, "en-US");
    const page = await visitor(context);
    await expectAccessible(page);
    expect(await title(page).textContent()).toBe("What do you do?");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "This question is needed" }).waitFor();
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What do you build with these days?" }).waitFor();
    await page.keyboard.press("1");
    await page.keyboard.press("7");
    await page.goBack();
    await page.getByRole("heading", { name: "What do you do?" }).waitFor();
    expect(await page.getByRole("radio", { name: "Backend development" }).isChecked()).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "How was connecting your app?" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("5");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /If you could change/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("No app yet. We link it when it arrives.").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "All done!" }).waitFor();
    await expectAccessible(page);
    await eventually(async () => (await mine(page)).completed || undefined);
    expect((await mine(page)).answers).toEqual({
      role: { type: "single", option: "backend", other: "" },
      framework: { type: "multiple", options: ["django", "go"], other: "" },
      observing: { type: "single", option: "logs", other: "" },
      ease: { type: "rating", value: 5 },
      app: { type: "app", typed: "", service: null },
    });
  });

  it("goes on without network, over a reload, and sends everything once when it is back", async () => {
    await using network = await Network.to(booth);
    await using context = await newContext();
    const page = await visitor(context, network.url);
    await untilKept(page);
    const before = (await results()).started;
    await network.cut(context);
    await page.getByRole("radio", { name: "백엔드 개발" }).check();
    await page.getByText("인터넷이 없어도 저장했어요. 연결되면 보낼게요.").waitFor();
    await page.getByText("보낼 것 1개").waitFor();
    await next(page);
    await page.getByRole("checkbox", { name: "Django" }).check();
    await page.getByRole("checkbox", { name: "직접 쓰기" }).check();
    await page.keyboard.type("Phoenix");
    await page.getByText("보낼 것 2개").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "요즘 무엇으로 만들어요?" }).waitFor();
    expect(await page.getByRole("textbox").inputValue()).toBe("Phoenix");
    expect((await results()).started).toBe(before);
    await network.mend(context);
    await page.getByText("저장했어요.", { exact: true }).waitFor();
    expect((await mine(page)).answers).toEqual({
      role: { type: "single", option: "backend", other: "" },
      framework: { type: "multiple", options: ["django"], other: "Phoenix" },
    });
    expect((await results()).started).toBe(before + 1);
  });

  it("passes from a shared tablet to the visitor's own phone, and leaves nothing to the next", async () => {
    await using phoneContext = await newContext();
    const phone = await visitor(phoneContext);
    const tablet = await host.newPage();
    await tablet.goto(`${booth.url}/e/${SLUG}/kiosk`);
    await tablet.getByLabel("번호 4자리").fill("2580");
    await expectAccessible(tablet);
    await tablet.keyboard.press("Enter");
    await tablet.getByRole("button", { name: "설문 시작하기" }).click();
    await tablet.getByRole("radio", { name: "배우는 중" }).check();
    await next(tablet);
    await tablet.getByRole("checkbox", { name: "Flask" }).check();
    const posted = tablet.waitForRequest((request) => request.url().endsWith("/kiosk/visits"));
    await next(tablet);
    const { visits } = (await posted).postDataJSON() as { visits: { visit: string }[] };
    await tablet.keyboard.press("1");
    await next(tablet);
    await tablet.keyboard.press("3");
    await next(tablet);
    await next(tablet);
    await tablet.getByRole("img", { name: /QR/ }).waitFor();
    await expectAccessible(tablet);
    await phone.goto(`about:blank`);
    await phone.goto(`${surveyAddress()}#visit=${visits[0]?.visit}`);
    await eventually(async () => (await mine(phone)).answers.ease);
    expect((await mine(phone)).answers).toMatchObject({ role: { option: "student" }, ease: { value: 3 } });
    await tablet.getByRole("button", { name: "마치고 다음 사람에게" }).click();
    await tablet.getByRole("button", { name: "설문 시작하기" }).click();
    expect(await tablet.getByRole("radio", { checked: true }).count()).toBe(0);
    await tablet.getByText("처음으로 돌아가요").waitFor({ timeout: 15_000 });
    await tablet.getByRole("button", { name: "설문 시작하기" }).waitFor({ timeout: 15_000 });
    await tablet.getByRole("button", { name: "직원" }).click();
    await tablet.getByLabel("번호 4자리").fill("0000");
    await tablet.keyboard.press("Enter");
    await tablet.getByText("번호가 달라요.").waitFor();
    await tablet.close();
  }, 60_000);

  it("is written by its host in both languages, with its time and its gaps in sight", async () => {
    const page = await host.newPage();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${booth.url}/host/e/${SLUG}/survey`);
    await page.getByText("예상 59초").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "1번 질문 아래로" }).press("Enter");
    await page.getByRole("button", { name: "짧은 글", exact: true }).click();
    await page.getByText("번역 2개 빠짐").waitFor();
    const save = page.getByRole("button", { name: "저장", exact: true });
    await save.click();
    await page.getByRole("alert").filter({ hasText: "missing" }).waitFor();
    await page.getByLabel("한국어").first().fill("어디서 왔어요?");
    await page.getByLabel("영어").first().fill("Where are you from?");
    await page.getByText("번역 2개 빠짐").waitFor({ state: "detached" });
    await save.click();
    await page.getByText("1번째 판").waitFor();
    const saved = await ask<SurveyView>(booth, `/api/e/${SLUG}/survey`);
    expect(saved.definition.questions.map(({ title: { en } }) => en)).toEqual([
      "What do you build with these days?",
      "What do you do?",
      "How do you watch your services today?",
      "How was connecting your app?",
      "If you could change one thing?",
      "Where are you from?",
      "Which app is your entry?",
    ]);
    await fetch(`${booth.url}/api/e/${SLUG}/survey`, {
      method: "PUT",
      headers: { authorization: `Bearer ${booth.hostToken}`, "content-type": "application/json" },
      body: JSON.stringify({ version: saved.version, definition: saved.definition }),
    });
    await page.getByRole("button", { name: "2번 질문 지우기" }).click();
    await save.click();
    await page.getByText("그 사이 다른 사람이 설문을 저장했어요.").waitFor();
    await page.getByRole("button", { name: "내 것으로 덮어쓰기" }).click();
    await page.getByText("3번째 판").waitFor();
    await page.getByRole("link", { name: "결과" }).click();
    await page.getByRole("table").first().waitFor();
    await expectAccessible(page);
    await page.close();
  });

  it("leaves the browser nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});
