import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrawView, JoinAnswer } from "../../src/contract/index.ts";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

const SCREENS = process.env.SADARI_TEST_SCREENS;
const slug = "many-lanes";

let booth: Booth;
let browser: Browser;
const problems: string[] = [];

beforeAll(async () => {
  booth = await startBooth();
  browser = await launchChromium();
  const prize = { rank: 1, name: { ko: "책", en: "Book" }, quantity: 3, valueWon: 20_000 };
  await makeChallenge(booth, {
    slug,
    open: true,
    setup: { secondApproverAboveWon: 100_000_000, prizes: [{ id: "book", ...prize }] },
  });
  for (let n = 0; n < 24; n++) {
    const response = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language: "ko", over14: true }),
    });
    const { ticket } = (await response.json()) as JoinAnswer;
    await sendAsHost(booth, "POST", `/api/e/${slug}/tickets/${ticket.id}/override`, {
      effect: "include",
      reasonKo: "부스에서 확인했어요.",
      reasonEn: "Seen at the booth.",
    });
  }
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await booth?.[Symbol.asyncDispose]();
});

async function wallWith(reducedMotion: "reduce" | "no-preference"): Promise<Page> {
  const context = await browser.newContext({
    locale: "ko-KR",
    viewport: { width: 1920, height: 1080 },
    colorScheme: "dark",
    reducedMotion,
    baseURL: booth.url,
    extraHTTPHeaders: { authorization: `Bearer ${booth.hostToken}` },
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto("/wall");
  return page;
}

describe("a try of the show with as many lanes as a ladder can have", () => {
  it("runs at the speed of the screen, marked as a try, and is told in words", async () => {
    const wall = await wallWith("no-preference");
    const tried = await sendAsHost<DrawView>(booth, "POST", `/api/e/${slug}/draws/rehearse`);
    expect(tried).toMatchObject({ simulated: true, n: 24, ordinal: -1 });
    await wall.locator("svg[data-rungs]").waitFor({ timeout: 20_000 });
    expect(await wall.getByText("리허설", { exact: true }).count()).toBeGreaterThan(0);
    expect(await wall.locator("svg[data-rungs] [data-pole]").count()).toBe(24);
    await wall.locator('[data-state="runs"]').first().waitFor({ timeout: 20_000 });
    const deltas = await wall.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const times: number[] = [];
          const frame = (at: number): void => {
            times.push(at);
            if (times.length < 180) requestAnimationFrame(frame);
            else resolve(times.slice(1).map((time, index) => time - (times[index] ?? time)));
          };
          requestAnimationFrame(frame);
        }),
    );
    const sorted = deltas.toSorted((a, b) => a - b);
    console.log(`24 lanes, frames: p50 ${sorted[90]?.toFixed(1)} ms, p95 ${sorted[170]?.toFixed(1)} ms`);
    expect(sorted[90]).toBeLessThan(50);
    await wall.getByText(/번 줄, 예비 21번/).waitFor({ state: "attached", timeout: 20_000 });
    if (SCREENS !== undefined) await wall.screenshot({ path: join(SCREENS, "wall-24.png") });
    await wall.context().close();
    expect(problems).toEqual([]);
  }, 90_000);

  it("is told a line each to whoever reads the wall in words, on a narrow phone too", async () => {
    const context = await browser.newContext({
      locale: "ko-KR",
      viewport: { width: 320, height: 640 },
      baseURL: booth.url,
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`/e/${slug}/wall`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await sendAsHost<DrawView>(booth, "POST", `/api/e/${slug}/draws/rehearse`);
    await page.getByRole("heading", { name: "추첨 · 리허설" }).waitFor({ timeout: 20_000 });
    await page.getByText(/24명, 경품 3개/).waitFor();
    const told = page.getByRole("list", { name: "나온 차례" });
    await told.getByText(/번 줄, 예비 21번/).waitFor({ timeout: 30_000 });
    await told.getByText(/번 줄, 예비 20번/).waitFor({ timeout: 30_000 });
    expect(await told.getAttribute("aria-live")).toBe("polite");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, "words-320.png"), fullPage: true });
    await context.close();
    expect(problems).toEqual([]);
  }, 120_000);

  it("moves nothing for who asked for less motion: ways appear whole", async () => {
    const wall = await wallWith("reduce");
    await sendAsHost<DrawView>(booth, "POST", `/api/e/${slug}/draws/rehearse`);
    await wall.locator('[data-state="arrived"]').first().waitFor({ timeout: 30_000 });
    expect(await wall.locator('[data-state="runs"]').count()).toBe(0);
    await wall.context().close();
  }, 60_000);
});
