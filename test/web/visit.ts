import type { Browser, BrowserContext, Page } from "playwright-core";
import { type FixtureOptions, FixtureServer } from "./fixture-server.ts";

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A page of a browser of its own over made-up answers. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly server: FixtureServer;
  readonly origin: string;
  /** What the browser complained of: script errors, policy violations, requests to other hosts. */
  readonly complaints: readonly string[];
  open(path: string): Promise<void>;
}

export type How = readonly [
  options?: FixtureOptions,
  viewport?: typeof DESKTOP,
  reducedMotion?: "reduce" | "no-preference",
];

export async function visit(browser: Browser, ...how: How): Promise<Visit> {
  const [options = {}, viewport = DESKTOP, reducedMotion = "no-preference"] = how;
  const server = new FixtureServer(options);
  const origin = await server.start();
  const context = await browser.newContext({ viewport, reducedMotion, locale: "ko-KR" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const expected = options.role === "nobody" && message.text().includes("401");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`foreign request: ${request.url()}`);
  });
  return {
    page,
    context,
    server,
    origin,
    complaints,
    open: async (path) => void (await page.goto(`${origin}${path}`)),
    async [Symbol.asyncDispose]() {
      await context.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
