import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../kernel/index.ts";
import { silentLog } from "../../self/index.ts";
import { ClickHouseNode } from "../clickhouse/index.ts";
import { ChildServer } from "./child-server.ts";

const options = { database: "sadari", clock: systemClock, log: silentLog };

async function eventually(check: () => Promise<boolean>, withinMillis = 15_000): Promise<void> {
  const deadline = performance.now() + withinMillis;
  for (;;) {
    if (await check().catch(() => false)) return;
    if (performance.now() > deadline) throw new Error("did not happen in time");
    await sleep(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command's name and what follows it, from the state on, of a /proc stat file. */
function splitStat(text: string): readonly [name: string, fields: readonly string[]] {
  const end = text.lastIndexOf(")");
  return [text.slice(text.indexOf("(") + 1, end), text.slice(end + 2).split(" ")];
}

describe("a child server", () => {
  let folder: string;
  let server: ChildServer;
  const as = (user: "writer" | "migrator" | "reader", database = "sadari") =>
    new ClickHouseNode(
      () => server.url,
      () => server.credentials(user),
      database,
    );
  const stranger = () =>
    new ClickHouseNode(
      () => server.url,
      () => ({ user: "default", password: "" }),
      "default",
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sadari-child-"));
    server = await ChildServer.start({ ...options, folder });
    await as("migrator", "default").command("CREATE DATABASE IF NOT EXISTS sadari");
    await as("migrator").command("CREATE TABLE IF NOT EXISTS t (n UInt64) ENGINE = MergeTree ORDER BY n");
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it("keeps its secrets from other users of the machine", async () => {
    const modes = await Promise.all(
      ["passwords.json", "users.xml", "."].map(async (name) => (await stat(join(folder, name))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600, 0o700]);
    const { migrator } = JSON.parse(await readFile(join(folder, "passwords.json"), "utf8"));
    expect(await readFile(join(folder, "users.xml"), "utf8")).not.toContain(migrator);
  });

  it("yields to us with every thread that takes inserts, merges or reads", async () => {
    const threads = await readdir(`/proc/${server.pid}/task`);
    const priorities = await Promise.all(
      threads.map(async (thread) => {
        const [name, fields] = splitStat(await readFile(`/proc/${server.pid}/task/${thread}/stat`, "utf8"));
        return { name, priority: Number(fields[16]) };
      }),
    );
    const engines = priorities.filter(({ name }) => /^(HTTPHandler|MergeMutate|ThreadPool|QueryPipeline)/.test(name));
    expect(engines.length).toBeGreaterThan(2);
    expect(engines.filter(({ priority }) => priority !== 10)).toEqual([]);
  });

  it("lets the reader read our tables and nothing else", async () => {
    expect(await as("reader").rows("SELECT count() FROM t")).toHaveLength(1);
    for (const refused of [
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM system.users",
      "SELECT * FROM remote('127.0.0.1', system.one)",
    ]) {
      await expect(as("reader").rows(refused), refused).rejects.toThrow(/privileges|readonly/i);
    }
    for (const refused of [
      "INSERT INTO t VALUES (1)",
      "INSERT INTO FUNCTION file('/tmp/sadari-x', 'CSV', 'n UInt64') SELECT 1",
      "SELECT 1 INTO OUTFILE '/tmp/sadari-x'",
      "DROP TABLE t",
      "SYSTEM STOP LISTEN HTTP",
      "KILL QUERY WHERE user = 'writer'",
    ]) {
      await expect(as("reader").command(refused), refused).rejects.toThrow(/privileges|readonly|OUTFILE/i);
    }
    const lifted = as("reader").rows("SELECT 1", { settings: { readonly: 0 } });
    await expect(lifted).rejects.toThrow(/readonly/i);
    const unlimited = as("reader").rows("SELECT 1", { settings: { max_execution_time: 0 } });
    await expect(unlimited).rejects.toThrow(/max_execution_time/i);
  });

  it("lets the writer insert, and not change or read beyond", async () => {
    await as("writer").command("INSERT INTO t VALUES (1)");
    for (const refused of [
      "DROP TABLE t",
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "SELECT * FROM system.users",
    ]) {
      await expect(as("writer").command(refused), refused).rejects.toThrow(/privileges/i);
    }
  });

  it("leaves a stranger on this machine without data, files or network", async () => {
    for (const refused of [
      "SELECT * FROM sadari.t",
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "CREATE TABLE x (n UInt8) ENGINE = Memory",
      "SELECT * FROM system.users",
    ]) {
      await expect(stranger().command(refused), refused).rejects.toThrow(/privileges/i);
    }
    await expect(
      new ClickHouseNode(
        () => server.url,
        () => ({ user: "reader", password: "guess" }),
        "sadari",
      ).rows("SELECT 1"),
    ).rejects.toThrow(/authentication/i);
  });

  it("refuses the folder to a second one, in words", async () => {
    await expect(ChildServer.start({ ...options, folder })).rejects.toThrow(/another process uses/);
    expect(await as("reader").rows("SELECT 1")).toHaveLength(1);
  });

  it("comes back when it is killed, with what it had acknowledged", async () => {
    await as("writer").command("INSERT INTO t VALUES (42)");
    const { pid } = server;
    if (pid === undefined) throw new Error("no child");
    process.kill(pid, "SIGKILL");
    await eventually(async () => (await as("reader").rows("SELECT n FROM t WHERE n = 42")).length === 1);
    expect(server.pid).not.toBe(pid);
    expect(server.restarts).toBe(1);
  });

  it("comes back when a stranger stops its listener", async () => {
    const { pid } = server;
    await stranger()
      .command("SYSTEM STOP LISTEN HTTP")
      .catch(() => {});
    await eventually(async () => server.pid !== pid && (await as("reader").rows("SELECT 1")).length === 1, 20_000);
  });
});

describe("the parent of a child server", () => {
  it("takes it along, even when killed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sadari-parent-"));
    try {
      const parent = spawn(process.execPath, [join(import.meta.dirname, "parent.fixture.ts"), folder], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const said = await new Promise<string>((resolve) => parent.stdout.once("data", (text) => resolve(String(text))));
      const [url = "", pid = ""] = said.trim().split(" ");
      expect((await fetch(`${url}/ping`)).ok).toBe(true);
      parent.kill("SIGKILL");
      await eventually(async () => !isAlive(Number(pid)), 5_000);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
