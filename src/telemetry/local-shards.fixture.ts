import { copyFile, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { systemClock } from "../kernel/index.ts";
import { silentLog } from "../self/index.ts";
import { ChildServer } from "./child-server/index.ts";
import { ClickHouseNode } from "./clickhouse/index.ts";

const DATABASE = "sadari";
const NAME = "duo";

export interface LocalShardsOptions {
  readonly folder: string;
  readonly shards: number;
  readonly keeperPort?: number;
}

/** A cluster on this machine: child servers that know each other and the same users, one for each shard. */
export class LocalShards implements AsyncDisposable {
  readonly #options: LocalShardsOptions;
  readonly #tcpPorts: readonly number[];
  readonly #httpPorts: readonly number[];
  readonly #nodes: ChildServer[] = [];

  private constructor(options: LocalShardsOptions, tcpPorts: readonly number[], httpPorts: readonly number[]) {
    this.#options = options;
    this.#tcpPorts = tcpPorts;
    this.#httpPorts = httpPorts;
  }

  static async start(options: LocalShardsOptions): Promise<LocalShards> {
    const ports = await freePorts(2 * options.shards);
    const cluster = new LocalShards(options, ports.slice(options.shards), ports.slice(0, options.shards));
    for (let shard = 0; shard < options.shards; shard++) await cluster.restart(shard);
    return cluster;
  }

  /** What `SADARI_CLICKHOUSE_URL` would say, with every node named. */
  get url(): string {
    const credentials = this.#nodes[0]?.credentials("migrator");
    const hosts = this.#httpPorts.map((port) => `127.0.0.1:${port}`).join(",");
    return `http://${credentials?.user}:${credentials?.password}@${hosts}/${DATABASE}?cluster=${NAME}`;
  }

  /** The way to one node alone. */
  node(shard: number, database = DATABASE): ClickHouseNode {
    const node = this.#nodes[shard];
    if (node === undefined) throw new Error("no such node");
    return new ClickHouseNode(
      () => node.url,
      () => node.credentials("migrator"),
      database,
    );
  }

  /** As a power cut would, and it stays away. */
  async kill(shard: number): Promise<void> {
    const node = this.#nodes[shard];
    if (node?.pid !== undefined) process.kill(node.pid, "SIGKILL");
    await node?.[Symbol.asyncDispose]();
  }

  /** On the same folder and ports as before. */
  async restart(shard: number): Promise<void> {
    const { folder, keeperPort } = this.#options;
    const own = join(folder, `node${shard}`);
    await mkdir(own, { recursive: true });
    if (shard > 0) await copyFile(join(folder, "node0", "passwords.json"), join(own, "passwords.json"));
    this.#nodes[shard] = await ChildServer.start({
      folder: own,
      database: DATABASE,
      clock: systemClock,
      log: silentLog,
      cluster: {
        name: NAME,
        secret: "between-the-nodes",
        tcpPorts: this.#tcpPorts,
        tcpPort: this.#tcpPorts[shard] ?? 0,
        httpPort: this.#httpPorts[shard] ?? 0,
        ...(keeperPort === undefined ? {} : { keeperPort }),
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node[Symbol.asyncDispose]();
  }
}

/** All at once, so that none is given twice. */
async function freePorts(count: number): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  await Promise.all(
    probes.map((probe) => new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", () => resolve()))),
  );
  const ports = probes.map((probe) => {
    const address = probe.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
