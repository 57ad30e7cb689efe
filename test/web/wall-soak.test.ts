import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type SoakSample, slopeOf, soakWall } from "./wall-soak.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it.each([
  ["the wall", "/wall?lang=ko"],
  ["its text twin", "/wall/text?lang=ko"],
])("%s holds no more after three days than when all apps had come", { timeout: 240_000 }, async (_name, path) => {
  const samples = await soakWall(browser, { hours: 72, stepMinutes: 30, tickedSeconds: 4, apps: 24, path });
  const settled = samples.filter(({ hour }) => hour > 42);
  expect(settled.length).toBeGreaterThan(8);
  const grown = (what: keyof SoakSample): number => slopeOf(settled, what) * 30;
  expect(settled.every(({ streams }) => streams === 1 || streams === 2)).toBe(true);
  // Of thirty hours: scenes differ from sample to sample, so that a slope of nothing is a little around it.
  expect(Math.abs(grown("nodes"))).toBeLessThan(150);
  expect(Math.abs(grown("listeners"))).toBeLessThan(20);
  expect(Math.abs(grown("timers"))).toBeLessThan(3);
  expect(grown("heapBytes")).toBeLessThan(1_500_000);
});
