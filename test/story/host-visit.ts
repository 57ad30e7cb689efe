import type { Browser, Page } from "playwright-core";
import type { ChallengeView } from "../../src/contract/index.ts";
import { ask, type Booth, eventually } from "../booth.ts";

const LINKS = {
  host: /(?:Host link|호스트 링크)\s+(\S+)/,
  wall: /(?:Wall link|벽 링크|큰 화면)\s+(\S+)/,
};
const LAPTOP = { width: 1440, height: 900 };
const SCREEN = { width: 1920, height: 1080 };

/** The event that a host opens, and how the people of the story reach it. */
export interface Opening {
  /** Where browsers reach the booth; its own address without it. */
  readonly origin?: string;
  readonly keys: "personal" | "shared";
  readonly say: (line: string) => void;
  /** What this host answers beyond what every host has to. */
  readonly answer?: (page: Page) => Promise<void>;
}

export interface Opened extends AsyncDisposable {
  /** The host's own page, still open. */
  readonly page: Page;
  readonly slug: string;
  /** From the one-time link to the open doors. */
  readonly seconds: number;
}

/** The host opens the one-time link, names the event, answers the cards and opens the doors, all in the browser. */
export async function setUpAndOpen(browser: Browser, booth: Booth, opening: Opening): Promise<Opened> {
  const { origin = booth.url, keys, say, answer } = opening;
  const context = await browser.newContext({ viewport: LAPTOP, locale: "ko-KR", acceptDownloads: true });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const began = performance.now();
  await page.goto(linkOf(booth, "host", origin));
  await page.waitForURL(/\/(?:host|services)/);
  await page.goto(`${origin}/host`);
  await page.getByLabel("행사 이름 (한국어)").fill("파이콘 한국 2019");
  await page.getByLabel("행사 이름 (영어)").fill("PyCon Korea 2019");
  await page.getByRole("button", { name: "만들기" }).click();
  await page.waitForURL(/\/host\/e\//);
  const slug = /\/host\/e\/([^/?#]+)/.exec(page.url())?.[1] ?? "";
  say(`host: made ${slug}`);
  await answerCards(page, keys);
  await answer?.(page);
  await page.getByText("모두 저장했어요").waitFor();
  await eventually(async () => {
    const view = await ask<ChallengeView>(booth, `/api/e/${slug}/manage`);
    return view.setup.privacy.contact !== "" && view.closesAt !== null ? view : undefined;
  });
  await page.goto(`${origin}/host/e/${slug}?view=doors`);
  await page.getByRole("button", { name: "문 열기", exact: true }).click();
  await eventually(async () => {
    const { state } = await ask<ChallengeView>(booth, `/api/e/${slug}/manage`);
    return state === "open" || undefined;
  });
  const seconds = (performance.now() - began) / 1_000;
  return { page, slug, seconds, [Symbol.asyncDispose]: () => context.close() };
}

async function answerCards(page: Page, keys: "personal" | "shared"): Promise<void> {
  await page.getByRole("button", { name: /^3시간 뒤/ }).click();
  if (keys === "shared") await page.getByLabel(/모두 같은 열쇠/).check();
  await field(page, "privacy.controller.ko").fill("파이콘 한국 준비위원회");
  await field(page, "privacy.controller.en").fill("PyCon Korea committee");
  await field(page, "privacy.contact").fill("booth@pycon.example");
}

/** An answer on the cards, by its path in the setup. */
export const field = (page: Page, path: string) => page.locator(`#field-${path.replaceAll(".", "\\.")}`);

/** A screen of the hall, by the link of the terminal; on the wall in words with `text`. */
export async function openWall(
  browser: Browser,
  booth: Booth,
  {
    origin = booth.url,
    slug,
    text = false,
  }: { readonly origin?: string; readonly slug: string; readonly text?: boolean },
): Promise<Page> {
  const context = await browser.newContext({ viewport: SCREEN, locale: "ko-KR", colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto(linkOf(booth, "wall", origin));
  await page.waitForURL(/\/wall/, { waitUntil: "commit" });
  await page.goto(`${origin}/wall${text ? "/text" : ""}?challenge=${slug}`);
  return page;
}

const linkOf = (booth: Booth, which: keyof typeof LINKS, origin: string): string =>
  (LINKS[which].exec(booth.output())?.[1] ?? "").replace(/^https?:\/\/[^/]+/, origin);
