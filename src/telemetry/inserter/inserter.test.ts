import { readdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../kernel/index.ts";
import { createMetrics, type Log, silentLog } from "../../self/index.ts";
import { StoreRefusal } from "../block.ts";
import { away, MemoryStore } from "../spool/fixtures/memory-store.ts";
import { openIn, temporaryFolder } from "../spool/fixtures/open.ts";
import { batchOf, blockOf } from "../spool/fixtures/rows.ts";
import type { Spool, SpoolOptions } from "../spool/index.ts";
import { type DeadLetter, type Inserter, type InserterLimits, startInserter } from "./index.ts";

interface Rig extends AsyncDisposable {
  readonly folder: string;
  readonly deadLetterFile: string;
  readonly spool: Spool;
  readonly store: MemoryStore;
  readonly inserter: Inserter;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly logged: string[];
}

function recordingLog(lines: string[]): Log {
  const line = (fields: object, message: string): void => void lines.push(`${JSON.stringify(fields)} ${message}`);
  return { ...silentLog, warn: line, error: line, info: line };
}

async function rig(limits: Partial<InserterLimits> = {}, options: Partial<SpoolOptions> = {}): Promise<Rig> {
  const folder = await temporaryFolder();
  const metrics = createMetrics();
  const logged: string[] = [];
  const log = recordingLog(logged);
  const spool = await openIn(folder.path, { metrics, log, ...options });
  const store = new MemoryStore();
  const deadLetterFile = join(folder.path, "dead-letters.ndjson");
  const parts = { spool, store, deadLetterFile, clock: systemClock, log, metrics };
  const inserter = startInserter({ ...parts, limits: { lingerMillis: 1, ...limits } });
  return {
    folder: folder.path,
    deadLetterFile,
    spool,
    store,
    inserter,
    metrics,
    logged,
    async [Symbol.asyncDispose]() {
      await inserter[Symbol.asyncDispose]();
      await spool[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const numbered = (count: number, prefix = ""): string[] => Array.from({ length: count }, (_, i) => `<${prefix}${i}>`);

async function finish({ spool, inserter }: Rig, millis = 10_000): Promise<void> {
  await spool.drain();
  expect(await inserter.finish(millis)).toBe(true);
  expect(spool.figures()).toMatchObject({ spooledEvents: 0, unaccounted: 0 });
}

const letters = async (file: string): Promise<DeadLetter[]> =>
  (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line): DeadLetter => JSON.parse(line));

describe("the inserter", () => {
  it("stores each table's rows in the order in which they came", async () => {
    await using it = await rig();
    for (const id of numbered(50)) {
      await it.spool.append({ blocks: [blockOf("stacks", [`s${id}`]), blockOf("spans", [id])], events: 1 });
    }
    await finish(it);
    expect(it.store.ids.filter((id) => id.startsWith("<"))).toEqual(numbered(50));
    expect(it.store.ids).toHaveLength(100);
    expect(it.spool.figures()).toMatchObject({ accepted: 50, stored: 50, deadLettered: 0 });
  });

  it("gathers what arrives while the store is at work into one insert", async () => {
    await using it = await rig();
    it.store.before = () => new Promise((resolve) => setTimeout(resolve, 100));
    for (const id of numbered(60)) await it.spool.append(batchOf([id]));
    await finish(it);
    expect(it.store.ids).toEqual(numbered(60));
    expect(it.store.inserts.length).toBeLessThan(15);
  });

  it("sends full batches two at a time and no more", async () => {
    await using it = await rig({}, { limits: { batchRows: 10 } });
    let now = 0;
    let most = 0;
    it.store.before = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
    };
    await Promise.all(numbered(20).map((_, i) => it.spool.append(batchOf(numbered(10, `${i}.`)))));
    for (let i = 0; i < 20; i++) await it.spool.append(batchOf(numbered(10, `b${i}.`)));
    await finish(it);
    expect(most).toBe(2);
    expect(new Set(it.store.ids).size).toBe(400);
  });
});

describe("a store that is away", () => {
  it("for three seconds costs time only, and gets everything once", async () => {
    await using it = await rig({}, { limits: { batchRows: 20 } });
    it.store.before = away;
    for (const id of numbered(200)) await it.spool.append(batchOf([id]));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(it.inserter.figures().outage).toBe("connection refused");
    expect(it.spool.figures()).toMatchObject({ accepted: 200, stored: 0, spooledEvents: 200, unaccounted: 0 });
    // One sender with growing pauses: 0.1, 0.2, 0.4, 0.8, 1.6 s, each at least half.
    expect(it.store.inserts.length).toBeLessThan(9);
    expect(new Set(it.store.inserts.map(({ token }) => token)).size).toBeLessThanOrEqual(2);
    it.store.before = () => {};
    await finish(it);
    expect(it.store.ids.toSorted()).toEqual(numbered(200).toSorted());
    expect(it.inserter.figures().outage).toBeUndefined();
    expect(it.logged.filter((line) => line.includes("does not take data"))).toHaveLength(1);
    expect(it.logged.filter((line) => line.includes("takes data again"))).toHaveLength(1);
  });

  it("or applies an insert and drops the connection, stores it once", async () => {
    await using it = await rig();
    let drops = 4;
    it.store.after = () => {
      if (drops-- > 0) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    };
    for (const id of numbered(20)) await it.spool.append(batchOf([id]));
    await finish(it);
    expect(it.store.ids).toEqual(numbered(20));
    expect(it.store.inserts.length).toBeGreaterThan(new Set(it.store.inserts.map(({ token }) => token)).size);
    expect(await it.metrics.metrics()).toMatch(/sadari_telemetry_insert_retries_total 4/);
  });

  it("or never answers, is asked again after the timeout", async () => {
    await using it = await rig({ insertTimeoutMillis: 50 });
    const aborted: boolean[] = [];
    it.store.before = (_, signal) => {
      it.store.before = () => {};
      return new Promise<void>(() => signal?.addEventListener("abort", () => aborted.push(true)));
    };
    await it.spool.append(batchOf(["<a>"]));
    await finish(it);
    expect(it.store.ids).toEqual(["<a>"]);
    expect(aborted).toEqual([true]);
  });

  it("at the end leaves everything in the spool for the next start", async () => {
    await using it = await rig();
    it.store.before = away;
    await it.spool.append(batchOf(["<a>", "<b>"]));
    await it.spool.drain();
    const began = performance.now();
    expect(await it.inserter.finish(200)).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
    await it.spool[Symbol.asyncDispose]();
    await using spool = await openIn(it.folder);
    const store = new MemoryStore();
    const parts = { spool, store, deadLetterFile: it.deadLetterFile, clock: systemClock, log: silentLog };
    await using inserter = startInserter({ ...parts, metrics: createMetrics() });
    await spool.drain();
    expect(await inserter.finish(5_000)).toBe(true);
    expect(store.ids).toEqual(["<a>", "<b>"]);
  });
});

describe("a segment that cannot be read", () => {
  it("is left on disk after some tries, counted, and holds up nothing", async () => {
    await using it = await rig({ deliveryTries: 2, concurrency: 1 }, { limits: { heldBytes: 0, segmentBytes: 300 } });
    it.store.before = away;
    for (const id of numbered(4)) await it.spool.append(batchOf([`${id}${"x".repeat(200)}`]));
    const [, second = ""] = (await readdir(it.folder)).filter((name) => name.endsWith(".spool")).sort();
    await rename(join(it.folder, second), join(it.folder, "taken-away"));
    it.store.before = () => {};
    await finish(it);
    expect(it.store.ids.map((id) => id.slice(0, 3))).toEqual(["<0>", "<2>", "<3>"]);
    expect(it.spool.figures()).toMatchObject({ accepted: 4, stored: 3, deadLettered: 1, unaccounted: 0 });
  });
});

describe("poison", () => {
  it("of one row in 10,000 costs that row and less than a second", async () => {
    await using it = await rig();
    it.store.isPoison = (id) => id === "<7777>";
    await it.spool.append(batchOf(numbered(10_000)));
    const began = performance.now();
    await it.spool.append(batchOf(["<next>"]));
    await expect.poll(() => it.store.ids.includes("<next>"), { interval: 5 }).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
    await finish(it);
    expect(it.store.inserts.length).toBeLessThan(40);
    expect(it.store.ids.toSorted()).toEqual(["<next>", ...numbered(10_000).filter((id) => id !== "<7777>")].toSorted());
    expect(it.spool.figures()).toMatchObject({ accepted: 10_001, stored: 10_000, deadLettered: 1, unaccounted: 0 });
    const [letter, ...others] = await letters(it.deadLetterFile);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ reason: "a value is out of range", table: "spans", rows: 1 });
    expect(Buffer.from(letter?.bytes ?? "", "base64").toString()).toBe("<7777>");
    expect(Buffer.from(letter?.header ?? "", "base64").toString()).toBe("spans(id String)");
    expect((await stat(it.deadLetterFile)).mode & 0o777).toBe(0o600);
    expect(it.logged.join("\n")).not.toContain("7777>");
    expect(await it.metrics.metrics()).toContain('sadari_telemetry_dead_lettered_rows_total{table="spans"} 1');
  });

  it("scattered over a block costs just those rows", async () => {
    await using it = await rig();
    const bad = new Set(["<0>", "<1>", "<500>", "<998>", "<999>"]);
    it.store.isPoison = (id) => bad.has(id);
    await it.spool.append(batchOf(numbered(1_000)));
    await finish(it);
    expect(it.store.ids.toSorted()).toEqual(
      numbered(1_000)
        .filter((id) => !bad.has(id))
        .toSorted(),
    );
    const dead = (await letters(it.deadLetterFile)).map(({ bytes }) => Buffer.from(bytes, "base64").toString());
    expect(dead.toSorted()).toEqual([...bad].toSorted());
  });

  it("through and through is put aside whole when the search has cost enough", async () => {
    await using it = await rig({ bisectBudget: 60 });
    it.store.isPoison = (id) => id.startsWith("<bad");
    const blocks = [blockOf("spans", numbered(5_000, "bad")), blockOf("errors", ["<good>"])];
    await it.spool.append({ blocks, events: 5_001 });
    await finish(it);
    expect(it.store.inserts.length).toBeLessThan(140);
    const dead = (await letters(it.deadLetterFile))
      .map(({ bytes }) => Buffer.from(bytes, "base64").toString())
      .join("");
    expect(it.store.ids).toContain("<good>");
    expect(it.spool.figures()).toMatchObject({ stored: 1, deadLettered: 5_000 });
    expect(dead.match(/<bad\d+>/g)).toHaveLength(5_000);
  });

  it("met again after a crash stores nothing twice", async () => {
    await using it = await rig({ concurrency: 1 });
    let left = 9;
    it.store.isPoison = (id) => id === "<33>";
    it.store.before = () => {
      if (left-- <= 0) throw new StoreRefusal("unavailable", "gone");
    };
    await it.spool.append(batchOf(numbered(100)));
    await it.spool.drain();
    expect(await it.inserter.finish(300)).toBe(false);
    expect(it.store.ids.length).toBeGreaterThan(0);
    await it.spool[Symbol.asyncDispose]();
    it.store.before = () => {};
    await using spool = await openIn(it.folder);
    const parts = { spool, store: it.store, deadLetterFile: it.deadLetterFile, clock: systemClock, log: silentLog };
    await using inserter = startInserter({ ...parts, metrics: createMetrics() });
    await spool.drain();
    expect(await inserter.finish(5_000)).toBe(true);
    expect(it.store.ids.toSorted()).toEqual(
      numbered(100)
        .filter((id) => id !== "<33>")
        .toSorted(),
    );
  });

  it("never makes the dead-letter file larger than its bound", async () => {
    await using it = await rig({ deadLetterBytes: 1_000 });
    it.store.isPoison = () => true;
    await it.spool.append(batchOf(numbered(30)));
    await finish(it);
    expect((await stat(it.deadLetterFile)).size).toBeLessThanOrEqual(1_000);
    const { deadLetteredRows, droppedRows } = it.inserter.figures();
    expect(deadLetteredRows).toBe(30);
    expect(droppedRows + (await letters(it.deadLetterFile)).length).toBe(30);
    expect(it.spool.figures()).toMatchObject({ stored: 0, deadLettered: 30, unaccounted: 0 });
  });
});
