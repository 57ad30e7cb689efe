import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimsAnswer, LinkMade, MyClaim, WinnerContacts } from "../../src/contract/index.ts";
import { ask, eventually } from "../booth.ts";
import { sendAsHost } from "../challenge.ts";
import { type DrawnBooth, type Guest, startDrawnBooth } from "../drawn-booth.ts";
import { enterPin, joinShift, STAFF_PIN } from "../staff-phone.ts";
import { launchChromium } from "../web/chromium.ts";

const PICTURES = process.env.PICTURES;
const AXE = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));
const MINUTE = 60_000;

interface Look {
  readonly language: "ko" | "en";
  readonly width: number;
}
const KOREAN: Look = { language: "ko", width: 390 };
const LOOKS: readonly Look[] = [
  KOREAN,
  { language: "en", width: 390 },
  { language: "ko", width: 1440 },
  { language: "en", width: 1440 },
];

const prize = (id: string, rank: number, ko: string, en: string, valueWon: number) => ({
  id,
  rank,
  name: { ko, en },
  quantity: 1,
  valueWon,
});

describe("a prize from the draw to a hand", () => {
  let drawn: DrawnBooth;
  let browser: Browser;
  let claims: () => Promise<ClaimsAnswer>;

  beforeAll(async () => {
    drawn = await startDrawnBooth({
      guests: 6,
      setup: {
        secondApproverAboveWon: 100_000_000,
        taxPaidBy: "host",
        privacy: {
          controller: { ko: "파이콘 준비위원회", en: "PyCon committee" },
          contact: "a@b.kr",
          processor: "",
          purgeAfterDays: 30,
          news: true,
          wallPhotos: false,
        },
        prizes: [
          prize("gimbal", 1, "짐벌", "Gimbal", 120_000),
          prize("keyboard", 2, "기계식 키보드", "Keyboard", 45_000),
          prize("socks", 3, "양말", "Socks", 9_000),
        ],
      },
    });
    claims = () => ask(drawn.booth, `/api/e/${drawn.slug}/claims`);
    browser = await launchChromium();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await drawn?.[Symbol.asyncDispose]();
  });

  async function open(who: Guest | "host" | "staff", { language, width }: Look): Promise<Page> {
    const context = await browser.newContext({
      baseURL: drawn.booth.url,
      locale: language === "ko" ? "ko-KR" : "en-US",
      timezoneId: "America/New_York",
      viewport: { width, height: 844 },
      colorScheme: language === "ko" ? "light" : "dark",
      ...(who === "host" ? { extraHTTPHeaders: { authorization: `Bearer ${drawn.booth.hostToken}` } } : {}),
    });
    if (typeof who === "object") {
      const [name = "", value = ""] = who.cookie.split("=");
      await context.addCookies([{ name, value, url: `${drawn.booth.url}/api/e/${drawn.slug}` }]);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return page;
  }

  /** Fits its width, has no serious violation, and is kept as a picture where a folder for them was named. */
  async function look(page: Page, name: string, { language, width }: Look): Promise<void> {
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(wide[0]).toBeLessThanOrEqual(wide[1] ?? 0);
    await page.evaluate(await readFile(AXE, "utf8"));
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      };
      const found = (await axe.run()).violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}-${language}-${width}.png`), fullPage: true });
  }

  const holderOf = async (prizeId: string): Promise<Guest> => {
    const claim = (await claims()).claims.findLast(({ prize: { id } }) => id === prizeId);
    const guest = drawn.guests.find(({ id }) => id === claim?.ticket);
    if (guest === undefined) throw new Error(`nobody has ${prizeId}`);
    return guest;
  };
  const mineOf = async (guest: Guest): Promise<MyClaim> => {
    const answer = await fetch(`${drawn.booth.url}/api/e/${drawn.slug}/me/claim`, {
      headers: { cookie: guest.cookie },
    });
    return (await answer.json()) as MyClaim;
  };
  const codeOf = async (guest: Guest): Promise<string> => (await mineOf(guest)).claim?.code ?? "";
  async function staffPhone(view: Look, label = "은영"): Promise<Page> {
    const { path } = await sendAsHost<LinkMade>(drawn.booth, "POST", `/api/e/${drawn.slug}/links`, {
      kind: "scanner",
      label,
      minutes: 480,
    });
    const page = await open("staff", view);
    await joinShift(page, drawn.booth.url, path);
    return page;
  }
  const typeCode = async (page: Page, code: string): Promise<void> => {
    await page.locator("main form input").first().fill(code.toLowerCase());
    await page.keyboard.press("Enter");
  };

  it("asks the winner for a contact only now, with the notice in full, and for news apart from it", async () => {
    const winner = await holderOf("gimbal");
    for (const view of LOOKS) {
      const page = await open(winner, view);
      await page.goto(`/e/${drawn.slug}`);
      await page.getByRole("heading", { name: view.language === "ko" ? "1등, 짐벌!" : "1st prize: Gimbal!" }).waitFor();
      await page
        .getByText(view.language === "ko" ? "제15조 제1항 제4호" : "processed without consent")
        .first()
        .waitFor();
      await page.getByText(view.language === "ko" ? "주최자 부담" : "paid by the organiser").waitFor();
      // The venue's clock, wherever the reader's own is.
      const { claim } = await mineOf(winner);
      const until = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Seoul", hour: "2-digit", minute: "2-digit" });
      await page
        .getByText(until.format((claim?.deadline ?? 0) / 1_000))
        .first()
        .waitFor();
      expect(await page.locator("input[type=checkbox]").count()).toBe(0);
      await look(page, "winner", view);
      await page.context().close();
    }
    const page = await open(winner, KOREAN);
    await page.goto(`/e/${drawn.slug}`);
    await page.getByLabel("이름 또는 별명").fill("홍길동");
    await page.locator("form input[type=tel]").fill("900101-1234567");
    await page.getByRole("button", { name: "알려 주기" }).click();
    await page.getByRole("alert").waitFor();
    await page.locator("form input[type=tel]").fill("010-1234-5678");
    await page.getByRole("button", { name: "알려 주기" }).click();
    await page.getByText("홍*동").waitFor();
    const news = page.locator("form", { has: page.locator("input[type=checkbox]") });
    await news.waitFor();
    expect(await news.locator("input[type=checkbox]").isChecked()).toBe(false);
    await look(page, "winner-told", KOREAN);
    const { contacts } = await ask<WinnerContacts>(drawn.booth, `/api/e/${drawn.slug}/claims/contacts`);
    expect(contacts.map(({ name, reach }) => [name, reach])).toEqual([["홍길동", "010-1234-5678"]]);
    await page.context().close();
  }, 120_000);

  it("is handed over by a signature on glass, and both have the receipt", async () => {
    const winner = await holderOf("gimbal");
    const code = await codeOf(winner);
    const staff = await staffPhone(KOREAN);
    await typeCode(staff, winner.id);
    await staff.getByText("당첨자 화면의 코드 10자리를").waitFor();
    await staff.getByRole("button", { name: "다음 사람" }).click();
    await typeCode(staff, code);
    await staff.getByRole("heading", { name: "경품 전달" }).waitFor();
    await staff.getByText("홍*동").waitFor();
    expect(await staff.locator("body").textContent()).not.toContain("010-1234");
    await look(staff, "scan-prize", KOREAN);
    await staff.getByRole("button", { name: "서명 받기" }).click();
    const box = await staff.locator("svg[role=img]").boundingBox();
    if (box === null) throw new Error("nothing to sign on");
    await staff.mouse.move(box.x + 40, box.y + 60);
    await staff.mouse.down();
    for (let n = 1; n < 8; n++) await staff.mouse.move(box.x + 40 + n * 25, box.y + 60 + (n % 2) * 40);
    await staff.mouse.up();
    await look(staff, "scan-signature", KOREAN);
    await staff.getByRole("button", { name: "서명하고 전달 완료" }).click();
    await staff.getByRole("heading", { name: "전달했어요" }).waitFor();
    await staff.getByRole("button", { name: /되돌리기 \d+/ }).waitFor();
    await look(staff, "scan-done", KOREAN);

    const phone = await open(winner, KOREAN);
    await phone.goto(`/e/${drawn.slug}`);
    await phone.getByText("확인: 서명").waitFor();
    await look(phone, "winner-received", KOREAN);
    await staff.getByRole("button", { name: "다음 사람" }).click();
    await typeCode(staff, code);
    await staff.getByRole("heading", { name: "전달했어요" }).waitFor();
    expect(await staff.getByRole("button", { name: "서명 받기" }).count()).toBe(0);
    const [row] = (await claims()).claims;
    expect(row?.handedOver).toMatchObject({ by: "은영", receipt: "signature" });
    await Promise.all([staff.context().close(), phone.context().close()]);
  }, 90_000);

  it("is handed over by a second look at the code without network, and a second device's try becomes a card", async () => {
    const winner = await holderOf("keyboard");
    const code = await codeOf(winner);
    const [first, second] = [await staffPhone(KOREAN, "준호"), await staffPhone(KOREAN, "은영")];
    await second.getByRole("button", { name: "스캔" }).click();
    await eventually(() => second.evaluate(() => localStorage.getItem("sadari.staff.list") !== null || undefined));
    await second.context().setOffline(true);
    await second.evaluate(() => {
      const times: number[] = [];
      Object.assign(window, { times });
      document.addEventListener(
        "submit",
        () => {
          const from = performance.now();
          const seen = () => {
            if (document.querySelector("section[data-light]") === null) return requestAnimationFrame(seen);
            times.push(performance.now() - from);
            return 0;
          };
          requestAnimationFrame(seen);
        },
        true,
      );
    });
    await typeCode(second, code);
    await second.getByRole("heading", { name: "경품 전달" }).waitFor();
    await second.getByText("목록으로 답했어요").waitFor();
    const times = await second.evaluate(() => (window as unknown as { times: number[] }).times);
    console.log(`scan to result without network: ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
    expect(times[0]).toBeLessThan(300);
    await second.getByRole("button", { name: "코드를 한 번 더 비추기" }).click();
    await typeCode(second, code);
    await second.getByText("적어 두었어요").waitFor();
    await second.getByText("오프라인 · 대기 1").waitFor();
    await look(second, "scan-offline", KOREAN);

    await typeCode(first, code);
    await first.getByRole("button", { name: "코드를 한 번 더 비추기" }).click();
    await typeCode(first, code);
    await first.getByRole("heading", { name: "전달했어요" }).waitFor();

    await second.context().setOffline(false);
    await second.getByText("두 기기에서 같은 참가권").waitFor();
    await second.getByText("에 이미 받았어요 (준호)").first().waitFor();
    await look(second, "scan-conflict", KOREAN);
    await second.getByRole("button", { name: "확인했어요" }).click();
    await second.getByText("두 기기에서 같은 참가권").waitFor({ state: "detached" });
    expect((await claims()).claims.filter(({ handedOver }) => handedOver?.by === "준호")).toHaveLength(1);
    await Promise.all([first.context().close(), second.context().close()]);
  }, 90_000);

  it("locks the phone of staff, keeps nothing readable behind it, and opens by its PIN", async () => {
    const winner = await holderOf("socks");
    const staff = await staffPhone(KOREAN);
    await staff.getByRole("button", { name: "찾기" }).click();
    await staff.getByText(winner.id).waitFor();
    await staff.context().setOffline(true);
    await staff.getByRole("button", { name: "인수인계" }).click();
    await staff.locator("textarea").first().fill("양말은 상자 두 번째 칸에 있어요.");
    await staff.getByRole("button", { name: "남기기" }).click();
    await staff.getByText("오프라인 · 대기 1").waitFor();
    await staff.getByRole("button", { name: "지금 잠그기" }).click();
    await staff.getByRole("heading", { name: "잠겨 있어요" }).waitFor();
    await look(staff, "locked", KOREAN);
    const left = await staff.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    for (const secret of ["양말은", winner.id, "추첨 대상", "sadari.staff.key", "sadari.staff.list"]) {
      expect(left).not.toContain(secret);
    }
    expect(await staff.locator("body").textContent()).not.toContain(winner.id);

    await enterPin(staff, "0000");
    await staff.getByRole("alert").filter({ hasText: "PIN이 달라요" }).waitFor();
    await enterPin(staff, STAFF_PIN);
    await staff.getByText("오프라인 · 대기 1").waitFor();
    await staff.context().setOffline(false);
    await staff.getByText("오프라인 · 대기 1").waitFor({ state: "detached" });

    await staff.getByRole("button", { name: "지금 잠그기" }).click();
    await eventually(async () => {
      const answer = await staff.request.get(`/api/e/${drawn.slug}/scan/${winner.id}`);
      return answer.status() === 423 || undefined;
    });
    await staff.reload();
    await staff.getByRole("heading", { name: "잠겨 있어요" }).waitFor();
    for (let n = 4; n > 0; n--) {
      await enterPin(staff, "0000");
      await staff.getByText(`${n}번 더 해 볼 수 있어요`).waitFor();
    }
    await enterPin(staff, "0000");
    await staff.getByRole("heading", { name: "이 휴대전화의 근무가 끝났어요" }).waitFor();
    await look(staff, "shift-over", KOREAN);
    expect(
      await staff.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("sadari.staff.vault"))),
    ).toEqual([]);
    await staff.context().close();
  }, 90_000);

  it("passes to the reserve when nobody comes, who is told, and the host's table says it all", async () => {
    const absent = await holderOf("socks");
    const [next] = (await claims()).reserves;
    const waiting = drawn.guests.find(({ id }) => id === next?.ticket);
    if (waiting === undefined) throw new Error("nobody waits");
    const phone = await open(waiting, KOREAN);
    await phone.goto(`/e/${drawn.slug}`);
    await phone.getByText("예비 1번이에요").waitFor();
    await look(phone, "reserve", KOREAN);
    drawn.pass(61 * MINUTE);
    await eventually(async () => (await mineOf(waiting)).claim !== null || undefined, 20_000);
    await phone.getByRole("heading", { name: "3등, 양말!" }).waitFor();
    await phone.getByText("예비 1번에서 차례가 왔어요.").waitFor();
    await look(phone, "reserve-promoted", KOREAN);
    expect((await mineOf(absent)).claim).toMatchObject({ state: "forfeited", code: "" });

    for (const view of LOOKS) {
      const desk = await open("host", view);
      await desk.goto(`/host/e/${drawn.slug}/prizes`);
      await desk.getByText(waiting.id).first().waitFor();
      await desk.getByText(view.language === "ko" ? "기한이 지났어요" : "Its time ran out").waitFor();
      await look(desk, "host-prizes", view);
      await desk.context().close();
    }
    const desk = await open("host", KOREAN);
    await desk.goto(`/host/e/${drawn.slug}/prizes`);
    await desk.getByRole("button", { name: "코드 없이 전달" }).click();
    await desk.locator("input").fill("휴대전화가 꺼졌어요");
    await desk.getByRole("button", { name: "코드 없이 전달" }).click();
    await desk.getByText("모든 경품이 정리됐어요.").waitFor();
    await desk.getByRole("button", { name: "연락처 보기" }).click();
    await desk.getByText("010-1234-5678").waitFor();
    await look(desk, "host-settled", KOREAN);
    await Promise.all([desk.context().close(), phone.context().close()]);
  }, 120_000);
});
