import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MySwag, SwagScreen, SwagStocks, SwagVisitor, SwagWhyNot } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { venueDay } from "../venue-day.ts";
import { launchChromium } from "../web/chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SLUG = "swag-con";
const DAY = venueDay();
/** A folder for pictures of what is seen, for whoever wants to look. */
const PICTURES = process.env.TEST_PICTURES;
const text = (word: string) => ({ ko: word, en: word });

/** The gift raffle as a visitor, staff and host have it in their browsers, over HTTP alone. */
describe("the raffle, in a browser", () => {
  let booth: Booth;
  let browser: Browser;
  let host: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth(), launchChromium()]);
    const note = { ko: "꽝이어도 스티커는 드려요.", en: "Stickers for everybody." };
    await makeChallenge(booth, { open: true, slug: SLUG, setup: { swag: { planned: true, note } } });
    const { definition } = await ask<{ definition: { questions: { type: string }[] } }>(booth, `/api/e/${SLUG}/survey`);
    const app = definition.questions.filter(({ type }) => type === "app");
    const rating = { type: "rating", help: text(""), required: true, steps: 5, low: text("-"), high: text("+") };
    await sendAsHost(booth, "PUT", `/api/e/${SLUG}/survey`, {
      version: 0,
      definition: {
        questions: [
          { ...rating, id: "fun", title: text("Fun?") },
          ...app.map((each) => ({ ...each, required: false })),
        ],
      },
    });
    host = await newContext(1440);
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

  async function newContext(width = 390, locale = "ko-KR", dark = false): Promise<BrowserContext> {
    const colorScheme = dark ? "dark" : "light";
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 844 } });
    context.on("page", (page) => page.on("pageerror", (error) => complaints.push(error.message)));
    return context;
  }

  /** Nothing serious for axe, no sideways scroll; a picture where one is wanted. */
  async function look(page: Page, name: string): Promise<void> {
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const found = await axe.run({ resultTypes: ["violations"] });
      return found.violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    });
    expect(violations).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  const inPage = <T>(page: Page, method: string, path: string, body?: object): Promise<{ status: number; json: T }> =>
    page.evaluate(
      async ([how, where, sent]) => {
        const answer = await fetch(where, {
          method: how,
          headers: { "content-type": "application/json", "x-requested-by": "sadari" },
          ...(sent === "" ? {} : { body: sent }),
        });
        return { status: answer.status, json: await answer.json() };
      },
      [method, `/api/e/${SLUG}${path}`, body === undefined ? "" : JSON.stringify(body)] as const,
    );

  async function visitor(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${booth.url}/e/${SLUG}/swag`);
    await inPage(page, "POST", "/tickets", { language: "ko", over14: true });
    await page.reload();
    return page;
  }
  const answer = async (page: Page): Promise<void> => {
    const at = Date.now() * 1_000;
    const write = {
      nonce: crypto.randomUUID(),
      question: "fun",
      value: { type: "rating", value: 5 },
      at,
      language: "ko",
    };
    expect((await inPage(page, "POST", "/me/answers", { writes: [write] })).status).toBe(200);
  };
  const why = async (page: Page): Promise<SwagWhyNot> => (await inPage<MySwag>(page, "GET", "/me/swag")).json.whyNot;
  const days = () => ask<SwagStocks>(booth, `/api/e/${SLUG}/swag/days`);
  const plan = (blank: number, amount: number) =>
    sendAsHost<SwagStocks>(booth, "PUT", `/api/e/${SLUG}/swag/days/${DAY}`, {
      items: [
        { id: "socks", name: { ko: "양말", en: "Socks" }, initial: amount },
        { id: "shirt", name: { ko: "티셔츠", en: "T-shirt" }, initial: 3 },
        { id: "lanyard", name: { ko: "홀더", en: "Lanyard" }, initial: 7 },
      ],
      blank: { num: blank, den: 100 },
    });
  const step = (which: string) => sendAsHost(booth, "POST", `/api/e/${SLUG}/swag/days/${DAY}/${which}`);
  const digits = async () => (await ask<SwagScreen>(booth, `/api/e/${SLUG}/swag/screen`)).code;

  it("is planned by the host with odds proposed, opened, drawn from once, handed over and checked at home", async () => {
    const desk = await host.newPage();
    await desk.goto(`${booth.url}/host/e/${SLUG}?view=swag`);
    await desk.getByLabel("이름 (한국어)").first().fill("양말");
    await desk.getByText("시간당 40명, 16시간", { exact: false }).waitFor();
    await look(desk, "host-plan-1440-ko");
    await plan(0, 12);

    const context = await newContext();
    const page = await visitor(context);
    await page.getByText("열려요", { exact: false }).waitFor();
    await step("open");
    expect(await why(page)).toBe("survey");
    await page.reload();
    await page.getByRole("link", { name: "설문 하러 가기" }).waitFor();
    await answer(page);
    await page.reload();
    await page.getByText("꽝 확률 0% · 남은 수량 22").waitFor();
    await look(page, "phone-before-390-ko");

    await page
      .getByLabel("부스 화면의 숫자 4자리")
      .fill(String((Number(await digits()) + 5) % 10_000).padStart(4, "0"));
    await page.getByRole("button", { name: "뽑기" }).click();
    await page.getByRole("alert").getByText("숫자가 달라요", { exact: false }).waitFor();
    await page.getByLabel("부스 화면의 숫자 4자리").fill(await digits());
    await page.getByRole("button", { name: "뽑기" }).click();
    const won = page.getByRole("heading", { name: /당첨! 부스에서 받아 가세요/ });
    await won.waitFor();
    expect(await won.evaluate((element) => element === document.activeElement)).toBe(true);
    await look(page, "phone-won-390-ko");
    await page.reload();
    await page.getByRole("heading", { name: /이미 뽑았어요. 결과:/ }).waitFor();
    const { json } = await inPage<MySwag>(page, "GET", "/me/swag");
    const pid = json.mine?.pid ?? "";
    const second = await inPage<{ code: string }>(page, "POST", "/me/swag", {
      nonce: "ab".repeat(16),
      code: await digits(),
    });
    expect([second.status, second.json.code]).toEqual([409, "swag.drawn"]);

    const staff = await host.newPage();
    await staff.setViewportSize({ width: 390, height: 844 });
    await staff.goto(`${booth.url}/staff`);
    await staff.getByRole("button", { name: "선물" }).click();
    await staff.getByLabel("참가권 번호").fill(pid.toLowerCase());
    await staff.getByRole("button", { name: "찾기" }).last().click();
    await staff.getByRole("button", { name: /전달 완료/ }).click();
    await staff.getByRole("button", { name: /되돌리기/ }).waitFor();
    await look(staff, "staff-given-390-ko");
    await staff.getByRole("button", { name: /되돌리기/ }).click();
    await staff.getByRole("button", { name: /전달 완료/ }).waitFor();
    await staff.getByRole("button", { name: /전달 완료/ }).click();
    await staff.getByText("전달했어요.", { exact: false }).waitFor();
    const visit = await ask<SwagVisitor>(booth, `/api/e/${SLUG}/swag/visitors/${pid}`);
    expect(visit.rolls[0]?.handedOverAt).toBeGreaterThan(0);

    await desk.reload();
    await desk.getByRole("button", { name: "뽑기 닫기" }).waitFor();
    await look(desk, "host-open-1440-ko");
    await sendAsHost(booth, "POST", `/api/e/${SLUG}/swag/days/${DAY}/odds`, { blank: { num: 30, den: 100 } });
    await sendAsHost(booth, "PUT", `/api/e/${SLUG}/wall`, { scene: "swag" });
    const wall = await host.newPage();
    await wall.setViewportSize({ width: 1920, height: 1080 });
    await wall.goto(`${booth.url}/wall?challenge=${SLUG}`);
    await wall.getByText(await digits(), { exact: true }).waitFor();
    await wall.getByText("꽝 확률 0% → 30%", { exact: false }).waitFor();
    await look(wall, "wall-1920-ko");
    await step("close");
    await step("reveal");
    await page.reload();
    await page.getByText("내 뽑기 확인하기").click();
    await page.getByRole("button", { name: "다시 계산하기" }).click();
    await page.getByText("내 뽑기를 다시 계산했더니 같아요.", { exact: false }).waitFor();
    await look(page, "phone-checked-390-ko");
    expect((await days()).days[0]?.addsUp).toBe(true);
    expect(complaints).toEqual([]);
  }, 120_000);

  it("gives a code to who answered, shows it when asked, and keeps it from everybody else", async () => {
    const codes = "code\nCLOUD-AAAA-0001\n";
    const body = { batch: "cloud", name: { ko: "30일 체험 코드", en: "30-day trial" }, codes };
    await sendAsHost(booth, "POST", `/api/e/${SLUG}/vouchers`, body);
    const context = await newContext(390, "en-US", true);
    const page = await visitor(context);
    await answer(page);
    await page.goto(`${booth.url}/e/${SLUG}`);
    const get = page.getByRole("button", { name: "Get your 30-day code" });
    await get.waitFor();
    expect(await page.content()).not.toContain("CLOUD-AAAA");
    await get.click();
    await page.getByText("CLOUD-AAAA-0001").waitFor();
    await look(page, "phone-voucher-390-en-dark");
    const other = await visitor(await newContext(320));
    await answer(other);
    const staffed = await fetch(`${booth.url}/api/e/${SLUG}/vouchers`);
    expect(staffed.status).toBe(401);
    const refused = await inPage<{ code: string }>(other, "POST", "/me/voucher", {});
    expect([refused.status, refused.json.code]).toEqual([409, "voucher.empty"]);
    expect(booth.output()).not.toContain("CLOUD-AAAA");
    await other.goto(`${booth.url}/e/${SLUG}/swag`);
    await other.getByText("오늘 뽑기는 끝났어요.").waitFor();
    await look(other, "phone-closed-320-ko");
    const stranger = await fetch(`${booth.url}/api/e/${SLUG}/swag/screen`);
    expect(stranger.status).toBe(401);
  }, 60_000);
});
