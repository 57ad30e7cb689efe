import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ServicesAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";

const ROOT = join(import.meta.dirname, "../..");
const Lock = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** The package as `npm install` lays it out: the packed files, and of this clone's packages those not for development. */
function install(folder: string): string {
  execFileSync(process.execPath, [join(ROOT, "scripts/build-package.ts")], { stdio: "pipe" });
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: ROOT, stdio: "pipe" });
  const modules = join(folder, "node_modules");
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));
  for (const [path, { dev }] of Object.entries(packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || dev === true || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, path), join(modules, name));
  }
  mkdirSync(join(modules, "sadari"));
  execFileSync("tar", [
    ...["-xzf", join(folder, packed.toString().trim())],
    ...["--strip-components=1", "-C", join(modules, "sadari")],
  ]);
  return join(modules, "sadari");
}

/** Runs from the very archive that would be published, in a folder whose name must be escaped in an address. */
describe("the published package", () => {
  let folder: string;
  let installed: string;
  let booth: Booth;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sadari 부스 100% "));
    installed = install(folder);
    booth = await startBooth({ program: join(installed, "bin/sadari.js") });
  });
  afterAll(async () => {
    await booth?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it("holds what runs and what is read, and no sources, tests or maps", () => {
    const files = execFileSync("find", [".", "-type", "f"], { cwd: installed }).toString().trim().split("\n");
    const tops = new Set(files.map((file) => file.split("/")[1]));
    expect([...tops].sort()).toEqual(["LICENSE", "README.md", "bin", "dist", "docs", "package.json", "verify"]);
    expect(files.filter((file) => /\.(?:tsx?|map)$|\.(?:test|suite|fixture)\.|fixtures\//.test(file))).toEqual([]);
    expect(files).toContain("./dist/telemetry/migrations/0001_telemetry.sql");
  });

  it("says its version, and doctor finds nothing broken", () => {
    const run = (...args: readonly string[]) =>
      execFileSync(process.execPath, [join(installed, "bin/sadari.js"), ...args], {
        cwd: folder,
        env: { ...process.env, SADARI_DATA_DIR: join(folder, "data") },
      }).toString();
    expect(run("version")).toMatch(/^sadari +\d+\.\d+\.\d+\n/);
    expect(run("doctor")).toContain("The booth can run");
    expect(run("key", "list")).toContain("There are no keys");
  });

  it("serves the pages it brings", async () => {
    const page = await fetch(booth.url, { headers: { accept: "text/html" } });
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
    const answer = await fetch(`${booth.url}${script}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-encoding")).toMatch(/^(?:br|gzip)$/);
  });

  it("takes events and stores them", async () => {
    const now = Date.now() * 1_000;
    const transaction = { id: "00f067aa0ba902b7", trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", type: "request" };
    const lines = [
      { metadata: { service: { name: "packed-shop", agent: { name: "nodejs", version: "4.0.0" } } } },
      { transaction: { ...transaction, timestamp: now, duration: 12, span_count: { started: 0 } } },
    ];
    const answer = await fetch(`${booth.url}/intake/v2/events`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson", authorization: `Bearer ${booth.secretToken}` },
      body: lines.map((line) => JSON.stringify(line)).join("\n"),
    });
    expect(answer.status).toBe(202);
    const stored = await eventually(async () => {
      const { services } = ServicesAnswer.parse(await ask(booth, "/api/services"));
      return services.find(({ name }) => name === "packed-shop");
    });
    expect(stored.transactions).toBe(1);
    expect(await booth.stop()).toBe(0);
  });
});
