import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { LONG_TRACE_ID, TRACE_ID, tracesAnswer } from "./sample-answers.ts";
import { type How, PHONE, visit as visitIn } from "./visit.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const visit = (...how: How) => visitIn(browser, ...how);

describe("a trace by keyboard", () => {
  it("moves, opens, closes and keeps the row in the address", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open(`/traces/${TRACE_ID}`);
    const grid = page.getByRole("treegrid");
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    for (const time of ["first", "second"]) {
      await page.keyboard.press("Enter");
      await page.waitForURL(/open=span%3Ab2/);
      await page.getByRole("complementary").getByText("labels.메모").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("complementary").waitFor({ state: "detached" });
      expect(new URL(page.url()).search, `the ${time} time`).toBe("");
    }
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.getByRole("row").count()).toBe(1);
  });
});

describe("a trace of 5,000 items", () => {
  it("opens folded in a second, draws only what is in view, and reaches its end", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    const started = performance.now();
    await visited.open(`/traces/${LONG_TRACE_ID}`);
    await page.getByRole("row").nth(5).waitFor();
    expect(performance.now() - started).toBeLessThan(3_000);
    await page.getByText("7341개 가운데 5000개를 보여 드려요.").waitFor();
    await page.getByRole("button", { name: "모두 펴기" }).click();
    await page.getByRole("treegrid").focus();
    await page.keyboard.press("End");
    await page.getByText("query 4999").waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(80);
    await page.getByRole("searchbox").fill("query 4321");
    await page.getByText("5000개 중 1개").waitFor();
    expect(await page.getByRole("row").count()).toBe(3);
  });
});

describe("the newest traces", () => {
  it("show when they came where the app's own time cannot be", async () => {
    await using visited = await visit();
    const { page } = visited;
    const answer = tracesAnswer("shop-api");
    const [first] = answer.traces;
    if (!first) throw new Error("no sample trace");
    first.timestamp += 9 * 3_600_000_000;
    await page.route("**/api/services/shop-api/traces*", (route) => route.fulfill({ json: answer }));
    const list = "/services/shop-api/transactions?transaction=POST%20/orders";
    await visited.open(list);
    await page.getByRole("row", { name: /도착 앱의 시계로는/ }).waitFor();
    expect(await page.getByText("도착", { exact: true }).count()).toBe(1);
    expect(await page.getByText("앱의 시계가 틀려서").count()).toBe(0);

    answer.basis = "received";
    await visited.open(list);
    await page.getByText("앱의 시계가 틀려서").waitFor();
    expect(await page.getByText("도착", { exact: true }).count()).toBe(0);
  });
});

describe("details of a trace", () => {
  it("close by Back on a phone, and lead from an error to where it was raised", async () => {
    await using visited = await visit({}, PHONE);
    const { page } = visited;
    const list = "/services/shop-api/transactions?transaction=POST%20/orders&range=1h";
    await visited.open(list);
    await page.locator("tbody a").first().click();
    await page.getByRole("row").nth(3).click();
    const details = page.getByRole("complementary");
    await details.waitFor();
    await page.goBack();
    await details.waitFor({ state: "detached" });
    expect(page.url()).toContain("/traces/");

    await page.getByRole("row", { name: /bank\.example\.org/ }).click();
    await details.getByRole("button", { name: "스택 트레이스 보기" }).click();
    await details.getByText("payment/bank.py").first().waitFor();
    await details.getByRole("button", { name: "오류가 난 곳" }).click();
    await page.waitForURL(/open=span%3Ac3/);
    await details.getByRole("button", { name: "닫기" }).click();
    await details.waitFor({ state: "detached" });
    await page.goBack();
    await page.waitForURL(/\/transactions\?/);
  });

  it("stand under the root's name, with the way back to the list and its range", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open(`/traces/${TRACE_ID}?at=transaction:c1&range=1h`);
    await page.getByRole("link", { name: "최근 트레이스" }).waitFor();
    expect(await page.title()).toBe("POST /orders · shop-api · 트레이스 4bf92f35 · 사다리");
    expect(await page.getByRole("link", { name: "서비스", exact: true }).first().getAttribute("aria-current")).toBe(
      "page",
    );
    await page.getByRole("link", { name: "최근 트레이스" }).click();
    await page.waitForURL(/payment-api\/transactions\?.*range=1h/);
    expect(new URL(page.url()).searchParams.get("transaction")).toBe("POST /charge");
  });
});

describe("a server that is away", () => {
  it("is waited for, and the page wanted comes when it is back", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    await page.route("**/*", (route) => route.abort());
    await page.getByRole("link", { name: "shop-api" }).click();
    await page.getByText("서버가 대답하지 않아요").first().waitFor();
    await page.unroute("**/*");
    await page.getByText("POST /orders").first().waitFor({ timeout: 10_000 });
  });

  it("is asked again for details that did not come", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open(`/traces/${TRACE_ID}`);
    await page.getByRole("row").nth(3).waitFor();
    await page.route("**/*", (route) => route.abort());
    await page.getByRole("row").nth(3).click();
    await page.getByText("서버가 대답하지 않아요").waitFor({ timeout: 10_000 });
    await page.unroute("**/*");
    await page.getByText("labels.메모").waitFor({ timeout: 10_000 });
  });

  it("is asked again when the live line is back, whatever stood in between", async () => {
    await using visited = await visit();
    const { page, server } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    await page.route("**/events/**", (route) => route.fulfill({ status: 403, body: "" }));
    await page.goto(`${visited.origin}/traces/${TRACE_ID}?open=span:b2`);
    await page.getByText("잘되지 않았어요").waitFor();
    await page.unroute("**/events/**");
    server.cut();
    await page.getByText("labels.메모").waitFor({ timeout: 5_000 });
  });

  it("that was renewed costs one reload, and no more where that does not help", async () => {
    await using visited = await visit();
    const { page } = visited;
    await visited.open("/services");
    await page.getByRole("link", { name: "shop-api" }).waitFor();
    let documents = 0;
    page.on("request", (request) => {
      if (request.isNavigationRequest()) documents += 1;
    });
    await page.route("**/assets/service-page-*", (route) => route.fulfill({ status: 404, body: "" }));
    await page.getByRole("link", { name: "shop-api" }).click();
    await page.getByText("화면이 고장 났어요").waitFor();
    await page.waitForTimeout(500);
    expect(documents).toBe(1);
    await page.unroute("**/assets/service-page-*");
    await page.getByRole("button", { name: "다시 불러오기" }).click();
    await page.getByText("POST /orders").first().waitFor();
  });
});
