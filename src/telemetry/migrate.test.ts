import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../self/index.ts";
import { Connection, nodesOfUrl } from "./clickhouse/index.ts";
import { type KeeperTable, openKeeperTable } from "./keeper-table.fixture.ts";
import { LocalShards } from "./local-shards.fixture.ts";
import { loadMigrations, migrate, statements } from "./migrate.ts";
import { TABLE_NAMES } from "./tables.ts";

const ENGINES = "SELECT name, engine FROM system.tables WHERE database = 'sadari' AND name != 'schema_migrations'";

describe("the statements of a migration", () => {
  it("name the Keeper's path and the replica where tables are replicated", async () => {
    const dialect = { database: "apm", cluster: "trio", replicated: true };
    const all = (await loadMigrations()).flatMap((migration) => statements(migration, dialect));
    for (const table of TABLE_NAMES) {
      const [local = "", ...more] = all.filter((sql) => sql.startsWith(`CREATE TABLE IF NOT EXISTS ${table}_local (`));
      expect(more).toEqual([]);
      expect(local).toMatch(
        new RegExp(
          `ENGINE = Replicated\\w*MergeTree\\('/clickhouse/tables/\\{shard\\}/apm/${table}', '\\{replica\\}'\\)`,
        ),
      );
    }
    expect(all.join("\n")).not.toMatch(/\{\{|ENGINE = \w*MergeTree\(\)/);
  });
});

describe("the engines of the tables", () => {
  let folder: string;
  let server: LocalShards;
  let keeper: KeeperTable;
  let connection: Connection;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sadari-engines-"));
    // Macros are set, and nobody listens at the Keeper's port.
    server = await LocalShards.start({ folder, shards: 1, keeperPort: 9 });
    keeper = await openKeeperTable(server.url.replace(/\?.*/, ""), "answers");
    connection = new Connection(nodesOfUrl(keeper.url));
  });
  afterAll(async () => {
    await connection?.[Symbol.asyncDispose]();
    await keeper?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await using node = server.node(0, "default");
    await node.command("DROP DATABASE IF EXISTS sadari");
  });

  const engines = async () => new Set((await connection.reader.rows(ENGINES)).map((row) => Object(row).engine));

  it("are plain where no Keeper is configured, whatever macros there are", async () => {
    keeper.keeper = "is unknown";
    await migrate(connection, silentLog);
    expect(await engines()).toEqual(new Set(["MergeTree", "ReplacingMergeTree", "AggregatingMergeTree"]));
  });

  it("are not decided while the Keeper is away: such tables would never be replicated", async () => {
    keeper.keeper = "is away";
    await expect(migrate(connection, silentLog)).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringMatching(/Keeper of 127\.0\.0\.1:\d+ does not answer: KEEPER_EXCEPTION \(code 999\)/),
    });
    expect(await connection.reader.rows(ENGINES)).toEqual([]);
  });

  it("are not asked about when there is nothing to migrate", async () => {
    keeper.keeper = "is unknown";
    await migrate(connection, silentLog);
    keeper.keeper = "is away";
    await migrate(connection, silentLog);
  });
});
