import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mountPages } from "./pages.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sadari-pages-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function build(into: string, asset: string): Promise<void> {
  await mkdir(join(into, "assets"), { recursive: true });
  await writeFile(join(into, "assets", asset), `// ${asset}`);
  await writeFile(join(into, "index.html"), `<script src="/assets/${asset}"></script>`);
}

it("shows the pages that were built last, also when that was while it ran", async () => {
  const pages = join(folder, "web");
  await build(pages, "old.js");
  await using app = Fastify();
  await mountPages(app, pages);
  const get = async (url: string, accept = "text/html") => {
    const { statusCode, body, headers } = await app.inject({ url, headers: { accept } });
    return { statusCode, body, type: headers["content-type"] };
  };
  expect((await get("/services")).body).toContain("old.js");
  expect(await get("/assets/old.js", "*/*")).toMatchObject({ statusCode: 200, body: "// old.js" });

  await rename(pages, `${pages}.old`);
  expect((await get("/services")).body).toContain("old.js");
  await build(`${pages}.new`, "new.js");
  await rename(`${pages}.new`, pages);
  expect((await get("/services")).body).toContain("new.js");
  expect(await get("/assets/new.js", "*/*")).toMatchObject({ statusCode: 200, body: "// new.js" });
  expect(await get("/assets/old.js", "*/*")).toMatchObject({ statusCode: 404, type: "application/json" });
  expect(await get("/assets/../index.html", "*/*")).toMatchObject({ statusCode: 404 });
  expect(await get("/assets/%2e%2e/index.html", "*/*")).toMatchObject({ statusCode: 404 });
});
