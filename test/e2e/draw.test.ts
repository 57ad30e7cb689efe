import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChallengeView, DrawView, JoinAnswer, MyDraw } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, moveChallenge, sendAsHost } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

const vectors = join(import.meta.dirname, "../vectors");
const [BEACON] = JSON.parse(readFileSync(join(vectors, "draw.json"), "utf8")).drand_quicknet.beacons;
/** When round 1000 came out, in milliseconds. */
const T = (1_692_803_367 + 999 * 3) * 1_000;
const SCREENS = process.env.SADARI_TEST_SCREENS;

let folder: string;
let booth: Booth;
let mirror: Server;
let answers: boolean;
let browser: Browser;
let challenge: ChallengeView;
const slug = "pycon-2019";
const guests: { readonly id: string; readonly cookie: string }[] = [];

/** Moves the booth's clock so that it shows this moment now. */
const goTo = (millis: number): void => writeFileSync(join(folder, "clock"), String(millis - Date.now()));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sadari-draw-"));
  goTo(T - 3_600_000);
  answers = false;
  mirror = createServer((_request, response) => {
    if (answers) response.end(JSON.stringify(BEACON));
    else response.writeHead(503).end();
  }).listen(0, "127.0.0.1");
  await eventually(async () => mirror.listening || undefined);
  booth = await startBooth({
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "../shifted-clock.ts")).href}`,
      TEST_CLOCK_FILE: join(folder, "clock"),
      SADARI_BEACON_URLS: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`,
    },
  });
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await booth?.[Symbol.asyncDispose]();
  mirror?.closeAllConnections();
  mirror?.close();
  await rm(folder, { recursive: true, force: true });
});

const prize = (id: string, rank: number, ko: string, en: string) => ({
  id,
  rank,
  name: { ko, en },
  quantity: 1,
  valueWon: 66_000,
});

async function joinAs(n: number): Promise<void> {
  const response = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: n % 2 === 0 ? "ko" : "en", over14: true }),
  });
  const { ticket } = (await response.json()) as JoinAnswer;
  guests.push({ id: ticket.id, cookie: (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "" });
  await sendAsHost(booth, "POST", `/api/e/${slug}/tickets/${ticket.id}/override`, {
    effect: "include",
    reasonKo: "부스에서 확인했어요.",
    reasonEn: "Seen at the booth.",
  });
}

const APPS = ["outsider-blog", "my-django-app", "jeju-bus", "flask-shop", "cat_pictures", "todo", "spring-boot-demo"];

/** Apps as they come with their owners' personal keys. */
async function nameApps(): Promise<void> {
  for (const [at, app] of APPS.entries()) {
    const { secret } = await asGuest<{ secret: string }>(at, "POST", "/me/keys", {});
    const metadata = {
      metadata: {
        service: { name: app, agent: { name: "nodejs", version: "4.15.0" }, language: { name: "javascript" } },
      },
    };
    const transaction = {
      transaction: {
        id: `00000000000000${String(at).padStart(2, "0")}`,
        trace_id: `${"0".repeat(30)}${String(at + 10)}`,
        name: "GET /",
        type: "request",
        duration: 12.5,
        span_count: { started: 0 },
      },
    };
    const response = await fetch(`${booth.url}/intake/v2/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/x-ndjson" },
      body: `${JSON.stringify(metadata)}\n${JSON.stringify(transaction)}\n`,
    });
    if (!response.ok) throw new Error(`${app}: ${response.status} ${await response.text()}`);
  }
}

const asGuest = async <R>(guest: number, method: string, path: string, body?: unknown): Promise<R> => {
  const response = await fetch(`${booth.url}/api/e/${slug}${path}`, {
    method,
    headers: { cookie: guests[guest]?.cookie ?? "", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as R;
};

const view = (): Promise<DrawView> => ask(booth, `/api/e/${slug}/draws/final`);
const host = (step: string, body: unknown = {}): Promise<DrawView> =>
  sendAsHost(booth, "POST", `/api/e/${slug}/draws/final/${step}`, body);

interface Reader {
  readonly locale: string;
  readonly timezoneId: string;
  readonly width: number;
  readonly height: number;
  readonly scheme?: "light" | "dark";
  readonly reduced?: boolean;
}

/** A page of a guest's own phone, or of the host. */
async function pageOf(guest: number | "host", reader: Reader): Promise<Page> {
  const context = await browser.newContext({
    locale: reader.locale,
    timezoneId: reader.timezoneId,
    viewport: { width: reader.width, height: reader.height },
    colorScheme: reader.scheme ?? "light",
    reducedMotion: reader.reduced ? "reduce" : "no-preference",
    baseURL: booth.url,
    ...(guest === "host" ? { extraHTTPHeaders: { authorization: `Bearer ${booth.hostToken}` } } : {}),
  });
  if (guest !== "host") {
    const [name = "", value = ""] = guests[guest]?.cookie.split("=") ?? [];
    await context.addCookies([{ name, value, url: `${booth.url}/api/e/${slug}` }]);
  }
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  return page;
}

/** Closes the picking of lanes at the host's console; what is shorter than a hold closes nothing. */
async function holdToFreeze(): Promise<void> {
  const desk = await pageOf("host", { ...AMERICAN, locale: "ko-KR" });
  await desk.goto(`/host/e/${slug}/draw`);
  const button = desk.getByRole("button", { name: "줄 고르기 마감" });
  await button.press("Enter", { delay: 500 });
  await button.press("Space", { delay: 500 });
  await button.focus();
  await desk.keyboard.down("Enter");
  await desk.waitForTimeout(500);
  await button.blur();
  await desk.waitForTimeout(2_000);
  await desk.keyboard.up("Enter");
  await button.click();
  await button.hover();
  await desk.mouse.down();
  await desk.locator("main").evaluate((main) => {
    main.style.paddingBlockStart = "400px";
  });
  await desk.waitForTimeout(500);
  expect(await button.getAttribute("data-holding")).toBe("true");
  await desk.mouse.up();
  await expect.poll(() => button.getAttribute("data-holding")).toBe("false");
  await desk.waitForTimeout(2_000);
  expect((await view()).state).toBe("closed");
  // As a screen reader presses: without any length.
  await button.evaluate((element: HTMLElement) => element.click());
  await desk.getByText("확인하려면 한 번 더 누르세요").waitFor();
  expect((await view()).state).toBe("closed");
  await button.evaluate((element: HTMLElement) => element.click());
  await desk.getByRole("timer").waitFor();
  await desk.close();
}

const problems: string[] = [];
const KOREAN: Reader = { locale: "ko-KR", timezoneId: "Asia/Seoul", width: 390, height: 844 };
const AMERICAN: Reader = { locale: "en-US", timezoneId: "America/New_York", width: 1440, height: 900, scheme: "dark" };
const WALL: Reader = { locale: "ko-KR", timezoneId: "UTC", width: 1920, height: 1080, scheme: "dark" };

const picture = async (page: Page, name: string): Promise<void> => {
  if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, `${name}.png`) });
};

describe("the draw of 2019", () => {
  let phone: Page;
  let laptop: Page;
  let wall: Page;

  it("is announced, its lanes are picked on phones, and its list is fixed", async () => {
    challenge = await makeChallenge(booth, {
      slug,
      open: true,
      closesInMinutes: 50,
      setup: {
        secondApproverAboveWon: 100_000_000,
        prizes: [
          prize("gimbal", 1, "짐벌", "Gimbal"),
          prize("keyboard", 2, "기계식 키보드", "Keyboard"),
          prize("earphones", 3, "이어폰", "Earphones"),
        ],
      },
    });
    for (let n = 0; n < 12; n++) await joinAs(n);
    await nameApps();
    const announced = await sendAsHost<DrawView>(booth, "POST", `/api/e/${slug}/draws`, {
      mode: "A",
      plannedAt: T * 1_000,
      name: "final",
    });
    expect(announced).toMatchObject({ round: 1000, ordinal: 1, state: "announced" });
    phone = await pageOf(0, KOREAN);
    await phone.goto(`/e/${slug}/draw`);
    await phone.getByText("줄은 마감 뒤에 골라요.").waitFor();
    laptop = await pageOf(1, AMERICAN);
    await laptop.goto(`/e/${slug}/draw`);

    challenge = await moveChallenge(booth, challenge, "closed");
    await host("list");
    await phone.getByRole("button", { name: "7번 줄, 빈 줄" }).click();
    await phone.getByRole("button", { name: "7번 줄, 내 줄" }).waitFor();
    await picture(phone, "phone-pick");
    await laptop.getByRole("button", { name: "Lane 7, somebody else's lane" }).waitFor();
    expect(await laptop.getByRole("button", { name: "Lane 7, somebody else's lane" }).isDisabled()).toBe(true);
    wall = await pageOf("host", WALL);
    await wall.goto("/wall");
    await wall.getByText("줄을 골라 주세요").waitFor();
    await picture(wall, "wall-lanes");

    await holdToFreeze();
    await phone.getByText("12명 중 7번 줄 · 목록에 내 번호가 있어요").waitFor();
    await picture(phone, "phone-frozen");
    await wall.getByText("사진을 찍어 두세요").waitFor();
    await picture(wall, "wall-frozen");
    const mine = await asGuest<MyDraw>(0, "GET", "/me/draw");
    expect(mine).toMatchObject({ isIn: true, lane: 7, picked: true });
    expect(mine.lucky).not.toMatch(/^0+$/);
  }, 120_000);

  it("waits for its public number, draws by itself once it is there, and shows it everywhere alike", async () => {
    goTo(T - 30_000);
    await wall.getByText("아무도 모르는 숫자를 기다려요").waitFor({ timeout: 30_000 });
    await picture(wall, "wall-covered");
    goTo(T + 1_000);
    const desk = await pageOf("host", { ...AMERICAN, locale: "ko-KR", scheme: "light" });
    await desk.goto(`/host/e/${slug}/draw`);
    await desk.getByText("공개 난수를 받을 수 없어요.").waitFor({ timeout: 30_000 });
    await picture(desk, "host-offline");
    expect((await view()).state).toBe("frozen");
    answers = true;
    await eventually(async () => (await view()).drawnAt !== null || undefined, 30_000);
    await desk.getByRole("button", { name: "사다리 시작" }).click();
    await wall.getByText(/초 뒤에 시작해요|막이 올라가요/).waitFor();
    await phone.locator("svg[data-rungs]").waitFor();
    await laptop.locator("svg[data-rungs]").waitFor();
    const rungs = await Promise.all(
      [phone, laptop, wall].map((page) => page.locator("svg[data-rungs]").getAttribute("data-rungs")),
    );
    expect(rungs[0]).toMatch(/^\d/);
    expect(new Set(rungs).size).toBe(1);
    await picture(desk, "host-ladder");
    await phone.waitForTimeout(4_000);
    await picture(phone, "phone-ladder");
    for (const page of [phone, laptop, desk]) await page.goto("about:blank");
    const frames = await wall.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const times: number[] = [];
          const frame = (at: number): void => {
            times.push(at);
            if (times.length < 200) requestAnimationFrame(frame);
            else resolve(times);
          };
          requestAnimationFrame(frame);
        }),
    );
    const deltas = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
    const sorted = deltas.toSorted((a, b) => a - b);
    console.log(`frames: p50 ${sorted[100]?.toFixed(1)} ms, p95 ${sorted[190]?.toFixed(1)} ms`);
    // A frame of 60 a second on a machine of its own; whatever else runs here, never as few as 20.
    expect(sorted[100]).toBeLessThan(50);
    await picture(wall, "wall-ladder");
    for (const page of [phone, laptop]) await page.goto(`/e/${slug}/draw`);
    await host("show", { wish: "skip" });
    await wall.getByText("추첨 결과").first().waitFor({ timeout: 20_000 });
    await picture(wall, "wall-results");
    await phone
      .getByText(/이번엔 아니에요|등, /)
      .first()
      .waitFor({ timeout: 20_000 });
    await picture(phone, "phone-result");
    await picture(laptop, "laptop-result");
    const places = await Promise.all(guests.map((_, guest) => asGuest<MyDraw>(guest, "GET", "/me/draw")));
    expect(places.map(({ result }) => result?.slot).toSorted((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, slot) => slot),
    );
  }, 180_000);

  it("is checked in the visitor's own browser against what that browser was shown before", async () => {
    await phone.goto(`/e/${slug}/draw/final`);
    await phone.getByText("모두 맞아요").waitFor({ timeout: 30_000 });
    await phone.getByText("내가 받은 값과 같아요.").first().waitFor();
    await picture(phone, "phone-proof");
    const proof = await fetch(`${booth.url}/e/${slug}/draw/final/proof.json`);
    expect(proof.headers.get("content-disposition")).toContain("attachment");
    expect(await proof.json()).toMatchObject({ bundle: "sadari-draw/1", transcript: { draw: `${slug}/final`, n: 12 } });

    // Another list than the one this phone was shown.
    await phone.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name === "sadari.draw.pycon-2019/final") ?? "";
      const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, unknown>;
      localStorage.setItem(key, JSON.stringify({ ...kept, entries: "0".repeat(64) }));
    });
    await phone.reload();
    await phone.getByText("맞지 않는 것이 있어요").waitFor({ timeout: 30_000 });
    expect(problems).toEqual([]);
  }, 90_000);
});
