import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMAND_NAMES } from "./commands.ts";
import { run } from "./run.ts";
import { VERSION } from "./version.ts";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sadari-cli-"));
  env = { SADARI_DATA_DIR: join(folder, "data"), SADARI_PUBLIC_URL: "https://booth.example.org", LANG: "en_US.UTF-8" };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `sadari …` in this process. */
const sadari = async (...args: string[]) => {
  let out = "";
  let err = "";
  const code = await run(args, env, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err, json: () => JSON.parse(out) };
};

/** `sadari …` as people start it. */
const start = (args: readonly string[], nodeFlags: readonly string[] = []): ChildProcess =>
  spawn(process.execPath, [...nodeFlags, join(ROOT, "bin/sadari.js"), ...args], {
    env: { PATH: process.env.PATH, ...env },
    cwd: folder,
  });

/** Makes the launcher believe that it runs on another Node, or another machine. */
const pretend = (property: "versions" | "platform", value: string): readonly string[] => [
  "--import",
  `data:text/javascript,Object.defineProperty(process,"${property}",{value:${value}})`,
];
const OLD_NODE = pretend("versions", '{...process.versions,node:"20.20.2"}');

const finish = async (child: ChildProcess) => {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk));
  const [code] = await once(child, "close");
  return { code, out, err };
};

describe("what cannot be understood ends with 2 and the right words", () => {
  it.each([
    [["strat"], "there is no command `strat`", "Did you mean `sadari start`?"],
    [["xyzzy"], "there is no command `xyzzy`", "`sadari help` lists the commands."],
    [["key"], "`key` needs one more word", "Write one of: sadari key create, sadari key list, sadari key revoke."],
    [["key", "remove"], "there is no command `key remove`", "Write one of: sadari key create"],
    [["keys", "list"], "there is no command `keys`", "Did you mean `sadari key list`?"],
    [["key", "revoke"], "`key revoke` needs <id>", "Write: sadari key revoke <id>"],
    [["key", "list", "x"], "`key list` does not know what to do with `x`", "Write: sadari key list"],
    [["link", "create"], "`link create` needs <host|wall>", "Write: sadari link create <host|wall>"],
    [["link", "create", "door"], "`door` is neither host nor wall", "Write: sadari link create <host|wall>"],
    [["link", "create", "host", "--once", "--many"], "--once and --many exclude each other", "Write one of them."],
    [
      ["link", "create", "host", "--expires", "soon"],
      "--expires does not understand `soon`",
      "Write 30m, 24h, 7d or never.",
    ],
    [["start", "--prot", "1"], "`start` does not know the option --prot", "Did you mean --port?"],
    [["start", "--space", "a"], "`start` does not know the option --space", "See `sadari help start`."],
    [["start", "-x"], "`start` does not know the option -x", "See `sadari help start`."],
    [["start", "--port"], "--port needs a value", "Write --port=…"],
    [["key", "list", "--json=yes"], "--json takes no value", "Write --json alone."],
    [["start", "--secret-token", "abc"], "`start` does not know the option --secret-token", "set SADARI_SECRET_TOKEN"],
    [["start", "--port", "99999"], '--port is "99999", which is not a valid port', "Expected a whole number from 0"],
    [["start", "--config", "/nowhere.json"], "/nowhere.json cannot be read (ENOENT)", "Correct --config"],
  ])("%j", async (args, says, fix) => {
    const { code, out, err } = await sadari(...args);
    expect(err).toContain(says);
    expect(err).toContain(fix);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});

describe("help", () => {
  it("lists every command and explains each, in English and Korean", async () => {
    for (const words of [[], ["help"], ["--help"], ["-h"]]) {
      const { code, out } = await sadari(...words);
      expect(code).toBe(0);
      for (const name of COMMAND_NAMES) expect(out).toContain(`  ${name}`);
    }
    expect((await sadari("help", "link", "create")).out).toContain("Usage: sadari link create <host|wall>");
    expect((await sadari("start", "--help")).out).toMatch(/--port <port> +The port/);
    expect((await sadari("help", "key")).out).not.toContain("doctor");
    env.LANG = "ko_KR.UTF-8";
    expect((await sadari("key", "create", "--help")).out).toContain("사용법: sadari key create");
  });

  it("tells the version", async () => {
    expect((await sadari("version")).out).toMatch(new RegExp(`^sadari +${VERSION}\nnode +\\d`));
    expect((await sadari("--version")).out).toContain(VERSION);
    expect((await sadari("version", "--json")).json()).toMatchObject({ sadari: VERSION });
  });
});

describe("keys", () => {
  it("are made, listed and revoked", async () => {
    const made = await sadari("key", "create", "--label", "스프링 팀");
    expect(made.code).toBe(0);
    const secret = /ELASTIC_APM_SECRET_TOKEN=(sadari_ik_[0-9a-z]{26})\n/.exec(made.out)?.[1] ?? "";
    const apiKey = /ELASTIC_APM_API_KEY=(\S+)\n/.exec(made.out)?.[1] ?? "";
    expect(Buffer.from(apiKey, "base64").toString()).toMatch(new RegExp(`^k_[0-9a-z]{12}:${secret}$`));

    const [key] = (await sadari("key", "list", "--json")).json();
    expect(key).toMatchObject({ space: "default", label: "스프링 팀", revokedAt: null, lastUsedAt: null });
    const listed = (await sadari("key", "list")).out;
    expect(listed).toMatch(/^KEY +SPACE +LABEL +MADE +LAST USED +STATE\n/);
    expect(listed).toMatch(
      new RegExp(`\n${key.id}  default  스프링 팀  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  never +in use\n$`),
    );
    expect(listed).not.toContain(secret);

    expect((await sadari("key", "revoke", key.id)).out).toContain(
      `Key ${key.id} (스프링 팀) of space default is revoked`,
    );
    expect((await sadari("key", "list")).out).toMatch(/ revoked \d{4}/);
  });

  it("make their space", async () => {
    const { out } = await sadari("key", "create", "--space", "pycon", "--data-dir", env.SADARI_DATA_DIR ?? "");
    expect(out).toMatch(/^Space pycon is made\.\nKey k_\S+ of space pycon is made/);
    expect((await sadari("key", "list", "--space", "pycon", "--json")).json()).toHaveLength(1);
    expect((await sadari("key", "list", "--space", "other", "--json")).json()).toEqual([]);
    expect(await sadari("key", "create", "--space", "No Way")).toMatchObject({ code: 1, out: "" });
  });

  it("that do not exist cannot be revoked", async () => {
    const { code, err } = await sadari("key", "revoke", "k_none");
    expect(code).toBe(1);
    expect(err).toBe("sadari: There is no key k_none.\n  List the keys with `sadari key list`.\n");
  });

  it("cannot steer the terminal by their label", async () => {
    await sadari("key", "create", "--label", "a\u001b[31mb\u202ec\nd");
    expect((await sadari("key", "list")).out).toContain("  a[31mbcd  ");
  });
});

describe("links", () => {
  it("are made, listed and revoked", async () => {
    const host = await sadari("link", "create", "host", "--expires", "2h");
    expect(host.out).toMatch(/^Link l_\S+ lets a host into space default, once, until \d{4}-/);
    expect(host.out).toMatch(/\n {2}https:\/\/booth\.example\.org\/open#[0-9a-z]{26}\n/);
    const wall = await sadari("link", "create", "wall", "--label", "screen");
    expect(wall.out).toContain("lets a wall into space default, any number of times, until it is revoked");
    const links = (await sadari("link", "list", "--json")).json();
    expect(links).toMatchObject([
      { kind: "host", once: true, expiresAt: expect.any(String) },
      { kind: "wall", once: false, expiresAt: null, label: "screen" },
    ]);
    expect((await sadari("link", "revoke", links[1].id)).out).toContain("is revoked, and its sessions are ended");
    expect((await sadari("link", "list")).out).toMatch(/open until .*\n.* revoked /);
  });

  it("point to this machine when no address is configured", async () => {
    delete env.SADARI_PUBLIC_URL;
    const { url } = (await sadari("link", "create", "wall", "--json", "--host", "127.0.0.1", "--port", "81")).json();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:81\/open#/);
  });

  it("lead into spaces that exist", async () => {
    expect(await sadari("link", "create", "host", "--space", "none")).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no space none."),
    });
  });
});

describe("a data folder", () => {
  it("is made for its owner only", async () => {
    await sadari("key", "list");
    expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
  });

  it("that is a file is told in words", async () => {
    writeFileSync(join(folder, "data"), "");
    const { code, err } = await sadari("key", "list");
    expect(code).toBe(1);
    expect(err).toContain("a file is where the data folder should be");
  });
});

describe("the bin", () => {
  it("runs a command and hands its exit code on", async () => {
    const made = await finish(start(["key", "create", "--json"]));
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(made.out)).toMatchObject({ space: "default" });
    expect(await finish(start(["frobnicate"]))).toMatchObject({ code: 2, out: "" });
  });

  it("warns of a misspelt variable and goes on", async () => {
    env.SADARI_PROT = "1";
    const { code, err } = await finish(start(["key", "list"]));
    expect(code).toBe(0);
    expect(err).toContain("Did you mean SADARI_PORT?");
  });

  it("started by an older Node runs on the one it brings, and hands exit codes and signals on", async () => {
    const { code, out } = await finish(start(["version", "--json"], OLD_NODE));
    expect(code).toBe(0);
    expect(Number.parseInt(JSON.parse(out).node, 10)).toBeGreaterThanOrEqual(26);
    expect(await finish(start(["frobnicate"], OLD_NODE))).toMatchObject({ code: 2 });

    // A server that accepts and never answers keeps the doctor busy until it is told to end.
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const asked = once(silent, "connection");
    const child = start(["doctor", "--control-url", `postgresql://a:b@127.0.0.1:${port}/x`], OLD_NODE);
    const finished = finish(child);
    await asked;
    child.kill("SIGTERM");
    expect(await finished).toMatchObject({ code: 128 + 15 });
    silent.close();
  });

  it("says so where it brings no Node", async () => {
    const nowhere = [...OLD_NODE, ...pretend("platform", '"sunos"')];
    const { code, out, err } = await finish(start(["version"], nowhere));
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("Node 26 is needed, and this is 20.20.2");
    expect(err).toMatch(/brings no Node for sunos-\w+\. Install Node 26/);
  });

  it("leaves only its own folder behind", async () => {
    await finish(start(["key", "list"]));
    expect(readdirSync(join(folder, "data"))).toEqual(["control"]);
  });
});
