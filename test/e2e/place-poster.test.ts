import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import decodeQR from "qr/decode.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlaceRow } from "../../src/contract/index.ts";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { launchChromium } from "../web/chromium.ts";

const PDFJS = createRequire(import.meta.url).resolve("pdfjs-dist/build/pdf.min.mjs");
const WORKER = createRequire(import.meta.url).resolve("pdfjs-dist/build/pdf.worker.min.mjs");

const SIZES = ["a4", "a3", "tent", "badge"] as const;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels, in base64: an array of millions of numbers takes a minute on its way. */
  readonly data: string;
}

/** A poster is worth what a camera sees of it: each file is rendered by a browser and its code read from the pixels. */
describe("posters as they are printed", () => {
  let booth: Booth;
  let browser: Browser;
  let slug: string;
  let place: PlaceRow;
  beforeAll(async () => {
    booth = await startBooth();
    browser = await launchChromium();
    slug = (await makeChallenge(booth, { open: true })).slug;
    place = await sendAsHost(booth, "POST", `/api/e/${slug}/places`, { name: "배너", target: "join" });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await booth[Symbol.asyncDispose]();
  });

  const poster = async (query: string): Promise<Buffer> => {
    const response = await fetch(`${booth.url}/api/e/${slug}/places/${place.slug}/poster?${query}`, {
      headers: { authorization: `Bearer ${booth.hostToken}` },
    });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  const read = ({ width, height, data }: Picture): string =>
    decodeQR({ width, height, data: Uint8Array.from(Buffer.from(data, "base64")) }, { timeLimit: 5_000 });

  it("have a code that is read from the rendered SVG and PDF, and leads here", async () => {
    const page = await browser.newPage();
    const files = new Map<string, { readonly body: Buffer; readonly type: string }>([
      [
        "/",
        {
          body: Buffer.from('<!doctype html><script type="module">globalThis.pdf = await import("/pdf.mjs")</script>'),
          type: "text/html",
        },
      ],
      ["/pdf.mjs", { body: await readFile(PDFJS), type: "text/javascript" }],
      ["/worker.mjs", { body: await readFile(WORKER), type: "text/javascript" }],
    ]);
    for (const size of SIZES) {
      files.set(`/${size}.svg`, { body: await poster(`format=svg&size=${size}`), type: "image/svg+xml" });
      files.set(`/${size}.pdf`, { body: await poster(`format=pdf&size=${size}`), type: "application/pdf" });
    }
    await page.route("http://poster.test/**", (route) => {
      const file = files.get(new URL(route.request().url()).pathname);
      if (file === undefined) return route.fulfill({ status: 404 });
      return route.fulfill({ body: file.body, contentType: file.type });
    });
    await page.goto("http://poster.test/");
    await page.waitForFunction(() => "pdf" in globalThis);
    for (const size of SIZES) {
      const svg = await page.evaluate<Picture, string>(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const [width, height] = [480, Math.round((480 * image.height) / image.width)];
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext("2d");
        context?.drawImage(image, 0, 0, width, height);
        const pixels = new Uint8Array(context?.getImageData(0, 0, width, height).data ?? []);
        // biome-ignore lint/suspicious/noExplicitAny: of the browser, newer than the compiler's list
        return { width, height, data: (pixels as any).toBase64() };
      }, `/${size}.svg`);
      expect(read(svg)).toBe(place.url);
      const pdf = await page.evaluate<Picture & { readonly words: string }, string>(async (address) => {
        // biome-ignore lint/suspicious/noExplicitAny: of the page, which the compiler does not see
        const library = (globalThis as any).pdf;
        library.GlobalWorkerOptions.workerSrc = "/worker.mjs";
        const first = await (await library.getDocument({ url: address }).promise).getPage(1);
        const scale = 480 / first.getViewport({ scale: 1 }).width;
        const viewport = first.getViewport({ scale });
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [Math.round(viewport.width), Math.round(viewport.height)];
        await first.render({ canvas, viewport }).promise;
        const { items } = await first.getTextContent();
        const context = canvas.getContext("2d");
        const pixels = new Uint8Array(context?.getImageData(0, 0, canvas.width, canvas.height).data ?? []);
        return {
          width: canvas.width,
          height: canvas.height,
          // biome-ignore lint/suspicious/noExplicitAny: as above
          data: (pixels as any).toBase64(),
          words: items.map(({ str }: { str: string }) => str).join(" "),
        };
      }, `/${size}.pdf`);
      expect(read(pdf)).toBe(place.url);
      // Words are words in the PDF, Hangul too, and the address stands under its code.
      expect(pdf.words).toContain("파이콘 한국");
      expect(pdf.words).toContain(place.url.replace(/^https?:\/\//, ""));
    }
    await page.close();
  }, 90_000);

  it("let the camera on for staff alone", async () => {
    const headers = async (path: string) =>
      (await fetch(`${booth.url}${path}`, { headers: { accept: "text/html" } })).headers;
    const staff = await headers("/staff");
    expect(staff.get("permissions-policy")).toContain("camera=(self)");
    expect(staff.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval';");
    for (const path of ["/", "/host", "/e/x", "/staffing", "/wall"]) {
      const other = await headers(path);
      expect([path, other.get("permissions-policy")]).toEqual([path, expect.stringContaining("camera=()")]);
      expect(other.get("content-security-policy")).not.toContain("wasm");
    }
  });
});
