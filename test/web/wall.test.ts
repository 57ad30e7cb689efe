import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WallNow } from "../../src/contract/index.ts";
import { launchChromium } from "./chromium.ts";
import { FixtureServer } from "./fixture-server.ts";
import { SAMPLE_SCENES, sampleWall } from "./sample-wall.ts";

const HOSTILE_NAMES = [
  "x",
  "한".repeat(64),
  "W".repeat(120),
  "🔥🚀 emoji 👩‍👩‍👧‍👦🎉",
  "<img src=x onerror=alert(1)>",
  "RTL \u202egnp.exe",
  "ㅁㄴㅇㄹ 한글 이름이 아주아주 길어서 줄이 넘어가는 서비스",
  "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo",
];

describe("the wall of a challenge in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const visit = async (server: FixtureServer, path: string, width = 1920, height = 1080): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce", bypassCSP: true });
    await page.goto(`${await server.start()}${path}`);
    await page.getByRole("heading", { level: 1 }).getByText("PyCon").waitFor();
    return page;
  };

  it.each(SAMPLE_SCENES)("%s: axe finds nothing, all type is large and inside the margins", async (_name, over) => {
    for (const theme of ["dark", "light"]) {
      await using server = new FixtureServer({ role: "wall", wall: sampleWall(over) });
      const page = await visit(server, `/wall?lang=en&theme=${theme}`);
      expect(await problems(page)).toEqual([]);
      expect(await page.evaluate(findSmallOrOutside)).toEqual([]);
      await page.close();
    }
  });

  it.each([
    [1920, 1080],
    [3840, 2160],
    [1080, 1920],
  ])(
    "%i × %i: shows 300 apps of whatever names inside the margins and in type to read from afar",
    async (width, height) => {
      await using server = new FixtureServer({ role: "wall", wall: sampleWall(), empty: true });
      const page = await visit(server, "/wall?lang=en", width, height);
      for (let ordinal = 1; ordinal <= 300; ordinal++) {
        await server.arrive({ name: `${HOSTILE_NAMES[ordinal % HOSTILE_NAMES.length]}-${ordinal}`, ordinal });
      }
      await page.getByText("300", { exact: true }).first().waitFor();
      expect(await page.locator("main li").count()).toBeLessThanOrEqual(7);
      expect(await page.locator("main img, main script").count()).toBe(0);
      // Every name comes to the top once.
      for (const name of HOSTILE_NAMES) {
        await server.arrive({ name, ordinal: 301 });
        await page.locator("article").waitFor();
        await page.waitForTimeout(30);
        expect([name, await page.evaluate(findSmallOrOutside)]).toEqual([name, []]);
      }
      await page.close();
    },
  );

  it("tells the news in words at 320 px, and forgets a name that must not be shown", async () => {
    const wall = sampleWall();
    await using server = new FixtureServer({ role: "wall", wall });
    const page = await visit(server, "/wall/text?lang=en", 320, 640);
    await server.arrive({ name: "late-app" });
    const log = page.getByRole("log");
    await log.getByText("late-app").waitFor();
    expect(await log.getAttribute("aria-live")).toBe("polite");
    const now = Date.now() * 1_000;
    const next: WallNow = { ...wall, scene: "last-call", closesAt: now + 29 * 60_000_000 };
    await server.send({ type: "challenge", serverTime: now, challenge: next });
    await log.getByText("30 minutes until it closes").waitFor();
    await log.getByText("Now on the wall: Last call").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await problems(page)).toEqual([]);
    await server.send({
      type: "snapshot",
      serverTime: now,
      space: "default",
      apps: [],
      rejections: [],
      challenge: next,
    });
    await log.getByText("late-app").waitFor({ state: "detached" });
    await page.close();
  });

  it("stands still while it is paused, but for a name that has to go", async () => {
    const wall = sampleWall({ paused: true });
    await using server = new FixtureServer({ role: "wall", wall });
    const page = await visit(server, "/wall?lang=en");
    await page.getByText("Paused").waitFor();
    await server.arrive({ name: "while-paused" });
    await page.waitForTimeout(500);
    expect(await page.getByText("while-paused").count()).toBe(0);
    await server.send({ type: "challenge", serverTime: Date.now() * 1_000, challenge: { ...wall, paused: false } });
    await page.getByText("while-paused").first().waitFor();
    await page.close();
  });
});

async function problems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

/** Words under 40 px, or beyond the safe margins of 5 %. */
function findSmallOrOutside(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll("main *")) {
    if (element.closest("[aria-hidden=true]") || element.children.length > 0 || !element.textContent?.trim()) continue;
    const { left, right, top, bottom } = visible(element);
    if (right <= left) continue;
    const text = element.textContent.slice(0, 30);
    const unit = Math.min(innerWidth, innerHeight) / 1_080;
    // Digits keep the room of their side bearings.
    const [x, y] = [innerWidth * 0.05 - 16 * unit, innerHeight * 0.05 - 14 * unit];
    const isOutside = left < x || right > innerWidth - x || top < y || bottom > innerHeight - y;
    if (isOutside) found.push(`outside: ${text}`);
    const isBadge = element.closest("li") !== null && element.textContent.length <= 2;
    if (!isBadge && Number.parseFloat(getComputedStyle(element).fontSize) < 39.9 * unit) found.push(`small: ${text}`);
  }
  return found;

  /** What is seen of it: an ellipsis cuts a long name off. */
  function visible(element: Element): { left: number; right: number; top: number; bottom: number } {
    let { left, right, top, bottom } = element.getBoundingClientRect();
    for (let outer = element.parentElement; outer !== null && outer.localName !== "main"; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX === "visible") continue;
      const frame = outer.getBoundingClientRect();
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    return { left, right, top, bottom };
  }
}
