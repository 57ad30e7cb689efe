import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditAnswer, ChallengesAnswer, ChallengeView } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, manageChallenge, moveChallenge, sendAsHost } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const SMALL = { width: 320, height: 640 };
/** A folder for pictures of every page the test comes by; none without it. */
const PICTURES = process.env.SADARI_TEST_PICTURES;

describe("a host, in a browser", () => {
  let booth: Booth;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth({ env: { LC_ALL: "C.UTF-8" } }), launchChromium()]);
    context = await browser.newContext({ viewport: DESKTOP, locale: "ko-KR", reducedMotion: "reduce" });
    context.on("weberror", (error) => complaints.push(error.error().message));
    context.on("console", (message) => {
      const expected = /status of 409/.test(message.text());
      if (message.type() === "error" && !expected) complaints.push(message.text());
    });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  const manage = (): Promise<ChallengeView> => manageChallenge(booth, "pycon-korea-2026");
  const tab = (name: string): Promise<void> =>
    page.getByRole("navigation", { name: "이 챌린지의 화면들" }).getByRole("link", { name, exact: true }).click();
  const saved = () => page.getByText("모두 저장했어요").waitFor();

  it("names, sets up and opens an event within three minutes", async () => {
    const began = performance.now();
    const link = await eventually(async () => /Host link\s+(\S+\/open#\S+)/.exec(booth.output())?.[1]);
    await page.goto(link);
    await page.waitForURL("**/host");
    await page.getByText("행사 이름만 정하면 3분 안에 문을 열 수 있어요.").waitFor();
    await picture("list-empty");
    await page.getByLabel("행사 이름 (한국어)").fill("파이콘 한국 2026");
    await page.getByLabel("행사 이름 (영어)").fill("PyCon Korea 2026");
    await page.getByRole("button", { name: "만들기" }).click();
    await page.waitForURL("**/host/e/pycon-korea-2026?view=setup");

    await tab("문 열기");
    await page.getByText("아직이에요:").first().waitFor({ state: "attached" });
    expect(await page.getByRole("button", { name: "문 열기" }).isDisabled()).toBe(true);
    await page.getByRole("link", { name: "시각 정하기" }).click();
    await page.waitForURL("**view=setup&field=closesAt");
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("field-closesAt");
    await page.getByRole("button", { name: /^1시간 뒤/ }).click();

    const privacy = page.getByRole("region", { name: "개인정보" });
    const controller = privacy.getByRole("group", { name: "개인정보를 책임지는 곳" });
    await controller.getByLabel("한국어").fill("파이콘 준비위원회");
    await controller.getByLabel("영어").fill("PyCon committee");
    await privacy.getByLabel("문의할 곳").fill("hello@example.kr");
    await page.getByRole("button", { name: "경품 더하기" }).click();
    const prize = page.getByRole("group", { name: "이름", exact: true });
    await prize.getByLabel("한국어").fill("짐벌");
    await prize.getByLabel("영어").fill("Gimbal");
    await page.getByLabel("한 개의 시가").fill("120000");
    await page.getByText("제세공과금 대상").first().waitFor();
    await page.getByRole("complementary").getByText("₩120,000").waitFor();
    await saved();

    await tab("문 열기");
    await page.getByRole("button", { name: "문 열기" }).click();
    await page.getByText(/지금은 '열림' 상태예요. \d\d:\d\d까지 되돌릴 수 있어요./).waitFor();
    expect(performance.now() - began).toBeLessThan(180_000);
    expect(await manage()).toMatchObject({
      state: "open",
      setup: {
        name: { ko: "파이콘 한국 2026", en: "PyCon Korea 2026" },
        privacy: { controller: { ko: "파이콘 준비위원회" }, contact: "hello@example.kr" },
        prizes: [{ name: { ko: "짐벌", en: "Gimbal" }, valueWon: 120_000 }],
      },
    });
  }, 180_000);

  it("gets a QR for visitors and links for staff", async () => {
    await page.getByText(`/e/pycon-korea-2026`, { exact: false }).first().waitFor();
    await page.getByRole("img", { name: /^참가 주소 .*\/e\/pycon-korea-2026 의 QR$/ }).waitFor();
    await page.getByRole("link", { name: "스태프와 화면 링크 만들기" }).click();
    await page.waitForURL("**/host/e/pycon-korea-2026/people");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.goto(`${booth.url}/host/e/pycon-korea-2026?view=doors`);
  });

  it("sees the desk, and moves the end for everybody", async () => {
    await tab("현황");
    await page.getByText("첫 참가자는 보통 QR을 붙이고 18분 뒤에 와요.").waitFor();
    const { closesAt } = await manage();
    await page.getByRole("button", { name: "+10분" }).click();
    await expect.poll(async () => (await manage()).closesAt).toBe((closesAt ?? 0) + 600_000_000);
    await page.getByText("마감을 늦췄어요").waitFor();
  });

  it("is asked when somebody else wrote the same field, and loses nothing else", async () => {
    await tab("준비");
    await page.getByText("시작 시각, 장소, 시간대").click();
    const place = page.getByLabel("장소");
    const other = await manage();
    await place.pressSequentially("1", { delay: 5 });
    await sendAsHost(booth, "PUT", "/api/e/pycon-korea-2026/setup", {
      version: other.version,
      setup: { ...other.setup, place: "2층", tagline: { ko: "새 소개", en: "New words" } },
      opensAt: other.opensAt,
      closesAt: other.closesAt,
    });
    await place.pressSequentially("층", { delay: 5 });
    await page.getByRole("button", { name: "내가 쓴 것으로" }).click();
    await saved();
    expect((await manage()).setup).toMatchObject({ place: "1층", tagline: { ko: "새 소개" } });
  });

  it("rehearses with made-up visitors under a watermark, and wipes them with one click", async () => {
    await tab("문 열기");
    await page.getByRole("button", { name: "리허설 만들기" }).click();
    await page.waitForURL("**/host/e/pycon-korea-2026-rehearsal?view=doors");
    await page.getByRole("status").filter({ hasText: "리허설" }).waitFor();
    await page.getByRole("button", { name: "문 열기" }).click();
    await page.getByLabel("빠르기").selectOption("50");
    await page.getByRole("button", { name: "보내기" }).click();
    await page.getByText(/20명 가운데 ([3-9]|\d\d)명이 왔어요/).waitFor({ timeout: 30_000 });
    await tab("현황");
    await picture("rehearsal-live");
    await tab("문 열기");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "리허설 지우기" }).click();
    await page.waitForURL("**/host");
    const { challenges } = await ask<ChallengesAnswer>(booth, "/api/challenges");
    expect(challenges.map(({ slug, counts }) => [slug, counts.tickets])).toEqual([["pycon-korea-2026", 0]]);
  }, 60_000);

  it("closes early with a reason, begins the review and reads it all in the log", async () => {
    await page.getByRole("link", { name: "파이콘 한국 2026" }).click();
    await tab("마무리");
    await picture("end-open");
    expect(await page.getByRole("button", { name: "마감하기" }).isDisabled()).toBe(true);
    await page.getByLabel("이유").fill("정전");
    await page.getByRole("button", { name: "마감하기" }).click();
    await page.getByRole("button", { name: "확인 시작하기" }).click();
    await page.getByRole("heading", { name: "명단을 확정해요" }).waitFor();
    await tab("기록");
    await page.getByText(/기록 \d+개가 처음부터 끝까지 이어져요/).waitFor();
    await page.getByText("상태를 바꿨어요: 마감 · 정전").waitFor();
    const audit = await ask<AuditAnswer>(booth, "/api/e/pycon-korea-2026/audit");
    await page.getByText(audit.words.ko, { exact: true }).waitFor();
  });

  it("has pages that are accessible and whole at every size, theme and language", async () => {
    await makeChallenge(booth, { nameKo: "둘째 행사", nameEn: "Second event", slug: "second", open: true });
    await makeChallenge(booth, { nameKo: "셋째 행사", nameEn: "Third event", slug: "third" });
    const problems: string[] = [];
    const paths = [
      "/host",
      "/host/e/second?view=setup",
      "/host/e/third?view=doors",
      "/host/e/second?view=live",
      "/host/e/second?view=review&part=tickets",
      "/host/e/pycon-korea-2026?view=review&part=overrides",
      "/host/e/pycon-korea-2026?view=end",
      "/host/e/second?view=audit",
    ];
    for (const path of paths) {
      for (const [theme, language, size] of [
        ["light", "ko", DESKTOP],
        ["dark", "en", PHONE],
        ["light", "en", SMALL],
      ] as const) {
        await page.setViewportSize(size);
        await page.goto(`${booth.url}${path}${path.includes("?") ? "&" : "?"}lang=${language}&theme=${theme}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.locator("main section, main form").first().waitFor();
        await page.waitForTimeout(300);
        const name = `${path.replace(/\W+/g, "-")}-${size.width}-${theme}`;
        await picture(name);
        problems.push(...(await violations()).map((each) => `${name}: ${each}`));
        if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) {
          problems.push(`${name}: scrolls sideways`);
        }
      }
    }
    expect(problems).toEqual([]);
  }, 240_000);

  it("made the browser complain of nothing", () => {
    expect(complaints).toEqual([]);
  });

  async function picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  async function violations(): Promise<readonly string[]> {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { violations: found } = await Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] });
      return found
        .filter(({ impact }: { impact: string }) => impact === "serious" || impact === "critical")
        .flatMap(({ id, nodes }: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
          nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`),
        );
    });
  }
});

describe("the closing time", () => {
  it("comes also when the booth was killed before it and is up again after it", async () => {
    const booth = await startBooth();
    const { slug } = await makeChallenge(booth, { open: true, closesInMinutes: 2 / 60 });
    await booth.kill();
    await using again = await startBooth({ dataDir: booth.dataDir, port: booth.port });
    await eventually(async () => ((await manageChallenge(again, slug)).state === "closed" ? true : undefined), 10_000);
    const { records, verifies } = await ask<AuditAnswer>(again, `/api/e/${slug}/audit`);
    expect(verifies).toBe(true);
    expect(records.at(-1)).toMatchObject({ actor: "system", type: "event.state", data: { to: "closed" } });
    const reopened = await sendAsHost<ChallengeView>(again, "POST", `/api/e/${slug}/extend`, { minutes: 5 });
    expect(reopened.state).toBe("open");
    expect(reopened.closesAt).toBeGreaterThan(reopened.serverTime);
  }, 60_000);

  it("comes by itself while it runs, to the second", async () => {
    await using booth = await startBooth();
    const { slug, closesAt } = await makeChallenge(booth, { open: true, closesInMinutes: 3 / 60 });
    const closed = await eventually(async () => {
      const view = await manageChallenge(booth, slug);
      return view.state === "closed" ? view : undefined;
    }, 8_000);
    expect(closed.stateChangedAt - (closesAt ?? 0)).toBeGreaterThanOrEqual(0);
    expect(closed.stateChangedAt - (closesAt ?? 0)).toBeLessThan(1_000_000);
    await expect(moveChallenge(booth, closed, "drawn")).rejects.toThrow("challenge.step-refused");
  }, 60_000);
});
