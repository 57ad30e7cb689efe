import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startToy, type Toy } from "../agents/node-express/toy.ts";
import { type Booth, eventually, freePort, startBooth } from "../booth.ts";
import { launchChromium } from "../web/chromium.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const NAME = "first-shop";
/** Not loopback, so that the pages show what they show on a LAN: a QR, and a browser without secure-context APIs. */
const HOST = "booth.test";
const METADATA = JSON.stringify({
  metadata: { service: { name: "late-shop", agent: { name: "nodejs", version: "4.18.0" } } },
});

/**
 * A host opens the booth, a participant presses a page, and both screens follow: nothing here but what people have,
 * which is the links the terminal printed, a browser, an agent and its variables, and the commands on keys.
 */
describe("the first story, in a browser", () => {
  let booth: Booth;
  let browser: Browser;
  let host: Page;
  let wall: Page;
  let toy: Toy | undefined;
  /** What the browsers complained of: script errors, policy violations, requests to other hosts. */
  const complaints: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    const env = { SADARI_PUBLIC_URL: `http://${HOST}:${port}`, LC_ALL: "C.UTF-8" };
    [booth, browser] = await Promise.all([
      startBooth({ port, env }),
      launchChromium([`--host-resolver-rules=MAP ${HOST} 127.0.0.1, MAP * ~NOTFOUND`]),
    ]);
    host = await visitor("ko-KR");
    wall = await visitor("en-US");
  });
  afterAll(async () => {
    await browser?.close();
    await toy?.[Symbol.asyncDispose]();
    await booth?.[Symbol.asyncDispose]();
  });

  const origin = () => `http://${HOST}:${booth.port}`;
  const printed = (link: "Host link" | "Wall link") =>
    eventually(async () => new RegExp(`${link}\\s+(\\S+/open#\\S+)`).exec(booth.output())?.[1]);
  const row = () => host.getByRole("row").filter({ hasText: NAME });
  const refusal = (words: string | RegExp) => host.getByRole("listitem").filter({ hasText: words });

  async function visitor(locale: string): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width: 1920, height: 1080 } });
    await watch(context);
    return context.newPage();
  }

  async function watch(context: BrowserContext): Promise<void> {
    await context.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      ),
    );
    context.on("weberror", (error) => complaints.push(error.error().message));
    context.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    context.on("request", (request) => {
      if (!request.url().startsWith(origin())) complaints.push(`foreign request: ${request.url()}`);
    });
  }

  it("begins with the host link and the lines to paste", async () => {
    const response = await host.goto(await printed("Host link"));
    expect(response?.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(response?.headers()).not.toHaveProperty("cross-origin-opener-policy");
    await host.waitForURL("**/host");
    await host.getByRole("link", { name: "서비스", exact: true }).click();
    await host.waitForURL("**/services");
    await host.getByText("아직 데이터를 보낸 앱이 없어요").waitFor();
    for (const line of [
      `export ELASTIC_APM_SERVER_URL=${origin()}`,
      /^export ELASTIC_APM_SECRET_TOKEN=/,
      "export ELASTIC_APM_SERVICE_NAME=my-app",
      "export ELASTIC_APM_API_REQUEST_TIME=1s",
    ]) {
      await host.getByText(line, { exact: true }).waitFor();
    }
    await host.getByText("첫 이벤트를 기다리고 있어요…").waitFor();
  });

  it("has a wall that asks for the first app, with the address as a QR", async () => {
    await wall.goto(await printed("Wall link"));
    await wall.waitForURL("**/wall");
    await wall.getByText("Be the first").waitFor();
    await wall.getByRole("img", { name: origin(), exact: true }).waitFor();
    await wall.getByText(`${HOST}:${booth.port}`, { exact: true }).waitFor();
  });

  it("shows the app within two seconds of its first request, on both screens, without a reload", async () => {
    await markPage(host);
    await markPage(wall);
    toy = await startToy({
      ELASTIC_APM_SERVER_URL: booth.url,
      ELASTIC_APM_SECRET_TOKEN: booth.secretToken,
      ELASTIC_APM_SERVICE_NAME: NAME,
      ELASTIC_APM_API_REQUEST_TIME: "1s",
    });
    await row().getByText("연결됨 · 첫 데이터를 기다리는 중").waitFor();
    const card = wall.getByRole("article").filter({ hasText: NAME });
    await card.getByText("The first app is here!").waitFor();

    const deadline = performance.now() + 2_000;
    const inTime = () => ({ timeout: Math.max(1, deadline - performance.now()) });
    expect((await fetch(`${toy.url}/products/1`)).status).toBe(200);
    const seen = [
      row().getByText("express · nodejs"),
      row().getByText(/^[1-9][\d.]* tpm$/),
      row().getByText(/^[\d.]+ ms$/),
      card.getByText("express · javascript"),
      wall
        .getByRole("listitem")
        .filter({ hasText: NAME })
        .getByText(/^[1-9][\d.]* \/ min$/),
    ];
    await Promise.all(seen.map((sight) => sight.waitFor(inTime())));
    expect([await isMarked(host), await isMarked(wall)]).toEqual([true, true]);
  });

  it("leads by clicks from the app to the statement that its request ran", async () => {
    await row().getByRole("link", { name: NAME }).click();
    await host.getByRole("link", { name: "GET /products/:id" }).click();
    await host.getByRole("heading", { name: "최근 트레이스" }).waitFor();
    await host.getByRole("table").getByRole("link").first().click();
    await host.getByRole("treegrid").waitFor();
    await host.getByRole("row", { name: /^GET \/products\/:id, first-shop/ }).waitFor();
    await host.getByRole("row", { name: /^SELECT FROM products, first-shop/ }).click();
    const details = host.getByRole("complementary", { name: "자세히" });
    await details.getByText("SELECT * FROM products WHERE id = $1").first().waitFor();
    expect(await isMarked(host)).toBe(true);
  });

  it("tells the host in words of a key that is not known, and how to mend it", async () => {
    await host.getByRole("link", { name: "사다리, 서비스 목록으로" }).click();
    await host.getByText("돌려보낸 요청이 없어요.").waitFor();
    expect(await send("sadari_ik_zzzzzzzzzzzzzzzzzzzzzzzzzz")).toBe(401);
    const item = refusal("여기에서 만든 열쇠가 아니에요.");
    await item.getByText("sadari key create").waitFor();
    await item.getByText("127.0.0.1").waitFor();
  });

  it("tells when a key was revoked, in English too", async () => {
    const { id, secret } = JSON.parse(await sadari("key", "create", "--json", "--label", "늦은 가게"));
    await eventually(async () => (await send(secret)) === 202 || undefined);
    expect(await sadari("key", "revoke", id)).toContain("늦은 가게");
    await eventually(async () => (await send(secret)) === 401 || undefined);
    await host.getByRole("button", { name: "View in English" }).click();
    const item = refusal(/This key was revoked at \S*\d.*\./);
    await item.getByText("sadari key create").waitFor();
    await host.getByText("This key is not known here.").waitFor();
    expect(await host.getAttribute("html", "lang")).toBe("en");
    expect(await isMarked(host)).toBe(true);
  });

  it("made no browser complain and asked no other host for anything", () => {
    expect(complaints).toEqual([]);
  });

  it("lets the host in again by the used link, in the same browser only", async () => {
    const link = await printed("Host link");
    const again = await host.context().newPage();
    await again.goto(link);
    await again.waitForURL("**/host");
    const stranger = await visitor("ko-KR");
    await stranger.goto(link);
    await stranger.getByText("이미 쓴 링크예요").waitFor();
    await stranger.getByText("npx sadari link create host").waitFor();
  });

  async function send(key: string): Promise<number> {
    const response = await fetch(`${booth.url}/intake/v2/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/x-ndjson",
        "user-agent": "elasticapm-node/4.18.0",
      },
      body: `${METADATA}\n`,
    });
    await response.arrayBuffer();
    return response.status;
  }

  async function sadari(...words: string[]): Promise<string> {
    const env = { ...process.env, SADARI_DATA_DIR: booth.dataDir, LC_ALL: "C.UTF-8" };
    return (await promisify(execFile)(process.execPath, [MAIN, ...words], { env })).stdout;
  }
});

/** A reload or a full navigation loses the mark. */
const markPage = (page: Page): Promise<void> => page.evaluate(() => void Reflect.set(window, "marked", true));
const isMarked = (page: Page): Promise<boolean> => page.evaluate(() => Reflect.get(window, "marked") === true);
