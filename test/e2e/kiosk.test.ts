import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChallengesAnswer, LinkMade, SurveyResults } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { Network, untilKept } from "../network.ts";
import { launchChromium } from "../web/chromium.ts";

describe("the tablet that many use one after another", () => {
  let booth: Booth;
  let network: Network;
  let browser: Browser;
  let context: BrowserContext;
  let slug: string;

  beforeAll(async () => {
    booth = await startBooth();
    ({ slug } = await makeChallenge(booth, { open: true }));
    network = await Network.to(booth);
    browser = await launchChromium();
    context = await browser.newContext({
      baseURL: network.url,
      locale: "ko-KR",
      viewport: { width: 1024, height: 768 },
    });
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await network?.[Symbol.asyncDispose]();
    await booth?.[Symbol.asyncDispose]();
  });

  const started = async (): Promise<number> =>
    (await ask<SurveyResults>(booth, `/api/e/${slug}/survey/results`)).started;
  const counted = async () => {
    const { challenges } = await ask<ChallengesAnswer>(booth, "/api/challenges");
    return challenges.find((each) => each.slug === slug)?.counts;
  };

  it("comes in by its own link and may take surveys and nothing else", async () => {
    const { path } = await sendAsHost<LinkMade>(booth, "POST", `/api/e/${slug}/links`, {
      kind: "kiosk",
      label: "입구 태블릿",
    });
    const tablet = await context.newPage();
    await tablet.goto(path);
    await tablet.waitForURL((url) => url.pathname.endsWith("/kiosk"));
    const status = async (address: string) => (await tablet.request.get(address)).status();
    expect(
      await Promise.all([status(`/api/e/${slug}/tickets`), status("/api/services"), status("/api/session")]),
    ).toEqual([403, 403, 200]);
    await tablet.getByLabel("번호 4자리").fill("2580");
    await tablet.keyboard.press("Enter");
    await tablet.getByRole("button", { name: "설문 시작하기" }).waitFor();
    await tablet.close();
  }, 60_000);

  it("keeps every answer while the network is away, over a reload, and sends each once", async () => {
    const before = await started();
    const tickets = (await counted())?.tickets;
    const tablet = await context.newPage();
    tablet.setDefaultTimeout(20_000);
    await tablet.goto(`/e/${slug}/kiosk`);
    await tablet.getByLabel("번호 4자리").fill("2580");
    await tablet.keyboard.press("Enter");
    await tablet.getByRole("button", { name: "설문 시작하기" }).waitFor();
    await untilKept(tablet);
    await network.cut(context);
    for (let visitor = 0; visitor < 2; visitor++) {
      await tablet.getByRole("button", { name: "설문 시작하기" }).click();
      await tablet.getByRole("radio").first().check();
      await tablet.getByRole("button", { name: "다음" }).click();
      // Walks away; the next finds an empty page.
      await tablet.getByText("처음으로 돌아가요").waitFor({ timeout: 25_000 });
      await tablet.getByRole("button", { name: "설문 시작하기" }).waitFor({ timeout: 25_000 });
    }
    await tablet
      .getByText(/대기 2|2개/)
      .first()
      .waitFor();
    await tablet.reload();
    await tablet.getByRole("button", { name: "설문 시작하기" }).waitFor();
    await tablet
      .getByText(/대기 2|2개/)
      .first()
      .waitFor();
    expect(await started()).toBe(before);
    await network.mend(context);
    await eventually(async () => (await started()) === before + 2 || undefined, 20_000);
    expect((await counted())?.tickets).toBe(tickets);
    await tablet.close();
  }, 150_000);

  it("is left with its number, and then is nobody", async () => {
    const other = await browser.newContext({
      baseURL: booth.url,
      locale: "ko-KR",
      viewport: { width: 1024, height: 768 },
    });
    const { path } = await sendAsHost<LinkMade>(booth, "POST", `/api/e/${slug}/links`, {
      kind: "kiosk",
      label: "출구",
    });
    const tablet = await other.newPage();
    tablet.setDefaultTimeout(20_000);
    await tablet.goto(path);
    await tablet.waitForURL((url) => url.pathname.endsWith("/kiosk"));
    await tablet.getByLabel("번호 4자리").fill("2580");
    await tablet.keyboard.press("Enter");
    await tablet.getByRole("button", { name: "직원" }).click();
    await tablet.getByLabel("번호 4자리").fill("2580");
    await tablet.keyboard.press("Enter");
    await tablet.getByRole("button", { name: "키오스크 끝내기" }).click();
    await eventually(async () => (await tablet.request.get("/api/session")).status() === 401 || undefined);
    await other.close();
  }, 60_000);
});
