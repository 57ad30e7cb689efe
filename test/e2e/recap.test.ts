import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecapAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

let booth: Booth;
let browser: Browser;
beforeAll(async () => {
  booth = await startBooth();
  browser = await launchChromium();
  await makeChallenge(booth, { open: true, slug: "pycon" });
  await send();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await booth?.[Symbol.asyncDispose]();
});

/** An event of an app, through the booth's door. */
async function send(): Promise<void> {
  const agent = { name: "python", version: "6.0.0" };
  const lines = [
    { metadata: { service: { name: "taken-home", agent, framework: { name: "Flask", version: "3" } } } },
    {
      transaction: {
        id: "1".repeat(16),
        trace_id: "2".repeat(32),
        type: "request",
        duration: 3,
        span_count: { started: 0 },
      },
    },
  ];
  const answer = await fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${booth.secretToken}`, "content-type": "application/x-ndjson" },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  expect(answer.status).toBe(202);
}

const get = (path: string): Promise<Response> =>
  fetch(`${booth.url}${path}`, { headers: { authorization: `Bearer ${booth.hostToken}` } });

describe("what is taken along of a booth", () => {
  it("is a recap as a file, without parameters in Korean for Hexo", async () => {
    const answer = await get("/api/e/pycon/recap/download");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="pycon-recap.ko.md"');
    expect(await answer.text()).toContain('title: "파이콘 한국"');
    const { charts } = await ask<RecapAnswer>(booth, "/api/e/pycon/recap?language=en&preset=hugo");
    const chart = await get(`/api/e/pycon/recap/charts/${charts[0]?.id}?language=en`);
    expect(chart.headers.get("content-type")).toContain("image/svg+xml");
    expect((await fetch(`${booth.url}/api/e/pycon/recap`)).status).toBe(401);
    const verifier = await fetch(`${booth.url}/sadari-verify.mjs`);
    expect(await verifier.text()).toBe(await readFile("verify/sadari-verify.mjs", "utf8"));
  });

  it("is a CSV, and the purpose has to be told", async () => {
    expect((await get("/api/e/pycon/exports/entries?format=csv")).status).toBe(400);
    const answer = await get("/api/e/pycon/exports/entries?format=csv&purpose=report");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect([...new Uint8Array(await answer.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it("is every table of the events as Parquet", async () => {
    await eventually(async () => {
      const answer = await get("/api/exports/telemetry/transactions?purpose=archive");
      expect(answer.status).toBe(200);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
      expect(bytes.subarray(-4).toString()).toBe("PAR1");
      return bytes.includes("taken-home") || undefined;
    });
    for (const table of ["spans", "errors", "metricsets", "logs", "contents", "trace_services", "service_minutes"]) {
      expect((await get(`/api/exports/telemetry/${table}?purpose=archive`)).status).toBe(200);
    }
    expect((await get("/api/exports/telemetry/passwords?purpose=archive")).status).toBe(400);
  });
});

describe("the recap's page", () => {
  it("shows computed parts, and keeps what the host writes", async () => {
    const link = /\/open#\S+/.exec(booth.output())?.[0] ?? "";
    const page = await browser.newPage({ locale: "ko-KR", viewport: { width: 390, height: 844 } });
    try {
      await page.goto(`${booth.url}${link}`);
      await page.waitForURL((url) => !url.pathname.startsWith("/open"));
      await page.goto(`${booth.url}/host/e/pycon/recap`);
      await page.getByRole("heading", { name: "얼마나 함께했나요" }).waitFor();
      await page.getByRole("textbox", { name: "들어가며: 하고 싶은 말" }).fill("비가 왔지만 모두 웃었어요.");
      await page.getByRole("button", { name: "저장" }).first().click();
      await page.getByText("저장했어요.").waitFor();
      expect(await (await get("/api/e/pycon/recap/download")).text()).toContain("비가 왔지만 모두 웃었어요.");
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
    } finally {
      await page.close();
    }
  }, 60_000);
});
