import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../test/booth.ts";
import { sampleTransaction } from "../../test/samples/events.ts";
import { spaceId, systemClock } from "../kernel/index.ts";
import { silentLog } from "../self/index.ts";
import { Connection, nodesOfUrl } from "./clickhouse/index.ts";
import { Encoder } from "./encode/index.ts";
import { openKeeperTable } from "./keeper-table.fixture.ts";
import { LocalShards } from "./local-shards.fixture.ts";
import { migrate } from "./migrate.ts";
import { TABLE_NAMES } from "./tables.ts";

const JARS = join(import.meta.dirname, "../../test/agents/keeper/target/jars/*");

/** Apache ZooKeeper, whose protocol a Keeper speaks, on loopback; answers its port. */
async function startZooKeeper(folder: string, stack: AsyncDisposableStack): Promise<number> {
  const port = await freePort();
  const settings = [
    `dataDir=${join(folder, "zookeeper")}`,
    `clientPort=${port}`,
    "clientPortAddress=127.0.0.1",
    "admin.enableServer=false",
  ];
  await writeFile(join(folder, "zoo.cfg"), settings.join("\n"));
  const main = "org.apache.zookeeper.server.ZooKeeperServerMain";
  const java = spawn("java", ["-Xmx128m", "-cp", JARS, main, join(folder, "zoo.cfg")], { stdio: "ignore" });
  stack.defer(async () => {
    if (java.exitCode !== null || java.signalCode !== null) return;
    const gone = once(java, "exit");
    java.kill("SIGKILL");
    await gone;
  });
  for (let i = 0; !(await listens(port)); i++) {
    if (i === 300 || java.exitCode !== null) throw new Error("ZooKeeper did not start");
    await sleep(100);
  }
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/**
 * As far as the ClickHouse at hand goes: it talks to a ZooKeeper and makes replicated tables there, one replica for
 * each shard. Then it leaves them read-only, because it has no port for other replicas ("Parameter
 * 'interserver_http(s)_port' required for replication is not specified", whatever its configuration says), so what is
 * stored in such tables can only be tried with a whole server.
 */
describe("a cluster with a Keeper", () => {
  const stack = new AsyncDisposableStack();
  let cluster: LocalShards;
  let connection: Connection;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "sadari-keeper-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const keeperPort = await startZooKeeper(folder, stack);
    cluster = stack.use(await LocalShards.start({ folder, shards: 2, keeperPort }));
    const urls: string[] = [];
    for (const url of nodesOfUrl(cluster.url).urls) {
      urls.push(new URL(stack.use(await openKeeperTable(url(), "answers")).url).host);
    }
    const url = cluster.url.replace(/@[^/]*/, `@${urls.join(",")}`);
    connection = stack.use(new Connection(nodesOfUrl(url)));
    await migrate(connection, silentLog);
  });
  afterAll(() => stack.disposeAsync());

  it("has replicated tables under Distributed ones on every node", async () => {
    for (const shard of [0, 1]) {
      await using node = cluster.node(shard);
      const tables = await node.rows(
        "SELECT name, engine FROM system.tables WHERE database = 'sadari' AND name != 'schema_migrations'",
      );
      const engines = new Map(tables.map((row) => [String(Object(row).name), String(Object(row).engine)]));
      expect(engines.size).toBe(2 * TABLE_NAMES.length);
      for (const table of TABLE_NAMES) {
        expect(engines.get(table), table).toBe("Distributed");
        expect(engines.get(`${table}_local`), table).toMatch(/^Replicated\w*MergeTree$/);
      }
    }
  });

  it("keeps each shard's tables under a path of their own in the Keeper", async () => {
    for (const shard of [0, 1]) {
      await using node = cluster.node(shard);
      const replicas = await node.rows(
        "SELECT table, zookeeper_path, replica_name, total_replicas FROM system.replicas",
      );
      expect(replicas).toHaveLength(TABLE_NAMES.length);
      expect(replicas).toContainEqual({
        table: "spans_local",
        zookeeper_path: `/clickhouse/tables/${shard + 1}/sadari/spans`,
        replica_name: "1",
        total_replicas: 1,
      });
    }
  });

  it("lets rows wait while a replica is read-only, and says so", async () => {
    const batch = { space: spaceId("s"), receivedAt: systemClock.now(), events: [sampleTransaction()] };
    const [block] = new Encoder().encode(batch).batch.blocks;
    if (block === undefined) throw new Error("no block");
    const begun = performance.now();
    const refusal = await connection.insert(block, "t").catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: "unavailable", reason: expect.stringContaining("READ_ONLY") });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
