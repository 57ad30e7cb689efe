import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PicturesAnswer, SwagStocks } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { Network } from "../network.ts";
import { venueDay } from "../venue-day.ts";
import { launchChromium } from "../web/chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SLUG = "swag-two";
const TODAY = venueDay();
const TOMORROW = venueDay(Date.now() + 86_400_000);
/** A folder for pictures of what is seen, for whoever wants to look. */
const PICTURES = process.env.TEST_PICTURES;

/** Gifts with pictures and sizes, and a device that draws without network, over HTTP and in browsers alone. */
describe("gifts, in a browser", () => {
  let booth: Booth;
  let browser: Browser;
  let host: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth(), launchChromium()]);
    const note = { ko: "꽝이어도 스티커는 드려요.", en: "Stickers for everybody." };
    await makeChallenge(booth, { open: true, slug: SLUG, setup: { swag: { planned: true, note } } });
    const rating = { type: "rating", help: { ko: "", en: "" }, required: false, steps: 5 };
    const ends = { low: { ko: "-", en: "-" }, high: { ko: "+", en: "+" } };
    const { definition } = await ask<{ definition: { questions: { type: string }[] } }>(booth, `/api/e/${SLUG}/survey`);
    const app = definition.questions.filter(({ type }) => type === "app");
    const questions = [
      { ...rating, ...ends, id: "fun", title: { ko: "재미", en: "Fun" }, required: true },
      ...app.map((each) => ({ ...each, required: false })),
    ];
    await sendAsHost(booth, "PUT", `/api/e/${SLUG}/survey`, { version: 0, definition: { questions } });
    host = await newContext(1440);
    const link = await eventually(async () => /Host link\s+\S+\/open#(\S+)/.exec(booth.output())?.[1]);
    const page = await host.newPage();
    await page.goto(`${booth.url}/open#${link}`);
    await page.waitForURL((url) => !url.pathname.startsWith("/open"));
    await page.close();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  async function newContext(width = 390): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: "ko-KR", viewport: { width, height: 844 } });
    context.on("page", (page) => page.on("pageerror", (error) => complaints.push(error.message)));
    return context;
  }

  /** Nothing serious for axe, no sideways scroll; a picture where one is wanted. */
  async function look(page: Page, name: string): Promise<void> {
    if (PICTURES !== undefined) {
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    }
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
  }

  const send = <T>(method: "POST" | "PUT", path: string, body: unknown = {}) =>
    sendAsHost<T>(booth, method, `/api/e/${SLUG}${path}`, body);
  const dayOf = async (day: string) =>
    (await ask<SwagStocks>(booth, `/api/e/${SLUG}/swag/days`)).days.find((each) => each.day.day === day) ??
    expect.fail("no day");
  const item = (id: string, ko: string, initial: number, sizes: { size: string; amount: number }[] = []) => ({
    id,
    name: { ko, en: id },
    initial,
    sizes,
  });
  const ALL_WIN = { blank: { num: 0, den: 100 }, presence: false };

  /** A visitor with a ticket and the survey answered, on the page of the raffle. */
  async function visitor(): Promise<{ page: Page; id: string }> {
    const page = await (await newContext()).newPage();
    await page.goto(`${booth.url}/e/${SLUG}/swag`);
    const id = await page.evaluate(async (slug) => {
      const post = async (path: string, body: unknown) =>
        (
          await fetch(`/api/e/${slug}${path}`, {
            method: "POST",
            headers: { "content-type": "application/json", "x-requested-by": "sadari" },
            body: JSON.stringify(body),
          })
        ).json();
      await post("/tickets", { language: "ko", over14: true });
      const value = { type: "rating", value: 5 };
      const nonce = crypto.randomUUID();
      await post("/me/answers", {
        writes: [{ nonce, question: "fun", value, at: Date.now() * 1_000, language: "ko" }],
      });
      const mine = await fetch(`/api/e/${slug}/me/data`).then((answer) => answer.json());
      return (mine as { ticket: { id: string } }).ticket.id;
    }, SLUG);
    await page.reload();
    return { page, id };
  }

  it("shows a photo of what can be won, lets the winner choose a size, and hands it over on green", async () => {
    const sizes = [
      { size: "S", amount: 2 },
      { size: "M", amount: 4 },
    ];
    await send("PUT", `/swag/days/${TODAY}`, { ...ALL_WIN, items: [item("shirt", "티셔츠", 6, sizes)] });
    const desk = await host.newPage();
    await desk.goto(`${booth.url}/host/e/${SLUG}?view=swag`);
    const photo = await desk.evaluate(async () => {
      const canvas = document.createElement("canvas");
      canvas.width = 3_000;
      canvas.height = 2_000;
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      context.fillStyle = "#2f6fde";
      context.fillRect(0, 0, 3_000, 2_000);
      context.fillStyle = "#ffffff";
      context.fillRect(900, 400, 1_200, 1_200);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    });
    const file = { name: "shirt.png", mimeType: "image/png", buffer: Buffer.from(photo, "base64") };
    await desk.locator('input[type="file"]').first().setInputFiles(file);
    await desk.getByText("저장했어요.").first().waitFor();
    const forged = { ...file, buffer: Buffer.from("<svg onload='alert(1)'/>") };
    await desk.locator('input[type="file"]').first().setInputFiles(forged);
    await desk.getByRole("alert").getByText("이 파일은 쓸 수 없어요", { exact: false }).waitFor();
    await look(desk, "host-picture-1440-ko");
    await send("POST", `/swag/days/${TODAY}/open`);

    const { pictures } = await ask<PicturesAnswer>(booth, `/api/e/${SLUG}/pictures`);
    const { url, width } = pictures[0] ?? expect.fail("no picture");
    expect(width).toBe(960);
    const bytes = await fetch(`${booth.url}${url}`);
    expect(bytes.headers.get("content-type")).toMatch(/^image\/(?:webp|jpeg)$/);
    expect(bytes.headers.get("x-content-type-options")).toBe("nosniff");
    expect(bytes.headers.get("content-security-policy")).toContain("sandbox");

    const { page, id } = await visitor();
    await page.locator(`img[src="${url}"]`).first().waitFor();
    const began = Date.now();
    await page.getByRole("button", { name: "뽑기" }).click();
    await page.getByRole("heading", { name: /티셔츠 당첨!/ }).waitFor();
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_100);
    await page.getByRole("button", { name: /^S/ }).click();
    await page.getByText("고른 사이즈: S.", { exact: false }).waitFor();
    await look(page, "phone-size-390-ko");

    const staff = await host.newPage();
    await staff.setViewportSize({ width: 390, height: 844 });
    await staff.goto(`${booth.url}/staff`);
    await staff.getByRole("button", { name: "선물" }).click();
    await staff.getByLabel("참가권 번호").fill(id);
    await staff.getByRole("button", { name: "찾기" }).last().click();
    await staff.getByRole("button", { name: "티셔츠 S 전달 완료" }).waitFor();
    await look(staff, "staff-green-390-ko");
    await staff.getByRole("button", { name: /^M/ }).first().click();
    await staff.getByRole("button", { name: "티셔츠 M 전달 완료" }).click();
    await staff.getByRole("button", { name: /되돌리기/ }).waitFor();
    const { items } = await dayOf(TODAY);
    expect(items[0]).toMatchObject({ won: 1, handedOver: 1, sizes: [{ taken: 0 }, { taken: 1 }] });

    const wall = await host.newPage();
    await wall.setViewportSize({ width: 1920, height: 1080 });
    await send("PUT", "/wall", { scene: "swag" });
    await wall.goto(`${booth.url}/wall?challenge=${SLUG}`);
    await wall.locator(`img[src="${url}"]`).waitFor();
    await look(wall, "wall-picture-1920-ko");
    expect(complaints).toEqual([]);
  }, 120_000);

  it("draws what was set aside without network, over reloads, and tells the booth when it is back", async () => {
    await send("POST", `/swag/days/${TODAY}/close`);
    await send("PUT", `/swag/days/${TOMORROW}`, {
      ...ALL_WIN,
      items: [item("pin", "배지", 2), item("socks", "양말", 8)],
    });
    await send("POST", `/swag/days/${TOMORROW}/open`);
    await using network = await Network.to(booth);
    const device = await host.newPage();
    await device.setViewportSize({ width: 390, height: 844 });
    await device.goto(`${network.url}/e/${SLUG}/raffle`);
    const take = device.getByRole("button", { name: "선물 10개 떼어 두기" });
    await take.waitFor();
    await look(device, "device-setup-390-ko");
    await take.click();
    await device.getByText("이 기기에 남은 선물 10개").waitFor();
    expect((await dayOf(TOMORROW)).items.map(({ reserved }) => reserved)).toEqual([2, 8]);
    await device.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    // A page loaded with the worker in place is kept with everything it needs.
    for (let n = 0; n < 2; n++) {
      await device.reload();
      await device.getByText("이 기기에 남은 선물 10개").waitFor();
    }

    await network.cut(host);
    const draw = async (): Promise<void> => {
      await device.getByRole("button", { name: "뽑기" }).click();
      await device.getByRole("heading", { name: /당첨!/ }).waitFor();
    };
    await device.getByLabel("참가권 번호").fill("ZZZZZZZ0");
    await draw();
    await look(device, "device-won-390-ko");
    await device.reload();
    await device.getByText("이 기기에 남은 선물 9개").waitFor();
    await device.getByText(/오프라인 · 보낼 것 1개/).waitFor();
    for (let n = 0; n < 9; n++) {
      await draw();
      await device.getByRole("button", { name: "다음 사람" }).click();
    }
    await device.getByText("이 기기의 선물이 모두 나갔어요.").waitFor();
    expect(await device.getByRole("button", { name: "뽑기" }).count()).toBe(0);
    await look(device, "device-empty-390-ko");

    await network.mend(host);
    await device.getByText("모두 전했어요.").waitFor();
    await device.getByText("이 행사의 참가권이 아니에요: ZZZZZZZ0").waitFor();
    await device.getByRole("button", { name: "확인했어요" }).click();
    expect((await dayOf(TOMORROW)).devices).toMatchObject([{ rolls: 10, remaining: 0, out: true }]);
    await device.getByRole("button", { name: "끝내고 돌려주기" }).click();
    await device.getByRole("button", { name: "네, 돌려줄게요" }).click();
    await device.getByText("떼어 둘 선물이 남아 있지 않아요.").waitFor();
    expect(await dayOf(TOMORROW)).toMatchObject({ addsUp: true, devices: [{ out: false }] });
    expect(complaints).toEqual([]);
  }, 120_000);
});
