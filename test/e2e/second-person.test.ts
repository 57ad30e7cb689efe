import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LinkMade, Override } from "../../src/contract/index.ts";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { joinShift } from "../staff-phone.ts";
import { type Visitor, visit } from "../visitor.ts";
import { launchChromium } from "../web/chromium.ts";

/** Above the value of a prize that the host has set, nobody lets somebody in alone. */
describe("a decision about a dear prize", () => {
  let booth: Booth;
  let browser: Browser;
  let slug: string;
  let visitor: Visitor;

  beforeAll(async () => {
    booth = await startBooth();
    const prize = { id: "gimbal", rank: 1, name: { ko: "짐벌", en: "Gimbal" }, quantity: 1, valueWon: 120_000 };
    ({ slug } = await makeChallenge(booth, { open: true, setup: { prizes: [prize], secondApproverAboveWon: 50_000 } }));
    visitor = await visit(booth, slug);
    for (let n = 0; n < 6; n++) await visitor.send("my-django-app");
    await eventually(async () => (await visitor.mine()).apps.length === 1 || undefined);
    await visitor.ask("/me/app", "PUT", { typed: "my-djnago app" });
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  const codes = async (): Promise<readonly string[]> => (await visitor.mine()).verdict.reasons.map(({ code }) => code);

  async function operator(label: string): Promise<Page> {
    const { path } = await sendAsHost<LinkMade>(booth, "POST", `/api/e/${slug}/links`, { kind: "operator", label });
    const context = await browser.newContext({ locale: "ko-KR", viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await joinShift(page, booth.url, path);
    await page.getByRole("button", { name: /^살펴보기/ }).click();
    return page;
  }

  async function saySame(page: Page): Promise<void> {
    const card = page.locator("main li", { hasText: visitor.ticket });
    await card.getByRole("button", { name: "같은 앱이에요" }).click();
    await card.getByText("오타", { exact: true }).click();
    await card.getByRole("button", { name: "이대로 정하기" }).click();
  }

  it("waits for another person, whom the first cannot be, and then counts", async () => {
    const [first, second] = [await operator("은영"), await operator("준호")];
    await saySame(first);
    await first.getByText("내가 같은 앱이라고 했어요.").waitFor();
    const own = first.locator("main li", { hasText: visitor.ticket });
    expect(await own.getByRole("button", { name: "같은 앱이에요" }).count()).toBe(0);
    expect(await codes()).toContain("NAME_NEAR");
    // Whoever said it may not say it again past the page either.
    const again = await first.request.post(`${booth.url}/api/e/${slug}/doubtful/${visitor.ticket}`, {
      headers: { "x-requested-by": "sadari" },
      data: { answer: "same", service: "my-django-app", reason: "slip-of-the-key", note: "" },
    });
    expect([again.status(), ((await again.json()) as { code: string }).code]).toEqual([
      403,
      "eligibility.second-person",
    ]);
    expect(await codes()).toContain("NAME_NEAR");

    await second.getByText("은영 님이 같은 앱이라고 했어요.").waitFor();
    await saySame(second);
    await eventually(async () => !(await codes()).includes("NAME_NEAR") || undefined);
    await second.getByText("살펴볼 것이 없어요.").waitFor();
    await Promise.all([first.context().close(), second.context().close()]);
  }, 90_000);

  it("to bring somebody in by hand waits as well, and the host's page says for whom", async () => {
    const made = await sendAsHost<Override>(booth, "POST", `/api/e/${slug}/tickets/${visitor.ticket}/override`, {
      effect: "include",
      reasonKo: "부스에서 확인했어요.",
      reasonEn: "Seen at the booth.",
    });
    expect(made).toMatchObject({ needsSecond: true, inForce: false, second: null, mayApprove: false });
    expect((await visitor.mine()).verdict.eligible).toBe(false);
    const page = await operator("은영");
    await page.goto(`${booth.url}/host/e/${slug}?view=review&part=overrides`);
    await page.getByText("부스에서 확인했어요.").waitFor();
    await page.getByRole("button", { name: "두 번째로 확인하기" }).click();
    await eventually(async () => (await visitor.mine()).verdict.eligible || undefined);
    await page.context().close();
  }, 60_000);
});
