import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openControl } from "../../control/index.ts";
import { Fault, systemClock } from "../../kernel/index.ts";
import { silentLog } from "../../self/index.ts";
import { run } from "../run.ts";
import { renderFindings } from "./doctor.ts";
import { type Finding, ok } from "./finding.ts";
import { examineClock, examineEngine, examineMemory, examineNode, examineUser } from "./machine.ts";
import { examineAddresses, examinePort } from "./network.ts";
import { examineDataDir, judgeDisk } from "./storage.ts";
import { examineClickhouse, examineControl } from "./stores.ts";

let folder: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sadari-doctor-"));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};
const http = (answer: RequestListener): Promise<number> => listen(createServer(answer));
const closedPort = async (): Promise<number> => {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};
const finding = (level: Finding["level"], says: string | RegExp, fix?: string | RegExp) =>
  expect.objectContaining({
    level,
    says: typeof says === "string" ? expect.stringContaining(says) : expect.stringMatching(says),
    ...(fix === undefined ? {} : { fix: expect.stringMatching(fix) }),
  });

describe("the machine", () => {
  it("needs Node 26", () => {
    expect(examineNode("26.10.0")).toEqual(finding("ok", "26.10.0"));
    expect(examineNode("24.1.0")).toEqual(finding("fail", "24.1.0 is too old", /npm start/));
  });

  it("needs an engine that runs, or another server", () => {
    expect(examineEngine(() => "/lib/libchdb.so")).toEqual(finding("ok", "/lib/libchdb.so"));
    const refuse = () => {
      throw new Fault("store.engine-unavailable", { detail: "this processor has no AVX2", remedy: "Use another" });
    };
    expect(examineEngine(refuse)).toEqual(finding("fail", "no AVX2", /Use another.*SADARI_CLICKHOUSE_URL/));
  });

  it("should have memory, a user and the time", () => {
    expect(examineMemory(1e9)).toEqual(finding("warn", "1.0 GB is little"));
    expect(examineMemory(4e9)).toEqual(finding("ok", "4.0 GB"));
    expect(examineUser(0)).toEqual(finding("warn", "root"));
    expect(examineUser(1_000)).toEqual(finding("ok", "not root"));
    expect(examineClock(new Date("2019-08-17"), undefined)).toEqual(finding("fail", "before this version", /NTP/));
    expect(examineClock(new Date("2027-08-17"), false)).toEqual(finding("warn", "not synchronised", /set-ntp/));
    expect(examineClock(new Date("2027-08-17"), true)).toEqual(finding("ok", "2027-08-17T00:00:00.000Z"));
  });
});

describe("the data folder", () => {
  it("is made when it is not there", async () => {
    expect((await examineDataDir(join(folder, "a/b/c")))[0]).toEqual(finding("ok", "will be made"));
  });

  it("belongs to its owner alone", async () => {
    const path = join(folder, "data");
    mkdirSync(path, { mode: 0o700 });
    expect((await examineDataDir(path))[0]).toEqual(finding("ok", "only by its owner"));
    chmodSync(path, 0o755);
    expect((await examineDataDir(path))[0]).toEqual(finding("warn", "open to other users", /^chmod 700 /));
  });

  it("is a folder", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await examineDataDir(join(folder, "file"))).toEqual([finding("fail", "is not a folder")]);
    expect(await examineDataDir(join(folder, "file", "below"))).toEqual([finding("fail", "file is a file")]);
  });

  it("has room", () => {
    expect(judgeDisk(50e9, 100e9)).toEqual(finding("ok", "50.0 GB of 100.0 GB"));
    expect(judgeDisk(14e9, 100e9)).toEqual(finding("warn", "only 14.0 GB", /retention-days/));
    expect(judgeDisk(4.9e9, 100e9)).toEqual(finding("fail", "only 4.9 GB"));
    expect(judgeDisk(0.9e9, 3e9)).toEqual(finding("fail", "only 0.9 GB"));
  });
});

describe("the port", () => {
  const at = (port: number, host = "127.0.0.1") => examinePort({ host, port });

  it("is free", async () => {
    expect(await at(await closedPort())).toEqual(finding("ok", "is free"));
    expect(await at(0)).toEqual(finding("ok", "any free one"));
  });

  it("is Sadari's already", async () => {
    const port = await http((_, answer) => answer.end('{"status":"ok","name":"sadari","version":"1.2.3"}'));
    expect(await at(port)).toEqual(finding("ok", "is served by Sadari 1.2.3"));
  });

  it("is taken by a stranger, whatever it answers", async () => {
    const port = await http((_, answer) => answer.end("<html>"));
    expect(await at(port)).toEqual(finding("fail", "is taken by another program", new RegExp(`lsof -i :${port}`)));
    const silent = await listen(createTcpServer(() => {}));
    expect(await at(silent)).toEqual(finding("fail", "is taken by another program"));
  });

  it("cannot be had on a foreign address", async () => {
    expect(await at(8200, "192.0.2.77")).toEqual(finding("fail", "is not an address of this machine"));
    expect(await at(8200, "nowhere.invalid")).toEqual(finding("fail", "is not an address of this machine"));
  });
});

describe("the address", () => {
  const config = { host: "0.0.0.0", port: 8200, publicUrl: undefined };
  it("is the one to give to people", () => {
    expect(examineAddresses(config, ["192.168.0.7", "10.1.1.1"])).toEqual(
      finding("ok", "give people http://192.168.0.7:8200 (also 10.1.1.1)"),
    );
    expect(examineAddresses({ ...config, publicUrl: "https://b.example" }, [])).toEqual(
      finding("ok", "https://b.example"),
    );
    expect(examineAddresses(config, [])).toEqual(finding("warn", "in no network"));
    expect(examineAddresses({ ...config, host: "127.0.0.1" }, ["10.0.0.1"])).toEqual(
      finding("warn", "this machine only"),
    );
  });
});

describe("ClickHouse", () => {
  it("answers with its version to the right user", async () => {
    let asked = "";
    const port = await http((request, answer) => {
      asked = `${request.headers["x-clickhouse-user"]}:${request.headers["x-clickhouse-key"]}`;
      answer.end("26.7.3.1\n");
    });
    const found = await examineClickhouse(`http://writer:p%40ss@127.0.0.1:${port}/?cluster=main`);
    expect(found).toEqual(finding("ok", "answers, version 26.7.3.1"));
    expect(asked).toBe("writer:p@ss");
    expect(found.says).not.toContain("p%40ss");
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      "a wrong password",
      (_, answer) => answer.writeHead(403, { "x-clickhouse-exception-code": "516" }).end(),
      /refused the user/,
    ],
    ["an error", (_, answer) => answer.writeHead(500, { "x-clickhouse-exception-code": "210" }).end(), /its error 210/],
    ["another program", (_, answer) => answer.writeHead(404).end("<html>"), /not ClickHouse \(HTTP 404\)/],
    ["a page that says 200", (_, answer) => answer.end("<html>"), /not ClickHouse/],
  ])("says so when it meets %s", async (_, answer, says) => {
    expect(await examineClickhouse(`http://127.0.0.1:${await http(answer)}`)).toEqual(finding("fail", says));
  });

  it("says why it is out of reach", async () => {
    const closed = await closedPort();
    expect(await examineClickhouse(`http://127.0.0.1:${closed}`)).toEqual(finding("fail", "nothing listens"));
    expect(await examineClickhouse("http://nowhere.invalid:8123")).toEqual(
      finding("fail", /host name is unknown|name server does not answer/),
    );
    const plain = await http((_, answer) => answer.end());
    expect(await examineClickhouse(`https://127.0.0.1:${plain}`)).toEqual(finding("fail", "does not speak TLS"));
    const native = await listen(createTcpServer((socket) => socket.end("\0\0hello")));
    expect(await examineClickhouse(`http://127.0.0.1:${native}`)).toEqual(finding("fail", "does not speak HTTP"));
  });
});

describe("control data", () => {
  it("in SQLite is absent, sound or damaged", async () => {
    expect(await examineControl(folder, undefined)).toEqual(finding("ok", "made at the first start"));
    const control = await openControl({ dataDir: folder, clock: systemClock, log: silentLog });
    expect(await examineControl(folder, undefined)).toEqual(finding("ok", "sound"));
    await control[Symbol.asyncDispose]();
    writeFileSync(join(folder, "control", "control.sqlite"), "not a database at all, but long enough".repeat(500));
    expect(await examineControl(folder, undefined)).toEqual(finding("fail", "restore it from a backup"));
  });

  it("in PostgreSQL is out of reach", async () => {
    const url = `postgresql://sadari:hunter2@127.0.0.1:${await closedPort()}/x`;
    const found = await examineControl(folder, url);
    expect(found).toEqual(finding("fail", "nothing listens at that address", /SADARI_CONTROL_URL/));
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });
});

describe("sadari doctor", () => {
  it("goes on when the settings are wrong, and ends with 1 when something must be mended", async () => {
    let out = "";
    const terminal = { out: (text: string) => (out += text), err: () => {} };
    const env = {
      SADARI_DATA_DIR: join(folder, "data"),
      SADARI_PORT: "http",
      SADARI_PROT: "1",
      SADARI_HOST_TOKEN: "guess-me",
    };
    expect(await run(["doctor"], env, terminal)).toBe(1);
    expect(out).toContain("fail  Settings");
    expect(out).toContain('SADARI_PORT is "http", which is not a valid port');
    expect(out).toContain("Did you mean SADARI_PORT?");
    expect(out).toContain("SADARI_HOST_TOKEN is short enough to be guessed");
    expect(out).not.toContain("guess-me");
    expect(out).toMatch(/\nok {4}Data folder {2}/);
    out = "";
    await run(
      ["doctor", "--json", "--port", String(await closedPort())],
      { SADARI_DATA_DIR: env.SADARI_DATA_DIR },
      terminal,
    );
    const subjects = JSON.parse(out).map(({ subject }: Finding) => subject);
    expect(subjects).toEqual(
      expect.arrayContaining(["Settings", "Node", "Engine", "Disk", "Port", "Address", "Clock"]),
    );
  });

  it("says in one line how it went", () => {
    expect(renderFindings([ok("Node", "fine")])).toBe("ok    Node  fine\n\nAll is well.\n");
    expect(renderFindings([ok("A", "a"), { level: "warn", subject: "Clock", says: "w", fix: "f" }])).toBe(
      "ok    A      a\nwarn  Clock  w\n             → f\n\nThe booth can run; 1 of 2 could be better.\n",
    );
  });
});
