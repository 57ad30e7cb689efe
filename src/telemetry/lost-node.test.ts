import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { z } from "zod";
import { sampleTransaction } from "../../test/samples/events.ts";
import { spaceId, systemClock } from "../kernel/index.ts";
import { createMetrics, type Metrics, silentLog } from "../self/index.ts";
import { LocalShards } from "./local-shards.fixture.ts";
import { openTelemetry, type Telemetry } from "./open-telemetry.ts";

const SPACE = spaceId("lossy");
const EVENTS = 20;
const HALF_DONE = "SELECT 1 FROM system.processes WHERE query LIKE 'INSERT INTO %transactions%' AND elapsed > 0.3";

/** Writes on until told to stop, and knows what was acknowledged. */
class Writers implements AsyncDisposable {
  readonly acknowledged: string[] = [];
  #running = true;
  readonly #all: Promise<unknown>;

  constructor(telemetry: Telemetry, count: number) {
    this.#all = Promise.all(Array.from({ length: count }, (_, who) => this.#write(telemetry, who)));
  }

  async #write(telemetry: Telemetry, who: number): Promise<void> {
    for (let i = 0; this.#running; i++) {
      const ids = Array.from({ length: EVENTS }, (_, n) => `${who}-${i}-${n}`);
      const events = ids.map((id) => sampleTransaction({ transactionId: id, traceId: `trace-${id}` }));
      await telemetry.sink.write({ space: SPACE, receivedAt: systemClock.now(), events });
      this.acknowledged.push(...ids);
      await sleep(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running = false;
    await this.#all;
  }
}

async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error("did not happen in time");
    await sleep(20);
  }
}

async function outageSeconds(metrics: Metrics): Promise<number> {
  return Number(/^sadari_telemetry_outage_seconds (\S+)/m.exec(await metrics.metrics())?.[1]);
}

it.each([
  ["that events were sent to", 0],
  ["that another one passes events on to", 1],
])("a cluster node lost at full load, one %s, costs no event and doubles none", async (_, lost) => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "sadari-lost-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const metrics = createMetrics();
  const cluster = stack.use(await LocalShards.start({ folder, shards: 2 }));
  const telemetry = stack.use(
    await openTelemetry({
      dataDir: folder,
      clickhouse: { kind: "server", url: cluster.url },
      retention: { days: 14, bytes: 1e12 },
      clock: systemClock,
      log: silentLog,
      metrics,
    }),
  );
  const writers = stack.use(new Writers(telemetry, 3));
  const health = () => telemetry.health();
  await eventually(async () => (await health()).spool.stored > 500);

  // The node takes its share so slowly that the other one has stored its own when the node is lost: the whole
  // comes again, and half of it must not be stored twice.
  const slow = stack.use(cluster.node(lost));
  await slow.command("ALTER TABLE transactions_local ADD CONSTRAINT slow CHECK sleep(1) = 0");
  await eventually(async () => (await slow.rows(HALF_DONE)).length > 0);
  await cluster.kill(lost);
  await eventually(async () =>
    /^NETWORK_ERROR \(code 210\) at 127\.0\.0\.1:\d+$/.test((await health()).inserter.outage ?? ""),
  );
  const before = await health();
  const acknowledgedBefore = writers.acknowledged.length;
  await eventually(() => writers.acknowledged.length > acknowledgedBefore + 500);
  const after = await health();
  expect(after.spool.spooledEvents).toBeGreaterThan(before.spool.spooledEvents + 400);
  expect(after).toMatchObject({ store: "down", detail: expect.stringContaining("NETWORK_ERROR"), pressure: "none" });
  expect(telemetry.waiting).toBe(true);
  expect(await outageSeconds(metrics)).toBeGreaterThan(0);

  await cluster.restart(lost);
  const mended = stack.use(cluster.node(lost));
  await mended.command("ALTER TABLE transactions_local DROP CONSTRAINT slow");
  await writers[Symbol.asyncDispose]();
  await telemetry.drain();
  await eventually(async () => (await health()).spool.spooledEvents === 0);
  const found = await telemetry.reader.query({
    sql: "SELECT id, toUInt32(count()) AS n FROM transactions WHERE space = {space:String} GROUP BY id",
    params: {},
    space: SPACE,
    route: "test",
    maxRows: 100_000,
    schema: z.object({ id: z.string(), n: z.number() }),
  });
  expect(found.filter(({ n }) => n !== 1)).toEqual([]);
  expect(found.map(({ id }) => id).toSorted()).toEqual(writers.acknowledged.toSorted());
  expect(await health()).toMatchObject({ store: "up", spool: { unaccounted: 0, deadLettered: 0 } });
  expect(telemetry.waiting).toBe(false);
  expect(await outageSeconds(metrics)).toBe(0);
});
