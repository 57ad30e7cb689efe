import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuditAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { sadari } from "../command.ts";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sadari-backup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const METADATA = {
  metadata: {
    service: { name: "backed-up", agent: { name: "nodejs", version: "4.0.0" }, language: { name: "javascript" } },
  },
};

/** Sends batch after batch until told to stop; `acknowledged` grows when a 202 came. */
function load(booth: Booth) {
  const acknowledged: string[] = [];
  let sent = 0;
  let going = true;
  const done = (async () => {
    while (going) {
      const ids = Array.from({ length: 20 }, () => (sent++).toString(16).padStart(16, "0"));
      const lines = ids.map((id) => ({
        transaction: {
          id,
          trace_id: id.padStart(32, "0"),
          type: "request",
          name: "GET /",
          duration: 3,
          span_count: { started: 0 },
        },
      }));
      const body = [METADATA, ...lines].map((line) => JSON.stringify(line)).join("\n");
      const answer = await fetch(`${booth.url}/intake/v2/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${booth.secretToken}`, "content-type": "application/x-ndjson" },
        body,
      });
      if (answer.status === 202) acknowledged.push(...ids);
    }
  })();
  return {
    acknowledged,
    async stop() {
      going = false;
      await done;
      return sent;
    },
  };
}

/** Ids of stored transactions, asked of the embedded store itself. */
async function storedIds(dataDir: string): Promise<string[]> {
  const port = readFileSync(join(dataDir, "clickhouse/http-port"), "utf8");
  const { reader } = JSON.parse(readFileSync(join(dataDir, "clickhouse/passwords.json"), "utf8"));
  const answer = await fetch(`http://127.0.0.1:${port}/?database=sadari`, {
    method: "POST",
    headers: { "x-clickhouse-user": "reader", "x-clickhouse-key": reader },
    body: "SELECT id FROM transactions FORMAT TSV",
  });
  return (await answer.text()).trim().split("\n");
}

describe("a backup of a running booth under load", () => {
  it("holds all that was acknowledged before it, each once, and what people decided", {
    timeout: 150_000,
  }, async () => {
    const file = join(folder, "booth.tar");
    const restored = join(folder, "restored");
    let before: readonly string[] = [];
    let sent = 0;
    let chain: AuditAnswer | undefined;
    {
      await using booth = await startBooth();
      await makeChallenge(booth, { open: true, slug: "pycon-2019" });
      const sending = load(booth);
      await eventually(async () => sending.acknowledged.length > 2_000 || undefined, 30_000);
      before = [...sending.acknowledged];
      const taken = await sadari(booth.dataDir, "backup", file, "--json");
      expect(taken).toMatchObject({ code: 0, err: "" });
      sent = await sending.stop();
      expect(JSON.parse(taken.out)).toMatchObject({ file, withKeys: false });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await readdir(booth.dataDir)).filter((name) => name.startsWith("backup-"))).toEqual([]);
      expect(await readdir(join(booth.dataDir, "clickhouse/data/shadow"))).not.toContainEqual(
        expect.stringMatching(/^backup_/),
      );
      chain = await ask<AuditAnswer>(booth, "/api/e/pycon-2019/audit?from=0&limit=100");
      expect(await sadari(booth.dataDir, "backup", file)).toMatchObject({ code: 1, out: "" });
    }
    expect(await sadari(restored, "restore", file)).toMatchObject({ code: 0, err: "" });
    expect(await sadari(restored, "verify-store")).toMatchObject({ code: 0 });
    await using again = await startBooth({ dataDir: restored });
    const ids = await eventually(async () => {
      const stored = await storedIds(restored);
      return stored.length >= before.length ? stored : undefined;
    }, 20_000);
    const unique = new Set(ids);
    expect(ids.length).toBe(unique.size);
    expect(before.filter((id) => !unique.has(id))).toEqual([]);
    expect(ids.length).toBeLessThanOrEqual(sent);
    expect(await ask(again, "/api/e/pycon-2019/manage")).toMatchObject({ slug: "pycon-2019", state: "open" });
    const followed = await ask<AuditAnswer>(again, "/api/e/pycon-2019/audit?from=0&limit=100");
    expect(followed.brokenAt).toBe(chain?.brokenAt);
    expect(followed.records.slice(0, chain?.records.length)).toEqual(chain?.records);
    expect(await sadari(restored, "restore", file)).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not empty"),
    });
  });
});

describe("a backup that is killed under load", () => {
  it("leaves nothing for long, and harms neither the booth nor the next backup", { timeout: 180_000 }, async () => {
    await using booth = await startBooth();
    await makeChallenge(booth, { open: true, slug: "cut-short" });
    const sending = load(booth);
    await eventually(async () => sending.acknowledged.length > 1_000 || undefined, 30_000);
    const staged = async () => (await readdir(booth.dataDir)).filter((name) => name.startsWith("backup-"));
    const drafts = async () => (await readdir(folder)).filter((name) => name.endsWith(".sadari-backup"));
    const shadow = join(booth.dataDir, "clickhouse/data/shadow");
    const frozen = async () => (await readdir(shadow)).filter((name) => name.startsWith("backup_"));
    const killed = spawn(
      process.execPath,
      ["src/cli/main.ts", "backup", join(folder, "a.tar"), "--data-dir", booth.dataDir],
      {
        cwd: ROOT,
        stdio: "ignore",
      },
    );
    const exited = once(killed, "exit");
    await eventually(async () => ((await frozen()).length > 0 && (await drafts()).length > 0) || undefined, 30_000, 1);
    killed.kill("SIGKILL");
    await exited;
    expect([(await staged()).length, (await drafts()).length, (await frozen()).length]).toEqual([1, 1, 1]);

    const file = join(folder, "b.tar");
    const before = [...sending.acknowledged];
    expect(await sadari(booth.dataDir, "backup", file)).toMatchObject({ code: 0, err: "" });
    expect([await staged(), await drafts(), await frozen()]).toEqual([[], [], []]);
    await sending.stop();
    const chain = await ask<AuditAnswer>(booth, "/api/e/cut-short/audit?from=0&limit=100");

    // The same at the next start of the booth, when no other backup comes.
    const left = join(booth.dataDir, "backup-0123abcd");
    mkdirSync(left);
    writeFileSync(join(left, "draft"), join(folder, ".0123abcd.sadari-backup"));
    writeFileSync(join(folder, ".0123abcd.sadari-backup"), "half");
    mkdirSync(join(shadow, "backup_0123abcd"));
    await booth.stop();
    await using again = await startBooth({ dataDir: booth.dataDir });
    expect([await staged(), await drafts(), await frozen()]).toEqual([[], [], []]);
    await again.stop();

    const restored = join(folder, "restored");
    const restoring = spawn(process.execPath, ["src/cli/main.ts", "restore", file, "--data-dir", restored], {
      cwd: ROOT,
      stdio: "ignore",
    });
    const ended = once(restoring, "exit");
    await eventually(async () => existsSync(join(restored, "control")) || undefined, 30_000, 1);
    restoring.kill("SIGKILL");
    await ended;
    const refused = await sadari(restored, "start");
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("it is not whole") });
    expect(await sadari(restored, "restore", file)).toMatchObject({ code: 0, err: "" });
    expect((await readdir(restored)).filter((name) => name.startsWith("restore-"))).toEqual([]);
    await using third = await startBooth({ dataDir: restored });
    const stored = await eventually(async () => {
      const ids = new Set(await storedIds(restored));
      return ids.size >= before.length ? ids : undefined;
    }, 20_000);
    expect(before.filter((id) => !stored.has(id))).toEqual([]);
    const followed = await ask<AuditAnswer>(third, "/api/e/cut-short/audit?from=0&limit=100");
    expect([followed.brokenAt, followed.head]).toEqual([null, chain.head]);
  });
});

describe("a backup of a stopped booth", () => {
  it("is whole with its keys, and refused when any of it is damaged, by name", { timeout: 120_000 }, async () => {
    const data = join(folder, "data");
    const file = join(folder, "booth.tar");
    {
      await using booth = await startBooth({ dataDir: data });
      await makeChallenge(booth, { open: true, slug: "with-keys" });
      const sending = load(booth);
      await eventually(async () => sending.acknowledged.length > 200 || undefined, 20_000);
      await sending.stop();
      await booth.stop();
    }
    writeFileSync(join(data, "challenge-keys/c_test.key"), "ab".repeat(32), { mode: 0o600 });
    expect(await sadari(data, "backup", file, "--with-keys")).toMatchObject({ code: 0, err: "" });
    const whole = readFileSync(file);
    expect(whole.includes("ab".repeat(32))).toBe(true);

    for (const name of ["control/control.sqlite.gz", "challenge-keys/c_test.key"]) {
      const at = whole.indexOf(`${name}\0`) + 512 + 20;
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] ?? 0) ^ 1;
      const path = join(folder, "broken.tar");
      writeFileSync(path, broken);
      const refused = await sadari(join(folder, "nowhere"), "restore", path);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(`${name}: its SHA-256 does not match`);
    }
    const short = join(folder, "short.tar");
    writeFileSync(short, whole.subarray(0, Math.floor(whole.length / 2)));
    expect((await sadari(join(folder, "nowhere"), "restore", short)).err).toContain("The backup is damaged");
    await expect(open(join(folder, "nowhere"))).rejects.toThrow("ENOENT");

    const restored = join(folder, "restored");
    expect(await sadari(restored, "restore", file)).toMatchObject({ code: 0 });
    expect(readFileSync(join(restored, "challenge-keys/c_test.key"), "utf8")).toBe("ab".repeat(32));
  });

  it("is refused in words where the data is elsewhere", async () => {
    const refused = await sadari(folder, "backup", join(folder, "x.tar"), "--control-url", "postgresql://127.0.0.1/x");
    expect(refused).toMatchObject({ code: expect.any(Number), out: "" });
    expect(refused.err).not.toBe("");
    expect((await sadari(folder, "backup", join(folder, "x.tar"))).err).toContain("there is no booth in");
  });
});
