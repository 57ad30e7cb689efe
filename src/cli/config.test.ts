import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import {
  type Config,
  describeConfig,
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  variableOf,
} from "./config.ts";
import { loadConfig } from "./load-config.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sadari-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (content: unknown, mode = 0o600): string => {
  const path = join(folder, "sadari.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  chmodSync(path, mode);
  return path;
};
const load = (given: { flags?: [SettingName, string][]; file?: unknown; env?: Record<string, string> } = {}) =>
  loadConfig({
    flags: new Map(given.flags),
    env: given.env ?? {},
    file: given.file === undefined ? undefined : write(given.file),
  });

describe("the table of settings", () => {
  it("gives a name to everything by one rule, and the fixed names are among them", () => {
    expect(SETTING_NAMES.map(variableOf)).toEqual(
      expect.arrayContaining([
        "SADARI_HOST",
        "SADARI_PORT",
        "SADARI_DATA_DIR",
        "SADARI_SECRET_TOKEN",
        "SADARI_HOST_TOKEN",
        "SADARI_CLICKHOUSE_URL",
        "SADARI_CONTROL_URL",
      ]),
    );
    expect(flagOf("dataDir")).toBe("data-dir");
    expect(flagOf("secretToken")).toBeUndefined();
  });

  it("has defaults that are valid and is typed by its own rows", () => {
    for (const name of SETTING_NAMES) {
      const { type, default: value } = SETTINGS[name];
      if (value !== undefined) expect(type.schema.safeParse(value).success, name).toBe(true);
    }
    expectTypeOf<Config["port"]>().toEqualTypeOf<number>();
    expectTypeOf<Config["controlUrl"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Config["logLevel"]>().toEqualTypeOf<"debug" | "info" | "warn" | "error">();
    expectTypeOf<Config["rumOrigins"]>().toEqualTypeOf<readonly string[]>();
  });
});

describe("settings", () => {
  it("come from the flag, else the variable, else the file, else the default", () => {
    const file = { port: 1, retentionDays: 1, logLevel: "warn" };
    const env = { SADARI_PORT: "2", SADARI_RETENTION_DAYS: "2" };
    const { config, sources, problems, warnings } = load({ file, env, flags: [["port", "3"]] });
    expect(config).toMatchObject({ port: 3, retentionDays: 2, logLevel: "warn", host: "0.0.0.0" });
    expect(sources.get("port")).toBe("--port");
    expect(sources.get("retentionDays")).toBe("SADARI_RETENTION_DAYS");
    expect(sources.get("logLevel")).toMatch(/^logLevel in .*sadari\.json$/);
    expect(sources.get("host")).toBe("default");
    expect([...problems, ...warnings]).toEqual([]);
  });

  it("treat an empty variable as not set", () => {
    const { config, problems } = load({ env: { SADARI_CONTROL_URL: "", SADARI_PORT: "" } });
    expect(config).toMatchObject({ controlUrl: undefined, port: 8200 });
    expect(problems).toEqual([]);
  });

  it("read amounts, lists, addresses and paths", () => {
    const { config, problems } = load({
      file: { rumOrigins: ["https://a.example", "https://*.b.example"], retentionBytes: 5e9 },
      env: {
        SADARI_SPOOL_BYTES: "1.5 GiB",
        SADARI_TRUSTED_PROXIES: "10.0.0.0/8, ::1",
        SADARI_PUBLIC_URL: "https://booth.example.org/",
        SADARI_DATA_DIR: "~/booth",
      },
    });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      rumOrigins: ["https://a.example", "https://*.b.example"],
      retentionBytes: 5e9,
      spoolBytes: 1.5 * 2 ** 30,
      trustedProxies: ["10.0.0.0/8", "::1"],
      publicUrl: "https://booth.example.org",
      dataDir: expect.stringMatching(/^\/.*\/booth$/),
    });
  });

  it.each<[SettingName, string, string]>([
    ["port", "65536", "Expected a whole number from 0 (any free port) to 65535."],
    ["port", "8200abc", "Expected a whole number from 0 (any free port) to 65535."],
    ["port", "-1", "Expected a whole number from 0 (any free port) to 65535."],
    ["host", "two words", "Expected an address of this machine, such as 0.0.0.0 or 127.0.0.1."],
    ["retentionDays", "0", "Expected a whole number of days from 1 to 3650."],
    ["retentionBytes", "20 apples", "Expected an amount such as 500MB, 20GB or 1TiB, at least 100MB."],
    ["spoolBytes", "1kB", "Expected an amount such as 500MB, 20GB or 1TiB, at least 64MB."],
    ["logLevel", "loud", "Expected one of debug, info, warn, error."],
    [
      "publicUrl",
      "booth.example.org",
      "Expected the start of an address, such as https://booth.example.org, without a path.",
    ],
    [
      "publicUrl",
      "https://a/b",
      "Expected the start of an address, such as https://booth.example.org, without a path.",
    ],
    [
      "trustedProxies",
      "10.0.0.0/33",
      "Expected addresses or networks such as 10.0.0.1 or 10.0.0.0/8, separated by commas.",
    ],
    [
      "rumOrigins",
      "https://a/b",
      "Expected origins such as https://shop.example.org, with * for any part, separated by commas.",
    ],
  ])("say where %s is wrong as %j and how to mend it", (name, value, fix) => {
    const { config, problems } = load({ env: { [variableOf(name)]: value } });
    expect(problems).toEqual([
      {
        where: variableOf(name),
        says: `${variableOf(name)} is ${JSON.stringify(value)}, which is not a valid ${SETTINGS[name].type.name}`,
        fix,
      },
    ]);
    expect(config[name]).toEqual(SETTINGS[name].default);
  });

  it("never repeat a secret or a URL in a problem", () => {
    const { problems } = load({
      env: { SADARI_SECRET_TOKEN: "hunter two", SADARI_CONTROL_URL: "mysql://root:hunter@db/x" },
    });
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toContain("hunter");
  });

  it("report every problem of the file at once, with the nearest name", () => {
    const { problems } = load({ file: { prot: 1, dataDir: 5, __proto__x: 1 } });
    expect(problems.map(({ fix }) => fix)).toEqual([
      'Did you mean "port"?',
      "See docs/config.md for the keys there are.",
      "Expected an absolute path, one from ~/, or one from the working directory.",
    ]);
  });

  it.each([
    ["{ nonsense", /is not JSON/],
    ["[1]", /does not hold one JSON object/],
    ["null", /does not hold one JSON object/],
  ])("refuse the file %j", (content, says) => {
    expect(load({ file: content }).problems).toEqual([expect.objectContaining({ says: expect.stringMatching(says) })]);
  });

  it("refuse a file that is not there, named by flag or variable", () => {
    const missing = join(folder, "missing.json");
    const expected = [expect.objectContaining({ says: `the configuration file ${missing} cannot be read (ENOENT)` })];
    expect(loadConfig({ flags: new Map(), env: {}, file: missing }).problems).toEqual(expected);
    expect(load({ env: { SADARI_CONFIG: missing } }).problems).toEqual(expected);
  });

  it("warn of unknown variables and of a secret that others can read", () => {
    const path = write({ hostToken: "abc" }, 0o644);
    const { warnings, problems } = loadConfig({ flags: new Map(), env: { SADARI_PROT: "1" }, file: path });
    expect(problems).toEqual([]);
    expect(warnings.map(({ fix }) => fix)).toEqual(["Did you mean SADARI_PORT?", `chmod 600 ${path}`]);
  });

  it("are described without secrets", () => {
    const { config } = load({
      env: {
        SADARI_SECRET_TOKEN: "hunter2",
        SADARI_CLICKHOUSE_URL: "https://writer:hunter2@ch.example:8443/?cluster=main",
        SADARI_CONTROL_URL: "postgresql://sadari:hunter2@db/sadari?password=hunter2",
      },
    });
    expect(describeConfig(config)).toMatchObject({
      port: 8200,
      secretToken: "(set)",
      clickhouseUrl: "https://writer:***@ch.example:8443/?cluster=main",
    });
    expect(JSON.stringify(describeConfig(config))).not.toContain("hunter2");
  });
});
