import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Control, openControl } from "../../src/control/index.ts";
import { DEFAULT_SPACE, epochMicros, MICROS_PER_MINUTE, micros, systemClock } from "../../src/kernel/index.ts";
import { silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

let postgres: PostgresServer;
let dataDir: string;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sadari-control-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const open = (url?: string, clock = systemClock): Promise<Control> =>
  openControl({ dataDir, url, clock, log: silentLog });

/** Starts the writer and kills it `millis` after its start, or after it said `open`. */
async function writeUntilKilled(
  url: string | undefined,
  millis: number,
  from: "start" | "open",
): Promise<{ shown: string[]; openedAfter: number }> {
  const began = performance.now();
  let openedAfter = Number.POSITIVE_INFINITY;
  const writer = join(import.meta.dirname, "control-writer.ts");
  const child = spawn(process.execPath, [writer, dataDir, ...(url === undefined ? [] : [url])]);
  let said = "";
  const closed = once(child, "close");
  const opened = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      if (!said.includes("open\n")) return;
      openedAfter = Math.min(openedAfter, performance.now() - began);
      resolve();
    });
  });
  if (from === "open") await Promise.race([opened, closed]);
  await sleep(millis);
  child.kill("SIGKILL");
  await closed;
  return { shown: said.match(/sadari_ik_[0-9a-z]{26}(?=\n)/g) ?? [], openedAfter };
}

describe.each(["sqlite", "postgresql"] as const)("kill -9, control data in %s", (kind) => {
  const newUrl = () => (kind === "postgresql" ? postgres.createDatabase() : undefined);

  it("at any moment of the first start leaves something that starts, with one first key", async () => {
    const { openedAfter } = await writeUntilKilled(await newUrl(), 0, "open");
    await rm(dataDir, { recursive: true, force: true });
    for (let round = 0; round < 6; round += 1) {
      const url = await newUrl();
      // Loading the code takes the first half; the database is made in the second.
      await writeUntilKilled(url, openedAfter * (0.5 + round * 0.1), "start");
      await using control = await open(url);
      await control.ensureFirstKey();
      expect((await control.keys.list()).filter(({ label }) => label === "first key")).toHaveLength(1);
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it("at full speed loses no key that was shown", async () => {
    const url = await newUrl();
    const shown: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      shown.push(...(await writeUntilKilled(url, 30 + round * 40, "open")).shown);
    }
    expect(shown.length).toBeGreaterThan(5);
    await using control = await open(url);
    for (const token of shown) expect(await control.keys.check({ kind: "bearer", token })).toMatchObject({ ok: true });
  });
});

describe("SQLite held by another process", () => {
  it("makes changes wait without stopping this process, and keys are answered meanwhile", async () => {
    await using control = await open();
    const first = await control.ensureFirstKey();
    const known = { kind: "bearer", token: first?.secret ?? "" } as const;
    await control.keys.check(known);
    const other = new SqliteDatabase(join(dataDir, "control", "control.sqlite"));
    other.exec("begin immediate");
    let made = false;
    const making = control.keys.create({ space: DEFAULT_SPACE, label: "waits" }).then(() => {
      made = true;
    });
    const longestPause = await watchEventLoop(400);
    expect(made).toBe(false);
    expect(await control.keys.check(known)).toMatchObject({ ok: true });
    other.exec("rollback");
    other.close();
    await making;
    expect(longestPause).toBeLessThan(250);
  });
});

/** The longest that a 5 ms timer was late within `millis`. */
async function watchEventLoop(millis: number): Promise<number> {
  let longest = 0;
  for (const end = performance.now() + millis; performance.now() < end; ) {
    const before = performance.now();
    await sleep(5);
    longest = Math.max(longest, performance.now() - before - 5);
  }
  return longest;
}

describe("PostgreSQL away", () => {
  it("known keys still open the door for ten minutes, changes fail at once, and all is well afterwards", async () => {
    let elapsed = 0;
    const clock = {
      now: () => epochMicros(systemClock.now() + elapsed),
      monotonic: () => micros(systemClock.monotonic() + elapsed),
    };
    await using control = await open(await postgres.createDatabase(), clock);
    const first = await control.ensureFirstKey();
    const known = { kind: "bearer", token: first?.secret ?? "" } as const;
    const { key, secret } = await control.keys.create({ space: DEFAULT_SPACE, label: "revoked" });
    await control.keys.revoke(key.id);
    const link = await control.links.create({ kind: "host", space: DEFAULT_SPACE, label: "", once: false });
    const session = (await control.links.redeem(link.token))?.session ?? "";
    expect(await control.keys.check(known)).toMatchObject({ ok: true });
    expect(await control.sessions.find(session)).toBeDefined();

    await postgres.stop();
    try {
      elapsed += 9 * MICROS_PER_MINUTE;
      const began = performance.now();
      expect(await control.keys.check(known)).toMatchObject({ ok: true });
      expect(await control.keys.check({ kind: "bearer", token: secret })).toMatchObject({ reason: "revoked" });
      expect(await control.keys.check({ kind: "bearer", token: "made-up" })).toEqual({
        ok: false,
        reason: "unavailable",
      });
      const away = { code: "control.unavailable", status: 503 };
      await expect(control.keys.create({ space: DEFAULT_SPACE, label: "x" })).rejects.toMatchObject(away);
      await expect(control.links.redeem(link.token)).rejects.toMatchObject(away);
      await expect(control.sessions.find("0".repeat(52))).rejects.toMatchObject(away);
      await expect(control.ping()).rejects.toMatchObject(away);
      expect(performance.now() - began).toBeLessThan(10_000);
      elapsed += 2 * MICROS_PER_MINUTE;
      expect(await control.keys.check(known)).toEqual({ ok: false, reason: "unavailable" });
    } finally {
      await postgres.start();
    }
    elapsed += 2 * MICROS_PER_MINUTE;
    expect(await control.keys.check(known)).toMatchObject({ ok: true });
    expect(await control.keys.check({ kind: "bearer", token: "made-up" })).toMatchObject({ reason: "unknown" });
    expect(await control.sessions.find(session)).toMatchObject({ role: "host" });
  });

  it("at the start is told in words, without the password", async () => {
    for (const [url, says] of [
      ["postgresql://sadari:hunter2@127.0.0.1:1/x", "nothing listens at that address"],
      ["postgresql://sadari:hunter2@nowhere.invalid/x", /the host name is unknown|the name server does not answer/],
      [`postgresql://sadari:hunter2@127.0.0.1:${postgres.port}/postgres`, "PostgreSQL refused the user or password"],
    ] as const) {
      const fault = await open(url).catch((error: unknown) => error);
      expect(fault).toMatchObject({ code: "control.unavailable", message: expect.stringMatching(says) });
      expect(String(fault)).not.toContain("hunter2");
    }
  });
});

describe("a flood of made-up keys", () => {
  it("costs neither memory nor statements", async () => {
    await using control = await open();
    const first = await control.ensureFirstKey();
    await control.keys.check({ kind: "bearer", token: "warm" });
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    for (let n = 0; n < 50_000; n += 1) {
      await control.keys.check({ kind: "bearer", token: `sadari_ik_${String(n).padStart(26, "0")}` });
    }
    const micros = ((performance.now() - began) * 1_000) / 50_000;
    expect(micros).toBeLessThan(100);
    globalThis.gc?.();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(30e6);
    expect(await control.keys.check({ kind: "bearer", token: first?.secret ?? "" })).toMatchObject({ ok: true });
  });
});
