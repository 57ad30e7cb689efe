import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChallengeView, SurveyDefinition } from "../../src/contract/index.ts";
import { ask, type Booth, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { firstRequest, sendEvents } from "../load/others.ts";
import { launchChromium } from "../web/chromium.ts";

/** What would run, leave the page or turn its surroundings around, were it anything but text. */
const HOSTILE =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is there to stay unexpanded
  "\"><img src=x onerror=window.__xss=1><script>window.__xss=1</script>{{7*7}}${7*7}'--\u202egnp.exe\u200b[x](javascript:window.__xss=1)";
const MARKDOWN = `${HOSTILE}\n\n[go](javascript:window.__xss=1) ![p](http://evil.example/x.png) <iframe src="//evil.example"></iframe>\n\n<a href="data:text/html,<script>window.__xss=1</script>">d</a>`;
const both = (text: string) => ({ ko: text, en: text });

interface Trouble {
  readonly where: string;
  readonly what: string;
}

describe("whatever people write is text on every page", () => {
  let booth: Booth;
  let browser: Browser;
  let slug: string;
  let participant: string;
  const troubles: Trouble[] = [];

  beforeAll(async () => {
    [booth, browser] = await Promise.all([startBooth(), launchChromium()]);
    const view = await makeChallenge(booth, {
      nameKo: HOSTILE.slice(0, 100),
      nameEn: HOSTILE.slice(0, 100),
      slug: "hostile",
    });
    ({ slug } = view);
    await fillWithHostility(booth, view);
    participant = await takePart(booth, slug);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await booth[Symbol.asyncDispose]();
  });

  it("on the participant's phone", async () => {
    const context = await newContext(browser, { width: 390, height: 844 });
    await context.addCookies([cookieOf(booth, participant, `/api/e/${slug}`)]);
    const base = `/e/${slug}`;
    for (const path of ["", "/guide", "/survey", "/survey#done", "/my-data", "/privacy"]) {
      await visit(context, booth, `${base}${path}`, troubles);
    }
    await context.close();
    const stranger = await newContext(browser, { width: 390, height: 844 });
    await visit(stranger, booth, base, troubles);
    await stranger.close();
    expect(troubles).toEqual([]);
  }, 90_000);

  it("on the host's desk, the staff's phone and the wall", async () => {
    const context = await newContext(browser, { width: 1440, height: 900 });
    const page = await context.newPage();
    const link = /Host link\s+(\S+)/.exec(booth.output())?.[1] ?? "";
    await page.goto(link.replace(/^https?:\/\/[^/]+/, booth.url));
    await page.waitForURL(/\/(?:host|services)/);
    await page.close();
    const desk = `/host/e/${slug}`;
    const views = ["setup", "doors", "live", "end", "audit"].map((view) => `${desk}?view=${view}`);
    const paths = ["/host", ...views, `${desk}/survey#questions`, `${desk}/survey#results`, `${desk}/people`, "/staff"];
    for (const path of [...paths, `/wall?challenge=${slug}`, `/wall/text?challenge=${slug}`, "/services"]) {
      await visit(context, booth, path, troubles);
    }
    await context.close();
    expect(troubles).toEqual([]);
  }, 120_000);
});

/** Everything a host, staff and an app can put into words. */
async function fillWithHostility(booth: Booth, view: ChallengeView): Promise<void> {
  const { slug } = view;
  const { version, setup, closesAt } = await ask<ChallengeView>(booth, `/api/e/${slug}/manage`);
  const hostile = {
    ...setup,
    tagline: both(HOSTILE),
    place: HOSTILE,
    guide: { intro: both(MARKDOWN), outro: both(MARKDOWN) },
    prizes: [{ id: "prize", rank: 1, name: both(HOSTILE), quantity: 1, valueWon: 60_000 }],
    swag: { planned: true, note: both(HOSTILE) },
    privacy: { ...setup.privacy, controller: both(HOSTILE), contact: HOSTILE, processor: HOSTILE, news: true },
  };
  await sendAsHost(booth, "PUT", `/api/e/${slug}/setup`, { version, setup: hostile, opensAt: null, closesAt });
  const asked = { title: both(HOSTILE), help: both(HOSTILE), required: false };
  const definition: SurveyDefinition = {
    questions: [
      {
        ...asked,
        id: "one",
        type: "single",
        other: true,
        options: ["a", "b"].map((id) => ({ id, label: both(HOSTILE) })),
      },
      { ...asked, id: "text", type: "long" },
      { ...asked, id: "yes", type: "consent", text: both(HOSTILE) },
      { ...asked, id: "app", type: "app" },
    ],
  };
  const survey = await ask<{ version: number }>(booth, `/api/e/${slug}/survey`);
  await sendAsHost(booth, "PUT", `/api/e/${slug}/survey`, { version: survey.version, definition });
  await sendAsHost(booth, "POST", `/api/e/${slug}/links`, { kind: "scanner", label: HOSTILE.slice(0, 60) });
  const open = await ask<ChallengeView>(booth, `/api/e/${slug}/manage`);
  await sendAsHost(booth, "POST", `/api/e/${slug}/state`, { to: "open", reason: HOSTILE, version: open.version });
}

/** A ticket with an app and answers; its cookie. */
async function takePart(booth: Booth, slug: string): Promise<string> {
  const home = `${booth.url}/api/e/${slug}`;
  const headers = { "content-type": "application/json" };
  const joined = await fetch(`${home}/tickets`, { method: "POST", headers, body: '{"language":"ko"}' });
  const cookie = joined.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${home}${path}`, {
      method: "POST",
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const { secret } = (await send("/me/keys", { wish: "ensure" })) as { secret: string };
  await sendEvents(booth, secret, firstRequest("script alert 1").replace("GET /", HOSTILE.replaceAll('"', "'")));
  const at = Date.now() * 1_000;
  const write = (n: number, question: string, value: unknown) => ({
    nonce: `hostile-${n}`,
    question,
    value,
    at: at + n,
    language: "ko",
  });
  await send("/me/answers", {
    writes: [
      write(1, "one", { type: "single", option: null, other: HOSTILE }),
      write(2, "text", { type: "long", text: HOSTILE }),
    ],
  });
  return cookie;
}

async function newContext(browser: Browser, viewport: { width: number; height: number }): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport, locale: "ko-KR" });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const marks = window as unknown as { __blocked?: string[] };
      marks.__blocked = [...(marks.__blocked ?? []), `${event.violatedDirective} ${event.blockedURI}`];
    });
  });
  return context;
}

function cookieOf(booth: Booth, pair: string, path: string) {
  const [name = "", value = ""] = pair.split("=", 2);
  return { name, value, domain: new URL(booth.url).hostname, path, httpOnly: true };
}

/** Opens the page, lets it settle and writes down whatever ran, was blocked, left the host or broke. */
async function visit(context: BrowserContext, booth: Booth, path: string, troubles: Trouble[]): Promise<void> {
  const page: Page = await context.newPage();
  const note = (what: string) => troubles.push({ where: path, what });
  page.on("pageerror", (error) => note(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    note(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(booth.url) && !/^(?:data|blob):/.test(url)) note(`asked for ${url}`);
  });
  await page.goto(`${booth.url}${path}`);
  await page.waitForTimeout(1_200);
  const words = ((await page.locator("body").textContent()) ?? "").trim();
  if (words === "") note("an empty page");
  const seen = await page.evaluate(() => {
    const marks = window as unknown as { __xss?: number; __blocked?: string[] };
    const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href") ?? "");
    const bad = links.filter((href) => /^\s*(?:javascript|data|vbscript):/i.test(href));
    return { ran: marks.__xss, blocked: marks.__blocked ?? [], bad };
  });
  if (seen.ran !== undefined) note("a script of theirs ran");
  for (const each of [...seen.blocked, ...seen.bad]) note(each);
  await page.close();
}
