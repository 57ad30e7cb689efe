import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleTransaction } from "../../test/samples/events.ts";
import { spaceId, systemClock } from "../kernel/index.ts";
import { silentLog } from "../self/index.ts";
import { Encoder } from "./encode/index.ts";
import { Store } from "./store.ts";
import { TABLE_NAMES } from "./tables.ts";
import { verifyStore } from "./verify.ts";

const common = { clock: systemClock, log: silentLog };

describe("opening the store", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sadari-open-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("survives being killed at any step of its first start", async () => {
    let stored = 0;
    for (const millis of [250, 500, 700, 850, 1_000, 1_200]) {
      const opener = spawn(process.execPath, [join(import.meta.dirname, "open-store.fixture.ts"), folder], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      opener.stdout.once("data", () => stored++);
      const gone = new Promise((resolve) => opener.once("exit", resolve));
      await sleep(millis);
      opener.kill("SIGKILL");
      await gone;
    }
    await using store = await openWhenUnlocked(folder);
    const rows = await store.connection.reader.rows("SELECT id FROM transactions");
    expect(rows.length).toBeGreaterThanOrEqual(stored);
    const report = await verifyStore(store);
    expect(report.ok).toBe(true);
    expect(report.tables).toHaveLength(TABLE_NAMES.length);
  });

  it("goes on without a server that is away, and says what is wrong", async () => {
    const url = "http://user:hidden-password@127.0.0.1:9/sadari";
    await using store = await Store.open({ ...common, folder, clickhouse: { kind: "server", url } });
    expect(() => store.connection).toThrow(expect.objectContaining({ code: "store.unavailable" }));
    const batch = { space: spaceId("s"), receivedAt: systemClock.now(), events: [sampleTransaction()] };
    const [block] = new Encoder().encode(batch).batch.blocks;
    if (block === undefined) throw new Error("no block");
    const refusal = await store.insert(block, "t").catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: "unavailable", reason: expect.stringContaining("ECONNREFUSED") });
    expect(String(refusal)).not.toContain("hidden-password");
  });
});

/** The killed child needs a moment to let go of its folder. */
async function openWhenUnlocked(folder: string): Promise<Store> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await Store.open({ ...common, folder, clickhouse: { kind: "child" } });
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(100);
    }
  }
}
