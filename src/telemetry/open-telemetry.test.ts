import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sampleTransaction } from "../../test/samples/events.ts";
import { spaceId, systemClock } from "../kernel/index.ts";
import { createMetrics, silentLog } from "../self/index.ts";
import { openTelemetry, type Telemetry } from "./open-telemetry.ts";

const space = spaceId("s");

describe("telemetry as a whole", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-telemetry-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const open = (over: object = {}) =>
    openTelemetry({
      dataDir,
      clickhouse: { kind: "child" },
      retention: { days: 14, bytes: 1e15 },
      clock: systemClock,
      log: silentLog,
      metrics: createMetrics(),
      ...over,
    });

  const write = ({ sink }: Telemetry, id: string) =>
    sink.write({ space, receivedAt: systemClock.now(), events: [sampleTransaction({ transactionId: id })] });

  async function storedIds({ reader }: Telemetry): Promise<readonly string[]> {
    const sql = "SELECT id FROM transactions WHERE space = {space:String} ORDER BY id";
    const rows = await reader.query({ sql, params: {}, space, route: "test", schema: z.object({ id: z.string() }) });
    return rows.map(({ id }) => id);
  }

  async function eventually(check: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 400; i++) {
      if (await check().catch(() => false)) return;
      await sleep(50);
    }
    throw new Error("did not happen in time");
  }

  it("stores what it acknowledged, each once, though ClickHouse is killed again and again", async () => {
    await using telemetry = await open();
    const sent: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 20; i++) {
        const id = `${round}-${String(i).padStart(2, "0")}`;
        await write(telemetry, id);
        sent.push(id);
        if (i === 10) killEngine(dataDir);
      }
      await sleep(300);
    }
    await eventually(async () => (await storedIds(telemetry)).length >= sent.length);
    expect(await storedIds(telemetry)).toEqual(sent);
    // The events are there before the last of their batch's tables is.
    await eventually(async () => (await telemetry.health()).spool.stored === 60);
    const health = await telemetry.health();
    expect(health).toMatchObject({ store: "up", pressure: "none" });
    expect(health.spool).toMatchObject({ accepted: 60, stored: 60, unaccounted: 0 });
  });

  it("keeps what a store that is away cannot take, and brings it after the next start", async () => {
    {
      const away = { kind: "server", url: "http://127.0.0.1:9" };
      await using telemetry = await open({ clickhouse: away });
      await write(telemetry, "waited");
      expect(await telemetry.health()).toMatchObject({ store: "down", spool: { accepted: 1, stored: 0 } });
      await expect(storedIds(telemetry)).rejects.toMatchObject({ code: "store.unavailable" });
    }
    await using telemetry = await open();
    await eventually(async () => (await storedIds(telemetry)).length === 1);
    expect(await storedIds(telemetry)).toEqual(["waited"]);
  });

  it("drains, then refuses, and finds everything sound", async () => {
    await using telemetry = await open();
    await write(telemetry, "last");
    await telemetry.drain();
    await expect(write(telemetry, "late")).rejects.toMatchObject({ code: "server.draining" });
    expect(await storedIds(telemetry)).toEqual(["last"]);
    const report = await telemetry.verify();
    expect(report).toMatchObject({ ok: true, spool: { ok: true } });
    expect(report.words.length).toBeGreaterThan(0);
    await expect(open()).rejects.toMatchObject({ code: "spool.locked" });
  });
});

/** Kills the ClickHouse child of this data folder, as the kernel would for want of memory. */
function killEngine(dataDir: string): void {
  const listing = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  for (const line of listing.split("\n")) {
    if (line.includes(`--path=${dataDir}/`)) process.kill(Number(line.trim().split(" ")[0]), "SIGKILL");
  }
}
