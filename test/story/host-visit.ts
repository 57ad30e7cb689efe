import type { Browser, Page } from "playwright-core";
import type { ChallengeView } from "../../src/contract/index.ts";
import { ask, type Booth, eventually } from "../booth.ts";

const HOST_LINK = /(?:Host link|호스트 링크)\s+(\S+)/;

/** The host opens the one-time link, names the event, answers the cards and opens the doors, all in the browser. */
export async function setUpAndOpen(
  browser: Browser,
  booth: Booth,
  keys: "personal" | "shared",
  say: (line: string) => void,
): Promise<{ readonly slug: string; readonly seconds: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "ko-KR" });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const began = performance.now();
  const link = HOST_LINK.exec(booth.output())?.[1] ?? "";
  await page.goto(link.replace(/^https?:\/\/[^/]+/, booth.url));
  await page.waitForURL(/\/(?:host|services)/);
  await page.goto(`${booth.url}/host`);
  await page.getByLabel("행사 이름 (한국어)").fill("파이콘 한국 2019");
  await page.getByLabel("행사 이름 (영어)").fill("PyCon Korea 2019");
  await page.getByRole("button", { name: "만들기" }).click();
  await page.waitForURL(/\/host\/e\//);
  const slug = /\/host\/e\/([^/?#]+)/.exec(page.url())?.[1] ?? "";
  say(`host: made ${slug}`);
  await answerCards(page, keys);
  await eventually(async () => {
    const view = await ask<ChallengeView>(booth, `/api/e/${slug}/manage`);
    return view.setup.privacy.contact !== "" && view.closesAt !== null ? view : undefined;
  });
  await page.goto(`${booth.url}/host/e/${slug}?view=doors`);
  const open = page.getByRole("button", { name: "문 열기", exact: true });
  await open.click();
  await eventually(async () => {
    const { state } = await ask<ChallengeView>(booth, `/api/e/${slug}/manage`);
    return state === "open" || undefined;
  });
  const seconds = (performance.now() - began) / 1_000;
  await context.close();
  return { slug, seconds };
}

async function answerCards(page: Page, keys: "personal" | "shared"): Promise<void> {
  await page.getByRole("button", { name: /^3시간 뒤/ }).click();
  if (keys === "shared") await page.getByLabel(/모두 같은 열쇠/).check();
  await page.locator("#field-privacy\\.controller\\.ko").fill("파이콘 한국 준비위원회");
  await page.locator("#field-privacy\\.controller\\.en").fill("PyCon Korea committee");
  await page.locator("#field-privacy\\.contact").fill("booth@pycon.example");
  await page.getByText("모두 저장했어요").waitFor();
}
