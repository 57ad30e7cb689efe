/**
 * Pictures of every page over made-up answers, to be looked at after a change of style:
 * `node scripts/screenshots.ts <folder> [part of a name]`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../test/web/chromium.ts";
import { type FixtureOptions, FixtureServer } from "../test/web/fixture-server.ts";
import { TRACE_ID } from "../test/web/sample-answers.ts";

const [folder = "/tmp/sadari-screens", only = ""] = process.argv.slice(2);

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly options?: FixtureOptions;
}

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const ORDERS = "/services/shop-api/transactions?transaction=POST%20/orders&type=request";
const pages: readonly Omit<Shot, "width" | "height">[] = [
  { name: "services", path: "/services" },
  { name: "services-empty", path: "/services", options: { empty: true } },
  { name: "services-join", path: "/services?join=true", options: { intakeUrl: "http://localhost:8200" } },
  { name: "service", path: "/services/shop-api" },
  { name: "traces", path: ORDERS },
  { name: "trace", path: `/traces/${TRACE_ID}` },
  { name: "trace-error", path: `/traces/${TRACE_ID}?open=error:e1` },
  { name: "trace-span", path: `/traces/${TRACE_ID}?open=span:b2` },
  { name: "gate", path: "/services", options: { role: "nobody" } },
  { name: "not-found", path: "/nowhere" },
  { name: "clock", path: "/services", options: { clockAheadMs: -95_000 } },
];
const shots: readonly Shot[] = [
  ...pages.flatMap((page) => [
    { ...page, ...DESKTOP },
    { ...page, ...PHONE },
  ]),
  ...[
    { width: 1920, height: 1080 },
    { width: 1080, height: 1920 },
    { width: 3840, height: 2160 },
  ].flatMap((size) => [
    { name: "wall", path: "/wall", ...size, options: { role: "wall" as const } },
    { name: "wall-empty", path: "/wall", ...size, options: { role: "wall" as const, empty: true } },
  ]),
];

mkdirSync(folder, { recursive: true });
await using browser = await closing(await launchChromium());
/** Both themes and both languages, without every combination. */
const LOOKS = [
  ["light", "ko"],
  ["dark", "en"],
] as const;
for (const shot of shots) {
  for (const [theme, language] of LOOKS) {
    const name = `${shot.name}-${shot.width}-${theme}-${language}`;
    if (name.includes(only)) await take(browser.browser, shot, theme, language, join(folder, `${name}.png`));
  }
}

async function take(browser: Browser, shot: Shot, theme: string, language: string, file: string): Promise<void> {
  await using server = new FixtureServer(shot.options);
  const origin = await server.start();
  const context = await browser.newContext({ viewport: { width: shot.width, height: shot.height } });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.log(`${file}: ${message.text()}`));
  page.on("pageerror", (error) => console.log(`${file}: ${error.message}`));
  const query = `${shot.path.includes("?") ? "&" : "?"}lang=${language}&theme=${theme}`;
  await page.goto(`${origin}${shot.path}${query}`);
  await page.waitForTimeout(600);
  if (server.watching > 0) for (const app of ["shop-api", "checkout", "go-gopher"]) await server.tick(app, 3);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: file });
  await context.close();
}

async function closing(browser: Browser): Promise<AsyncDisposable & { browser: Browser }> {
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}
