import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../kernel/index.ts";
import { createMetrics, silentLog } from "../../self/index.ts";
import { nodeFiles } from "./files.ts";
import { crashCopy, openIn, replayed, takeAll, temporaryFolder } from "./fixtures/open.ts";
import { batchOf, blockOf, idsOf } from "./fixtures/rows.ts";
import { openSpool } from "./index.ts";

const segmentsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(".spool"));

const never = new AbortController().signal;

describe("append", () => {
  it("is on disk when it resolves", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path);
    await spool.append(batchOf(["a", "b"]));
    await using copy = await crashCopy(folder.path);
    expect(await replayed(copy.path)).toEqual(["a", "b"]);
  });

  it("makes one group, and one block a table, of what arrives together", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path);
    const appends = Array.from({ length: 20 }, (_, i) =>
      spool.append({ blocks: [blockOf("spans", [`<s${i}>`, `<t${i}>`]), blockOf("errors", [`<e${i}>`])], events: 3 }),
    );
    await Promise.all(appends);
    const batch = await spool.take(0, never);
    const blocks = (await batch?.blocks()) ?? [];
    expect(blocks.map((block) => [block.table, block.ends.length])).toEqual([
      ["spans", 40],
      ["errors", 20],
    ]);
    expect(blocks.map(idsOf)[1]).toEqual(Array.from({ length: 20 }, (_, i) => `<e${i}>`));
    expect(batch?.events).toBe(60);
    batch?.done(0);
  });

  it("keeps blocks with different headers apart", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path);
    await Promise.all([
      spool.append({ blocks: [blockOf("spans", ["old"], "v1")], events: 1 }),
      spool.append({ blocks: [blockOf("spans", ["new"], "v2")], events: 1 }),
    ]);
    const batch = await spool.take(0, never);
    const headers = (await batch?.blocks())?.map((block) => Buffer.from(block.header).toString());
    expect(headers).toEqual(["v1", "v2"]);
    batch?.done(0);
  });

  it("refuses while draining", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path);
    const before = spool.append(batchOf(["a"]));
    const drained = spool.drain();
    await expect(spool.append(batchOf(["b"]))).rejects.toMatchObject({ code: "server.draining" });
    await drained;
    await before;
    expect((await takeAll(spool)).flatMap(({ ids }) => ids)).toEqual(["a"]);
  });

  it("keeps its files from other users", async () => {
    await using folder = await temporaryFolder();
    const inner = join(folder.path, "spool");
    await using spool = await openIn(inner);
    await spool.append(batchOf(["a"]));
    const [segment = ""] = await segmentsIn(inner);
    expect((await stat(join(inner, segment))).mode & 0o777).toBe(0o600);
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
  });
});

describe("take", () => {
  it("gives a replay the ids and the bytes of the first time, from memory and from disk", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path, { limits: { batchRows: 8, segmentBytes: 2_000 } });
    for (let i = 0; i < 50; i++) {
      await Promise.all([spool.append(batchOf([`<${i}a>`, `<${i}b>`])), spool.append(batchOf([`<${i}c>`], "errors"))]);
    }
    await using copy = await crashCopy(folder.path);
    const live = await takeAll(spool);
    await using second = await openIn(copy.path);
    expect(await takeAll(second)).toEqual(live);
    expect(live.length).toBeGreaterThan(10);
    expect(live.flatMap(({ ids }) => ids)).toHaveLength(150);
  });

  it("reads back from disk what was too much for memory", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path, { limits: { heldBytes: 500, batchRows: 10 } });
    for (let i = 0; i < 30; i++) await spool.append(batchOf([`<${i}>`, `<${i}'>`]));
    const ids = (await takeAll(spool)).flatMap((batch) => batch.ids);
    expect(ids).toEqual(Array.from({ length: 30 }, (_, i) => [`<${i}>`, `<${i}'>`]).flat());
  });

  it("lets the newest batch grow while another is being stored", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path);
    await spool.append(batchOf(["a"]));
    const first = await spool.take(0, never);
    const second = spool.take(0, never);
    await spool.append(batchOf(["b"]));
    await spool.append(batchOf(["c"]));
    first?.done(0);
    const batch = await second;
    expect((await batch?.blocks())?.flatMap(idsOf)).toEqual(["b", "c"]);
    batch?.done(0);
  });

  it("waits for the linger, and no longer", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path);
    const began = performance.now();
    const taking = spool.take(80, never);
    await spool.append(batchOf(["a"]));
    await spool.append(batchOf(["b"]));
    const batch = await taking;
    expect((await batch?.blocks())?.flatMap(idsOf)).toEqual(["a", "b"]);
    expect(performance.now() - began).toBeGreaterThan(75);
    batch?.done(0);
  });
});

describe("reading back", () => {
  it("sets a record aside that the disk has damaged meanwhile, and counts its events", async () => {
    await using folder = await temporaryFolder();
    await using spool = await openIn(folder.path, { limits: { heldBytes: 0 } });
    for (const id of ["<a>", "<b>", "<c>"]) await spool.append(batchOf([id, `${id}'`]));
    const [segment = ""] = await segmentsIn(folder.path);
    const bytes = await readFile(join(folder.path, segment));
    bytes[bytes.indexOf("<b>")] = 0;
    await writeFile(join(folder.path, segment), bytes);
    const [batch] = await takeAll(spool);
    expect(batch?.ids).toEqual(["<a>", "<a>'", "<c>", "<c>'"]);
    expect(spool.figures()).toMatchObject({ stored: 4, deadLettered: 2, damagedRecords: 1, unaccounted: 0 });
    expect((await readdir(folder.path)).filter((name) => name.endsWith(".quarantine"))).toHaveLength(1);
  });
});

describe("segments", () => {
  it("are removed when all of their batches are stored, the current one once it is idle", async () => {
    await using folder = await temporaryFolder();
    const limits = { segmentBytes: 1_000, batchRows: 4, retireMillis: 0, watchMillis: 20 };
    await using spool = await openIn(folder.path, { limits });
    for (let i = 0; i < 30; i++) await spool.append(batchOf([`<${i}>`, `<${i}'>`]));
    expect((await segmentsIn(folder.path)).length).toBeGreaterThan(2);
    for (;;) {
      const batch = await spool.take(0, never);
      batch?.done(0);
      if (spool.figures().spooledEvents === 0) break;
    }
    await expect.poll(() => segmentsIn(folder.path)).toEqual([]);
    expect(spool.figures().spooledBytes).toBe(0);
    await spool.append(batchOf(["more"]));
    expect((await takeAll(spool)).flatMap(({ ids }) => ids)).toEqual(["more"]);
  });
});

it("a quiet booth replays seconds of batches after a crash, not hours", async () => {
  await using folder = await temporaryFolder();
  await using spool = await openIn(folder.path, { limits: { segmentMillis: 50 } });
  for (let i = 0; i < 30; i++) {
    await spool.append(batchOf([`<${i}>`]));
    (await spool.take(0, never))?.done(0);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await using copy = await crashCopy(folder.path);
  expect((await replayed(copy.path)).length).toBeLessThan(12);
});

describe("the folder", () => {
  it("belongs to one opener, who is named, and is free again after a close", async () => {
    await using folder = await temporaryFolder();
    {
      await using spool = await openIn(folder.path);
      await expect(openIn(folder.path)).rejects.toMatchObject({
        code: "spool.locked",
        message: `The folder ${folder.path} is in use by process ${process.pid}.`,
      });
      await spool.append(batchOf(["a"]));
    }
    expect(await replayed(folder.path)).toEqual(["a"]);
  });

  it("is refused with a fault when it cannot be used", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "file"), "");
    await expect(openIn(join(folder.path, "file", "spool"))).rejects.toMatchObject({ code: "store.unavailable" });
  });
});

describe("the books", () => {
  it("balance at every step and across a restart", async () => {
    await using folder = await temporaryFolder();
    const metrics = createMetrics();
    {
      await using spool = await openSpool({ folder: folder.path, clock: systemClock, log: silentLog, metrics });
      await spool.append({ blocks: [blockOf("spans", ["a", "b"]), blockOf("stacks", ["x"])], events: 2 });
      expect(spool.figures()).toMatchObject({
        accepted: 2,
        stored: 0,
        spooledEvents: 2,
        deadLettered: 0,
        unaccounted: 0,
      });
      const batch = await spool.take(0, never);
      expect(spool.figures()).toMatchObject({ spooledEvents: 2, unaccounted: 0 });
      batch?.done(1);
      await spool.append(batchOf(["c", "d", "e"]));
      expect(spool.figures()).toMatchObject({
        accepted: 5,
        stored: 1,
        spooledEvents: 3,
        deadLettered: 1,
        unaccounted: 0,
      });
      const text = await metrics.metrics();
      expect(text).toContain("sadari_telemetry_accepted_events_total 5");
      expect(text).toContain("sadari_telemetry_spooled_events 3");
      expect(text).toContain("sadari_telemetry_unaccounted_events 0");
      expect(text).toMatch(/sadari_telemetry_spool_sync_seconds_count 2/);
    }
    await using again = await openIn(folder.path);
    // The whole segment comes back, also its first batch: the store knows its token.
    expect(again.figures()).toMatchObject({ accepted: 5, stored: 0, spooledEvents: 5, unaccounted: 0 });
    await takeAll(again);
    expect(again.figures()).toMatchObject({ accepted: 5, stored: 5, spooledEvents: 0, unaccounted: 0 });
  });
});

describe("pressure", () => {
  it("climbs with the spool, refuses above the bound, and falls again", async () => {
    await using folder = await temporaryFolder();
    const limits = { spoolBytes: 100_000, segmentBytes: 5_000, batchRows: 1, reserveBytes: 0 };
    await using spool = await openIn(folder.path, { limits });
    const steps: string[] = [];
    let appended = 0;
    for (;;) {
      const step = spool.pressure();
      if (steps.at(-1) !== step) steps.push(step);
      try {
        await spool.append(batchOf(["x".repeat(2_000)]));
        appended += 1;
      } catch (error) {
        expect(error).toMatchObject({ code: "spool.full", status: 503 });
        break;
      }
    }
    expect(steps).toEqual(["none", "slow", "full"]);
    expect(spool.figures()).toMatchObject({ spooledEvents: appended, unaccounted: 0 });
    expect(spool.figures().spooledBytes).toBeLessThan(100_000);
    let relieved = false;
    const relief = spool.relieved(60_000).then(() => {
      relieved = true;
    });
    while (spool.figures().spooledBytes > 45_000) {
      (await spool.take(0, never))?.done(0);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(spool.pressure()).toBe("slow");
    expect(relieved).toBe(false);
    while (spool.figures().spooledBytes > 35_000) {
      (await spool.take(0, never))?.done(0);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await relief;
    expect(spool.pressure()).toBe("none");
    await spool.append(batchOf(["again"]));
  });

  it("is full while the disk's reserve is touched, and resumes by itself", async () => {
    await using folder = await temporaryFolder();
    let free = 10_000;
    const files = { ...nodeFiles, space: async () => ({ free, total: 1_000_000_000 }) };
    const limits = { reserveBytes: 1_000, watchMillis: 5 };
    await using spool = await openIn(folder.path, { files, limits });
    expect(spool.pressure()).toBe("none");
    free = 900;
    await expect.poll(() => spool.pressure()).toBe("full");
    await expect(spool.append(batchOf(["a"]))).rejects.toMatchObject({ code: "spool.full" });
    free = 1_100;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(spool.pressure()).toBe("full");
    free = 1_300;
    await spool.relieved(10_000);
    expect(spool.pressure()).toBe("none");
    await spool.append(batchOf(["b"]));
  });
});
