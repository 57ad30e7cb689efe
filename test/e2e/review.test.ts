import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, manageChallenge, moveChallenge } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

/** A folder for pictures to look at; none are taken without it. */
const PICTURES = process.env.SADARI_TEST_PICTURES;
const AXE = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));
const PRIZE = { id: "gimbal", rank: 1, name: { ko: "짐벌", en: "Gimbal" }, quantity: 1, valueWon: 120_000 };

describe("what people decide before the list is final", () => {
  let booth: Booth;
  let browser: Browser;
  let slug: string;
  let host: Page;
  let phone: Page;
  let id: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth(), launchChromium()]);
    ({ slug } = await makeChallenge(booth, {
      open: true,
      setup: { prizes: [PRIZE], secondApproverAboveWon: 50_000 },
    }));
    host = await open({ width: 1440, height: 900 });
    await host.goto(await eventually(async () => /Host link\s+(\S+\/open#\S+)/.exec(booth.output())?.[1]));
    await host.waitForURL((url) => url.pathname !== "/open", { waitUntil: "commit", timeout: 30_000 });
    phone = await open({ width: 390, height: 844 });
    await phone.goto(`${booth.url}/e/${slug}`);
    await phone.getByRole("button", { name: "참가하기" }).click();
    await phone.getByRole("heading", { name: "나의 참가 상태" }).waitFor();
    id = ((await phone.locator("#ticket-number [translate=no]").textContent()) ?? "").replace(/\s/g, "");
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  async function open(viewport: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport, locale: "ko-KR", reducedMotion: "reduce" });
    context.on("weberror", (error) => complaints.push(error.error().message));
    context.on("console", (message) => {
      if (message.type() === "error" && !/status of 4/.test(message.text())) complaints.push(message.text());
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    return page;
  }

  const review = (part: string): Promise<unknown> =>
    host.goto(`${booth.url}/host/e/${slug}?view=review&part=${part}&lang=ko`);

  /** Looks at a page at both widths, in both languages and themes; goes back to Korean on light. */
  async function look(page: Page, name: string): Promise<void> {
    await page.evaluate(await readFile(AXE, "utf8"));
    const serious = await page.evaluate(async () => {
      const { violations } = await Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] });
      return violations
        .filter(({ impact }: { impact: string }) => impact === "serious" || impact === "critical")
        .map(({ id: rule, nodes }: { id: string; nodes: { target: string[] }[] }) => `${rule} ${nodes[0]?.target}`);
    });
    expect(serious, name).toEqual([]);
    const url = page.url();
    for (const [width, theme, language] of [
      [1440, "light", "ko"],
      [390, "dark", "en"],
      [390, "light", "ko"],
    ] as const) {
      const own = page.viewportSize();
      await page.setViewportSize({ width, height: 900 });
      const next = new URL(url);
      next.searchParams.set("lang", language);
      next.searchParams.set("theme", theme);
      await page.goto(next.href);
      await page.locator("main h2").first().waitFor();
      await page.waitForTimeout(500);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, `${name} at ${width}`).toBeLessThanOrEqual(0);
      if (PICTURES !== undefined) {
        mkdirSync(PICTURES, { recursive: true });
        await page.screenshot({ path: join(PICTURES, `${name}-${width}-${theme}.png`), fullPage: true });
      }
      if (own) await page.setViewportSize(own);
    }
  }

  it("a line to everybody is on every phone at once", async () => {
    await host.goto(`${booth.url}/host/e/${slug}?view=live`);
    await host.getByRole("button", { name: "모두에게 알리기" }).click();
    const words = await host.getByRole("textbox").first().inputValue();
    expect(words).toBe("고칠 수 있는 이유로 빠진 분이 1명 있어요. 내 참가권을 확인해 주세요.");
    await host.getByRole("button", { name: "보내기", exact: true }).click();
    await phone.getByText(words).waitFor({ timeout: 3_000 });
    await look(host, "live");
    await look(phone, "phone-notice");
  }, 60_000);

  it("whoever is out after the close reads why and objects; the guard leads to where it is answered", async () => {
    await moveChallenge(booth, await manageChallenge(booth, slug), "closed");
    await moveChallenge(booth, await manageChallenge(booth, slug), "review");
    await phone.getByRole("heading", { name: "이번엔 아니에요" }).waitFor();
    await phone.getByRole("button", { name: "이의 신청" }).click();
    await phone.getByRole("textbox", { name: "무엇이 다른가요" }).fill("앱을 켜 두었는데\n와이파이가 끊겼어요.");
    await phone.getByRole("button", { name: "보내기" }).click();
    await phone.getByText(/명단을 확정하기 전에 답해 드려요/).waitFor();
    expect(await phone.getByRole("button", { name: "이의 신청" }).count()).toBe(0);
    await look(phone, "phone-out");

    await host.goto(`${booth.url}/host/e/${slug}?view=end&lang=ko`);
    await host.getByRole("link", { name: "답하러 가기" }).click();
    await host.getByText("와이파이가 끊겼어요.").waitFor();
    expect(await host.getByRole("button", { name: "답 보내기" }).isDisabled()).toBe(true);
    await look(host, "appeals");
    await host.getByLabel("한국어 답").fill("확인했어요. 넣어 드릴게요.");
    await host.getByLabel("영어 답").fill("We checked. You are in.");
    await host.getByRole("button", { name: "답 보내기" }).click();
    await host.getByText("답할 이의 신청이 없어요.").waitFor();
    await phone.getByText("확인했어요. 넣어 드릴게요.").waitFor();
  }, 90_000);

  it("a decision wants a reason in both languages, and its holder reads it", async () => {
    await review("tickets");
    await host.getByLabel("이유로 고르기").selectOption("SURVEY_MISSING");
    await host.getByText("해당하는 참가권이 없어요.").or(host.getByText(id)).first().waitFor();
    await host.getByLabel("이유로 고르기").selectOption("NO_DATA");
    await host.getByText("1명").waitFor();
    await look(host, "tickets");
    await host.getByRole("link", { name: id }).click();
    await host.getByRole("radio", { name: "추첨에 넣기" }).check();
    await host.getByLabel("한국어 이유").fill("현장에서 확인했어요.");
    expect(await host.getByRole("button", { name: "이대로 정하기" }).isDisabled()).toBe(true);
    await host.getByLabel("영어 이유").fill("Checked at the booth.");
    await host.getByRole("button", { name: "이대로 정하기" }).click();
    await host.getByText("적어 두었어요.").waitFor();
    await review("overrides");
    await host.getByText("스태프 링크로 들어온 운영자에게 부탁해 주세요.").waitFor();
    expect(await host.getByRole("button", { name: "두 번째로 확인하기" }).count()).toBe(0);
    await look(host, "overrides");
  }, 90_000);

  it("made the browser complain of nothing", () => {
    expect(complaints).toEqual([]);
  });
});
