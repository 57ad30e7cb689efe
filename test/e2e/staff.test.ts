import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DoubtfulAnswer, FunnelAnswer, JoinAnswer, LinkMade, MyKeys, MyTicket } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { joinShift } from "../staff-phone.ts";
import { launchChromium } from "../web/chromium.ts";

/** A folder for pictures to look at; none are taken without it. */
const PICTURES = process.env.PICTURES;
const AXE = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));

/** Somebody with a ticket, as their phone and their app see the booth. */
interface Visitor {
  readonly id: string;
  readonly cookie: string;
  call<T>(method: string, path: string, body?: object): Promise<T>;
  /** Requests of their app, each as an agent would send it. */
  requests(service: string, count: number, over?: { readonly agent?: string; readonly path?: string }): Promise<void>;
}

describe("the people behind the table", () => {
  let booth: Booth;
  let browser: Browser;
  let slug: string;
  let visitors: readonly Visitor[];

  beforeAll(async () => {
    booth = await startBooth();
    ({ slug } = await makeChallenge(booth, { open: true }));
    browser = await launchChromium();
    // One after another: what is doubtful stands in the order in which they came.
    visitors = [await newVisitor(), await newVisitor(), await newVisitor(), await newVisitor()];
    const [near, copy, byHand] = visitors as [Visitor, Visitor, Visitor];
    await near.requests("my-django-app", 7);
    await near.call("PUT", "/me/app", { typed: "my-djnago app" });
    await eventually(async () => (await apps(near)) === 1 || undefined);
    await copy.requests("my-django-app", 6);
    await byHand.requests("sent-by-curl", 9, { agent: "curl" });
    await eventually(async () => ((await apps(copy)) === 1 && (await apps(byHand)) === 1) || undefined);
  });
  afterAll(async () => {
    await browser?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  const apps = async (visitor: Visitor): Promise<number> => (await visitor.call<MyTicket>("GET", "/me")).apps.length;
  const codesOf = async (visitor: Visitor): Promise<readonly string[]> =>
    (await visitor.call<MyTicket>("GET", "/me")).verdict.reasons.map(({ code }) => code);

  async function newVisitor(): Promise<Visitor> {
    const response = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language: "ko", over14: true }),
    });
    const cookie = response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    const { ticket } = (await response.json()) as JoinAnswer;
    const call: Visitor["call"] = async (method, path, body) => {
      const answer = await fetch(`${booth.url}/api/e/${slug}${path}`, {
        method,
        headers: { cookie, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as never;
    };
    return {
      id: ticket.id,
      cookie,
      call,
      async requests(service, count, { agent = "python" } = {}) {
        const { secret } = await call<MyKeys>("POST", "/me/keys", { wish: "ensure" });
        const lines = [
          JSON.stringify({
            metadata: {
              service: {
                name: service,
                agent: { name: agent, version: "6.25.0" },
                language: { name: "python" },
                framework: { name: "django", version: "5.2" },
                runtime: { name: "CPython", version: "3.13.0" },
              },
            },
          }),
          ...Array.from({ length: count }, (_, n) =>
            JSON.stringify({
              transaction: {
                id: randomBytes(8).toString("hex"),
                trace_id: randomBytes(16).toString("hex"),
                type: "request",
                name: "GET /",
                duration: 3.25 + n,
                span_count: { started: 0 },
              },
            }),
          ),
        ];
        const sent = await fetch(`${booth.url}/intake/v2/events`, {
          method: "POST",
          headers: { authorization: `Bearer ${secret}`, "content-type": "application/x-ndjson" },
          body: `${lines.join("\n")}\n`,
        });
        if (sent.status !== 202) throw new Error(await sent.text());
      },
    };
  }

  async function openStaff(
    kind: "scanner" | "operator",
    look: { theme: "light" | "dark"; width: number },
  ): Promise<Page> {
    const { path } = await sendAsHost<LinkMade>(booth, "POST", `/api/e/${slug}/links`, { kind, label: "은영" });
    const context = await browser.newContext({
      viewport: { width: look.width, height: 812 },
      colorScheme: look.theme,
      locale: look.theme === "light" ? "ko-KR" : "en-US",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await joinShift(page, booth.url, path);
    return page;
  }

  async function look(page: Page, name: string): Promise<void> {
    const { scrolls, wide } = await page.evaluate(() => ({
      scrolls: document.documentElement.scrollWidth,
      wide: window.innerWidth,
    }));
    expect(scrolls).toBeLessThanOrEqual(wide);
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  async function seriousViolations(page: Page): Promise<readonly string[]> {
    await page.evaluate(await readFile(AXE, "utf8"));
    return page.evaluate(async () => {
      const axe = (window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } })
        .axe;
      const { violations } = await axe.run();
      return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id);
    });
  }

  it("find a visitor by the number read aloud and see what the visitor sees", async () => {
    const [near] = visitors as [Visitor];
    for (const [theme, width] of [
      ["light", 375],
      ["dark", 320],
    ] as const) {
      const page = await openStaff("scanner", { theme, width });
      await look(page, `staff-find-${theme}`);
      await page.locator("input[type=search]").fill(near.id.toLowerCase().replaceAll("0", "o").replaceAll("1", "l"));
      await page.keyboard.press("Enter");
      await page.getByText(near.id).click();
      const { verdict } = await near.call<MyTicket>("GET", "/me");
      const language = theme === "light" ? "ko" : "en";
      await page.getByText(verdict.sentence[language], { exact: true }).waitFor();
      for (const { reason } of verdict.checklist) {
        if (reason !== null) await page.getByText(reason[language], { exact: true }).waitFor();
      }
      expect(await seriousViolations(page)).toEqual([]);
      await look(page, `staff-visitor-${theme}`);
      await page.getByRole("button", { name: /^(?:살펴보기|Look at)/ }).click();
      await page.locator("mark").first().waitFor();
      expect(await page.locator("main li button").count()).toBe(0);
      await page.context().close();
    }
  });

  it("settle what is doubtful, with a reason the visitor reads, and without network lose nothing", {
    timeout: 90_000,
  }, async () => {
    const [near, copy, byHand] = visitors as [Visitor, Visitor, Visitor];
    expect(await Promise.all([near, copy, byHand].map(codesOf))).toEqual([
      ["NAME_NEAR", "SURVEY_PARTIAL"],
      ["NAME_SHARED", "SURVEY_MISSING"],
      ["NOT_AN_AGENT", "SURVEY_MISSING"],
    ]);
    const queue = await ask<DoubtfulAnswer>(booth, `/api/e/${slug}/doubtful`);
    expect(new Set(queue.pairs.map(({ kind }) => kind))).toEqual(new Set(["name", "shared", "by-hand"]));

    const page = await openStaff("operator", { theme: "light", width: 375 });
    await page.getByRole("button", { name: /^(?:살펴보기|Look at)/ }).click();
    await page.locator("mark").first().waitFor();
    await look(page, "staff-doubtful-light");
    const card = page.locator("main li", { hasText: near.id });
    await card.locator("button").first().click();
    await card.locator("label").first().click();
    expect(await seriousViolations(page)).toEqual([]);
    await look(page, "staff-reasons-light");

    await page.context().setOffline(true);
    await card.locator("button").first().click();
    await page.getByText("오프라인 · 대기 1").waitFor();
    await page.locator("nav button").last().click();
    await page.locator("textarea").fill("스티커가 거의 없어요.");
    await page.locator("form button").click();
    await page.getByText("오프라인 · 대기 2").waitFor();
    await look(page, "staff-offline-light");
    expect(await codesOf(near)).toContain("NAME_NEAR");
    await page.context().setOffline(false);
    await eventually(async () => (await codesOf(near)).join() === "SURVEY_PARTIAL" || undefined, 15_000);
    await page.getByText("은영 ·").first().waitFor();
    await look(page, "staff-shift-light");

    const rest = await ask<DoubtfulAnswer>(booth, `/api/e/${slug}/doubtful`);
    expect(new Set(rest.pairs.map(({ kind }) => kind))).toEqual(new Set(["shared", "by-hand"]));
    await page.getByRole("button", { name: /^(?:살펴보기|Look at)/ }).click();
    const shared = page.locator("main li", { hasText: copy.id }).first();
    await shared.locator("button").nth(1).click();
    await shared.locator("label").first().click();
    await look(page, "staff-not-light");
    await shared.locator("button").first().click();
    await look(page, "staff-after-light");
    await eventually(async () => {
      const { verdict } = await copy.call<MyTicket>("GET", "/me");
      return verdict.reasons.some(({ ko }) => ko.includes("다른 분의 앱이에요.")) || undefined;
    });
    await page.context().close();
  });

  it("show the host how far visitors came and who could still be helped", async () => {
    const funnel = await ask<FunnelAnswer>(booth, `/api/e/${slug}/funnel`);
    expect(funnel).toMatchObject({ tickets: 4, eligible: 0, fixable: 4 });
    for (const { fixable } of funnel.reasons) expect(fixable).toBe(true);
    expect(funnel.reasons.find(({ code }) => code === "NO_DATA")).toMatchObject({ people: 1 });
  });
});
