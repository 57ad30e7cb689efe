import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleTransaction } from "../../test/samples/events.ts";
import { epochMicros, spaceId, systemClock } from "../kernel/index.ts";
import { silentLog } from "../self/index.ts";
import { ChildServer } from "./child-server/index.ts";
import { storeContract } from "./contract.suite.ts";
import { Encoder } from "./encode/index.ts";
import { LocalShards } from "./local-shards.fixture.ts";
import { Store } from "./store.ts";

const common = { clock: systemClock, log: silentLog };
const DATABASE = "sadari";

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sadari-store-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

storeContract("its own child", async () => {
  const stack = new AsyncDisposableStack();
  const folder = await temporaryFolder(stack);
  const store = stack.use(await Store.open({ ...common, folder, clickhouse: { kind: "child" } }));
  return { store, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});

storeContract("another server by its URL", async () => {
  const stack = new AsyncDisposableStack();
  const folder = await temporaryFolder(stack);
  const server = stack.use(await ChildServer.start({ ...common, folder, database: DATABASE }));
  const { user, password } = server.credentials("migrator");
  const url = server.url.replace("http://", `http://${user}:${password}@`);
  const store = stack.use(
    await Store.open({ ...common, folder, clickhouse: { kind: "server", url: `${url}/${DATABASE}` } }),
  );
  return { store, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});

storeContract("a cluster of two shards", openCluster);

async function openCluster() {
  const stack = new AsyncDisposableStack();
  const folder = await temporaryFolder(stack);
  const cluster = stack.use(await LocalShards.start({ folder, shards: 2 }));
  const store = stack.use(await Store.open({ ...common, folder, clickhouse: { kind: "server", url: cluster.url } }));
  return { store, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe("a cluster", () => {
  let opened: Awaited<ReturnType<typeof openCluster>>;
  beforeAll(async () => {
    opened = await openCluster();
  });
  afterAll(() => opened?.[Symbol.asyncDispose]());

  it("spreads traces over its shards and answers for all of them, from any node", async () => {
    const events = Array.from({ length: 400 }, (_, i) => sampleTransaction({ traceId: `trace-${i}` }));
    const { batch } = new Encoder().encode({
      space: spaceId("wide"),
      receivedAt: epochMicros(Date.now() * 1000),
      events,
    });
    for (const node of [0, 1]) {
      // The same token through the other node is still the same block.
      for (const block of batch.blocks) await opened.store.insert(block, `wide:${block.table}`);
      const counts = await Promise.all(
        opened.store.connection.migrators.map((shard) =>
          shard.rows("SELECT toUInt32(count()) AS n FROM transactions_local"),
        ),
      );
      const shares = counts.map(([row]) => Number(Object.values(Object(row))[0]));
      expect(shares.reduce((a, b) => a + b)).toBe(400);
      expect(Math.min(...shares), `through node ${node}`).toBeGreaterThan(100);
      const [whole] = await opened.store.connection.reader.rows("SELECT toUInt32(count()) AS n FROM transactions");
      expect(whole).toEqual({ n: 400 });
      opened.store.connection.moveOn(node);
    }
  });
});
