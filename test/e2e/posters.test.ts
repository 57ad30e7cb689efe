import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlaceRow, PlacesAnswer, SeriesAnswer, TelemetrySizes } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, manageChallenge, moveChallenge, sendAsHost } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148";
const TARGETS = ["join", "guide", "survey", "swag", "wall", "proof"] as const;

let booth: Booth;
let browser: Browser;
beforeAll(async () => {
  booth = await startBooth();
  browser = await launchChromium();
  await makeChallenge(booth, { open: true, slug: "pycon" });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await booth?.[Symbol.asyncDispose]();
});

async function openAs(who: "host" | "visitor", path: string, width: number, locale = "ko-KR"): Promise<Page> {
  const headers = who === "host" ? { authorization: `Bearer ${booth.hostToken}` } : {};
  const context = await browser.newContext({ locale, viewport: { width, height: 844 }, extraHTTPHeaders: headers });
  const page = await context.newPage();
  await page.goto(`${booth.url}${path}`);
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations: found } = await Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] });
    return found.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`);
  });
}

describe("the page of codes and posters", () => {
  it("makes a usual place with one press, shows its poster, and lets its target be changed", async () => {
    const page = await openAs("host", "/host/e/pycon/posters", 390);
    await page.getByRole("button", { name: "배너", exact: true }).click();
    await page.getByRole("heading", { name: "배너 포스터" }).waitFor();
    await page.getByText("이 QR을 2m에서 읽으려면 20cm 이상").waitFor();
    expect(await page.getByRole("link", { name: "PDF 받기" }).getAttribute("href")).toContain("format=pdf");
    await page.waitForFunction(() => [...document.images].some(({ naturalWidth }) => naturalWidth > 0));
    // On this machine's own address a code is of no use to anybody else.
    await page.getByText("이 주소는 이 컴퓨터에서만 열려요.").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    await page.getByRole("button", { name: "고치기" }).click();
    const form = page.getByRole("form", { name: "배너 고치기" });
    await form.getByLabel("여는 화면").selectOption("swag");
    await form.getByRole("button", { name: "저장" }).click();
    await page.getByText("선물 뽑기를 계획하지 않았어요.").waitFor();
    await page.getByText("지금 열 것이 없는 코드가 1개 있어요.").waitFor();
    const { places } = await ask<PlacesAnswer>(booth, "/api/e/pycon/places");
    expect(places).toMatchObject([{ name: "배너", target: "swag", problem: "no-swag" }]);
    await page.context().close();
  }, 60_000);

  it("refuses colours that no camera reads, and offers no file of them", async () => {
    const page = await openAs("host", "/host/e/pycon/posters", 1_440, "en-US");
    await page.getByRole("button", { name: "Poster for 배너" }).click();
    await page.getByRole("link", { name: "Get PDF" }).waitFor();
    await page.getByLabel("Code and words").fill("#dddddd");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("link", { name: "Get PDF" }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  }, 60_000);
});

describe("a code that hangs somewhere", () => {
  it("leads no visitor to a refusal, whatever became of the event", async () => {
    const { slug } = await makeChallenge(booth, { slug: "all-states" });
    const places = await Promise.all(
      TARGETS.map((target) => sendAsHost<PlaceRow>(booth, "POST", `/api/e/${slug}/places`, { name: target, target })),
    );
    using control = new DatabaseSync(join(booth.dataDir, "control/control.sqlite"));
    control.exec("PRAGMA busy_timeout = 5000");
    const set = control.prepare("UPDATE challenge SET state = ? WHERE slug = ?");
    for (const state of ["draft", "announced", "open", "closed", "review", "handing-over", "kept", "purged"]) {
      set.run(state, slug);
      const look = async ({ slug: place, target }: PlaceRow): Promise<void> => {
        const page = await openAs("visitor", `/s/${place}`, 390);
        await page.locator("h1").first().waitFor();
        await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
        const where = `${state} ${target} ${new URL(page.url()).pathname}`;
        expect([where, await page.getByRole("alert").allTextContents()]).toEqual([where, []]);
        expect([where, ((await page.locator("body").textContent()) ?? "").length > 20]).toEqual([where, true]);
        await page.context().close();
      };
      await Promise.all(places.map(look));
    }
  }, 240_000);

  it("counts for the code that brought somebody, also when they read the guide before they join", async () => {
    const place = await sendAsHost<PlaceRow>(booth, "POST", "/api/e/pycon/places", { name: "입구", target: "guide" });
    const page = await openAs("visitor", `/s/${place.slug}`, 390);
    await page.waitForURL(/\/guide/);
    await page.locator("h1").first().waitFor();
    await page.goto(`${booth.url}/e/pycon`);
    await page.getByRole("button", { name: "참가하기" }).click();
    await eventually(async () => {
      const { places } = await ask<PlacesAnswer>(booth, "/api/e/pycon/places");
      return places.find(({ slug }) => slug === place.slug)?.tickets === 1 || undefined;
    });
    await page.context().close();
  }, 60_000);

  it("shows who takes part to anybody, without a link of the staff", async () => {
    const page = await openAs("visitor", "/e/pycon/wall", 390);
    await page.getByRole("heading", { name: "파이콘 한국" }).waitFor();
    await page.getByRole("link", { name: "나도 참가하기" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect((await fetch(`${booth.url}/api/live/wall?challenge=pycon`)).status).toBe(401);
    await makeChallenge(booth, { slug: "hidden-draft" });
    expect((await fetch(`${booth.url}/api/e/hidden-draft/wall/live`)).status).toBe(404);
    await page.context().close();
  }, 60_000);

  it("redirects nowhere else, whatever an address is made of", async () => {
    const hosts = ["evil.example", "evil.example/%2e%2e", "evil.example:80", "a@evil.example", "evil。example"];
    const starts = [
      "//",
      "/\\",
      "\\\\",
      "https:",
      "https://",
      "http:/",
      "///",
      "%2f%2f",
      "%5c%5c",
      "%09//",
      "%0d%0a//",
    ];
    const forms = starts.flatMap((start) => hosts.map((host) => start + host));
    const more = [
      "javascript:alert(1)",
      "data:text/html,x",
      "..",
      "..;/",
      ".%2e/",
      "?next=//evil.example",
      "#//evil.example",
    ];
    const paths = [...forms, ...more].flatMap((form) => [`/s/${form}`, `/s/${encodeURIComponent(form)}`]);
    expect(paths.length).toBeGreaterThan(120);
    const queries = forms
      .slice(0, 20)
      .flatMap((form) => [
        `/login?next=${encodeURIComponent(form)}`,
        `/open?next=${encodeURIComponent(form)}`,
        `/e/pycon?p=${encodeURIComponent(form)}`,
      ]);
    const sent: string[] = [];
    for (const path of [...paths, ...queries]) {
      const answer = await fetch(`${booth.url}${path}`, {
        redirect: "manual",
        headers: { accept: "text/html", "user-agent": PHONE },
      });
      const location = answer.headers.get("location");
      if (location !== null && new URL(location, booth.url).origin !== booth.url) sent.push(`${path} → ${location}`);
    }
    expect(sent).toEqual([]);
  }, 60_000);
});

describe("what stays of events", () => {
  it("is compared with the one it was made from, once both were opened", async () => {
    const body = { nameKo: "파이콘 한국 2027", nameEn: "PyCon Korea 2027", cloneOf: "pycon", slug: "pycon-2027" };
    const made = await sendAsHost<{ slug: string; version: number; setup: unknown }>(
      booth,
      "POST",
      "/api/challenges",
      body,
    );
    const series = async () => (await ask<SeriesAnswer>(booth, "/api/challenges/series")).series;
    expect(await series()).toEqual([]);
    const times = { opensAt: null, closesAt: Date.now() * 1_000 + 3_600_000_000 };
    await sendAsHost(booth, "PUT", "/api/e/pycon-2027/setup", { version: made.version, setup: made.setup, ...times });
    await moveChallenge(booth, await manageChallenge(booth, "pycon-2027"), "open");
    const [family] = await series();
    expect(family?.challenges.map(({ slug }) => slug)).toEqual(["pycon", "pycon-2027"]);
    expect(family?.challenges[0]?.numbers).toMatchObject({ tickets: 1, visitors: 1, entries: null });
    expect(family?.challenges[1]?.numbers).toMatchObject({ tickets: 0, visitors: 0 });
    const page = await openAs("host", "/host", 390);
    await page.getByRole("heading", { name: "해마다 견주기" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.context().close();
  }, 60_000);

  it("can be taken home with its size told first", async () => {
    const metadata = { service: { name: "taken-home", agent: { name: "python", version: "6.0.0" } } };
    const id = "1".repeat(16);
    const transaction = { id, trace_id: id + id, type: "request", duration: 3, span_count: { started: 0 } };
    await fetch(`${booth.url}/intake/v2/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${booth.secretToken}`, "content-type": "application/x-ndjson" },
      body: `${JSON.stringify({ metadata })}\n${JSON.stringify({ transaction })}\n`,
    });
    const found = await eventually(async () => {
      const { tables } = await ask<TelemetrySizes>(booth, "/api/exports/telemetry");
      return tables.find(({ table, rows }) => table === "transactions" && rows === 1);
    });
    expect(found.bytes).toBeGreaterThan(0);
    const page = await openAs("host", "/host/data", 390);
    const file = page.getByRole("link", { name: "Parquet 트랜잭션" });
    await file.waitFor();
    expect(await file.getAttribute("href")).toBe("/api/exports/telemetry/transactions?purpose=archive");
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  }, 60_000);
});
