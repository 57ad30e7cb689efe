import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JoinAnswer, MyKeys, MyTicket, PairingCode } from "../../src/contract/index.ts";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

let booth: Booth;
let slug: string;
beforeAll(async () => {
  booth = await startBooth();
  ({ slug } = await makeChallenge(booth, { open: true, setup: { handMadeCounts: true } }));
});
afterAll(() => booth[Symbol.asyncDispose]());

interface Phone {
  readonly cookie: string;
  readonly answer: JoinAnswer;
}

async function join(of = slug, headers: Record<string, string> = {}): Promise<Phone> {
  const response = await post(`/api/e/${of}/tickets`, { language: "ko" }, headers);
  expect(response.status).toBe(200);
  const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? headers.cookie ?? "";
  return { cookie, answer: (await response.json()) as JoinAnswer };
}

const post = (path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(booth.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const get = (path: string, cookie = ""): Promise<Response> => fetch(booth.url + path, { headers: { cookie } });

const me = async (phone: Phone): Promise<MyTicket> =>
  (await (await get(`/api/e/${slug}/me`, phone.cookie)).json()) as MyTicket;

const keyOf = async (phone: Phone): Promise<string> =>
  ((await (await post(`/api/e/${slug}/me/keys`, {}, { cookie: phone.cookie })).json()) as MyKeys).secret ?? "";

const sendRequests = (token: string, name: string, n: number): Promise<Response> =>
  fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body: `${[
      { metadata: { service: { name, agent: { name: "python", version: "6.24.0" }, framework: { name: "django" } } } },
      ...Array.from({ length: n }, (_, i) => ({
        transaction: {
          id: `${i}`.padStart(16, "0"),
          trace_id: "0".repeat(32),
          type: "request",
          name: "GET /",
          duration: 3,
          span_count: { started: 0 },
          timestamp: Date.now() * 1_000,
        },
      })),
    ]
      .map((line) => JSON.stringify(line))
      .join("\n")}\n`,
  });

describe("a ticket over HTTP", () => {
  it("comes with a cookie that no script reads and no other challenge gets", async () => {
    const response = await post(`/api/e/${slug}/tickets`, { language: "en" });
    expect(response.headers.get("set-cookie")).toMatch(
      new RegExp(`^sadari_ticket=[0-9a-z]{52}; Path=/api/e/${slug}; HttpOnly; SameSite=Lax; Max-Age=\\d+$`),
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("is the same for the same browser, three times", async () => {
    const first = await join();
    const again = await join(slug, { cookie: first.cookie });
    const third = await join(slug, { cookie: first.cookie });
    expect(new Set([first, again, third].map(({ answer }) => answer.ticket.id)).size).toBe(1);
    expect(first.answer.phrase).toHaveLength(6);
    expect(again.answer.phrase).toBeNull();
  });

  it("is had by 200 phones behind one address, none of them limited", async () => {
    const phones = await Promise.all(Array.from({ length: 200 }, () => join()));
    expect(new Set(phones.map(({ answer }) => answer.ticket.id)).size).toBe(200);
  });

  it("shows nobody another's: foreign, made-up and missing cookies are refused alike", async () => {
    const { slug: other } = await makeChallenge(booth, { open: true, slug: "other" });
    const phone = await join();
    for (const path of ["/me", "/me/keys", "/me/live"]) {
      expect((await get(`/api/e/${other}${path}`, phone.cookie)).status).toBe(401);
      expect((await get(`/api/e/${slug}${path}`, `sadari_ticket=${"0".repeat(52)}`)).status).toBe(401);
      expect((await get(`/api/e/${slug}${path}`)).status).toBe(401);
    }
    for (const path of ["/me/pairing", "/me/recovery", "/me/over14", "/me/nickname", "/me/keys"]) {
      expect((await post(`/api/e/${other}${path}`, { over14: true }, { cookie: phone.cookie })).status).toBe(401);
    }
    expect((await post(`/api/e/${slug}/tickets/${phone.answer.ticket.id}/reissue`)).status).toBe(401);
    expect((await get(`/api/services`, phone.cookie)).status).toBe(401);
  });

  it("may be open in a dozen pages, and in another one when one of them closes", async () => {
    const { cookie } = await join();
    const live = async () => {
      const controller = new AbortController();
      const { status } = await fetch(`${booth.url}/api/e/${slug}/me/live`, {
        headers: { cookie },
        signal: controller.signal,
      });
      return { status, close: () => controller.abort() };
    };
    const pages = await Promise.all(Array.from({ length: 12 }, live));
    expect(pages.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect((await live()).status).toBe(429);
    pages[0]?.close();
    await eventually(async () => {
      const page = await live();
      pages.push(page);
      return page.status === 200 || undefined;
    });
    for (const { close } of pages) close();
  });

  it("refuses a change that another site's page sends", async () => {
    const { cookie } = await join();
    const from = { cookie, origin: "http://evil.example", "sec-fetch-site": "cross-site" };
    expect((await post(`/api/e/${slug}/me/recovery`, {}, from)).status).toBe(403);
  });

  it("of who runs the booth is marked", async () => {
    const { answer } = await join(slug, { authorization: `Bearer ${booth.hostToken}` });
    expect(answer.ticket.staff).toBe(true);
    expect(answer.ticket.verdict.reasons.map(({ code }) => code)).toContain("STAFF");
  });

  it("becomes one with that of the phone when the laptop had its own", async () => {
    const phone = await join();
    const laptop = await join();
    await sendRequests(await keyOf(phone), "phone-app", 1);
    const pairing = await post(`/api/e/${slug}/me/pairing`, {}, { cookie: phone.cookie });
    const { code } = (await pairing.json()) as PairingCode;
    const entered = await post(`/api/e/${slug}/pair`, { code }, { cookie: laptop.cookie });
    expect(await entered.json()).toEqual({ slug, ticket: phone.answer.ticket.id, merged: true });
    expect((await me(laptop)).id).toBe(phone.answer.ticket.id);
    expect((await post("/api/pair", { code })).status).toBe(404);
  });

  it("is given anew by staff, and the lost phone is out", async () => {
    const phone = await join();
    const { id } = phone.answer.ticket;
    const { code } = await sendAsHost<PairingCode>(booth, "POST", `/api/e/${slug}/tickets/${id}/reissue`);
    expect((await get(`/api/e/${slug}/me`, phone.cookie)).status).toBe(401);
    expect(await (await post("/api/pair", { code })).json()).toMatchObject({ ticket: id });
  });

  it("keeps counting after a power cut", async () => {
    const dataDir = booth.dataDir;
    const phone = await join();
    const key = await keyOf(phone);
    await sendRequests(key, "cut-app", 1);
    await eventually(async () => (await me(phone)).apps[0]?.transactions === 1 || undefined);
    for (let n = 0; n < 6; n++) expect((await sendRequests(key, "cut-app", 3)).status).toBe(202);
    await booth.kill();
    booth = await startBooth({ dataDir, port: booth.port });
    await eventually(async () => (await me(phone)).apps[0]?.transactions === 19 || undefined, 20_000);
  });
});

describe("the ticket page", () => {
  it("goes from the poster to the arrival without a word typed, and the laptop opens it with the code", async () => {
    await using browser = await launchChromium();
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "ko-KR" })).newPage();
    await page.goto(`${booth.url}/e/${slug}`);
    await page.getByRole("button", { name: "참가하기" }).click();
    await page.getByRole("heading", { name: "나의 참가 상태" }).waitFor();
    await page.getByRole("button", { name: "만 14세 이상이에요" }).click();
    await page.getByRole("button", { name: "만 14세 이상이에요" }).waitFor({ state: "detached" });
    const [cookie] = (await page.context().cookies(`${booth.url}/api/e/${slug}/me`)).filter(
      ({ name }) => name === "sadari_ticket",
    );
    const phone = { cookie: `sadari_ticket=${cookie?.value}`, answer: undefined as never };
    const key = await keyOf(phone);
    const sent = performance.now();
    await sendRequests(key, "phone-shop", 1);
    await page.getByText("왔어요!").first().waitFor();
    expect(performance.now() - sent).toBeLessThan(2_000);
    await page.getByRole("button", { name: "노트북에서 열기" }).click();
    const code = await page
      .locator("dialog")
      .getByText(/^[A-Z2-9]{3}-[A-Z2-9]{3}$/)
      .textContent();
    const laptop = await (await browser.newContext({ locale: "en-US" })).newPage();
    await laptop.goto(`${booth.url}/${code}`);
    await laptop.getByRole("button", { name: "Open" }).click();
    await laptop.waitForURL(`**/e/${slug}/guide`);
    await laptop.goto(`${booth.url}/e/${slug}`);
    await laptop.getByRole("heading", { name: "Where I stand" }).waitFor();
    expect(await laptop.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  }, 90_000);
});
