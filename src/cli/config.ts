import { homedir } from "node:os";
import { join } from "node:path";
import type { SettingType } from "./setting-types.ts";
import * as type from "./setting-types.ts";

/** One row of the table below. */
export interface Setting<T, Default extends T | undefined = T | undefined> {
  readonly type: SettingType<T>;
  readonly default: Default;
  /** How the default reads in docs/config.md, where it depends on the machine. */
  readonly defaultReads?: string;
  readonly description: string;
  /**
   * Never printed or logged. Secrets have no flag: every user of a machine can read the command lines of its
   * processes. `url` may hold a password, which alone is hidden.
   */
  readonly secret: boolean | "url";
}

/**
 * Every setting there is. Its name is its key in the file; the variable and the flag follow from it
 * (`dataDir`: `SADARI_DATA_DIR`, `--data-dir`). `docs/config.md` is generated from this table.
 */
export const SETTINGS = {
  host: setting(
    type.hostAddress,
    "0.0.0.0",
    "The address to listen on; 127.0.0.1 makes the booth private to this machine.",
  ),
  port: setting(type.port, 8200, "The port for agents, pages and API."),
  dataDir: {
    ...setting(
      type.folder,
      defaultDataDir(),
      "Everything Sadari keeps: events, control data, spool. Made with mode 0700.",
    ),
    defaultReads: "$XDG_DATA_HOME/sadari, else ~/.local/share/sadari",
  },
  publicUrl: setting(
    type.origin,
    undefined,
    "The address others reach the booth by, when it is not the one their browser shows (behind a tunnel or proxy); used in links and instructions.",
  ),
  trustedProxies: setting(
    type.networks,
    [],
    "Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Nobody else's are.",
  ),
  secretToken: setting(
    type.secret,
    undefined,
    "The secret of the default space's first key. Without it the first start makes a random one and shows it once.",
    true,
  ),
  hostToken: setting(
    type.secret,
    undefined,
    "A bearer token with a host's rights for /api/*, for scripts. Without it only links let people in.",
    true,
  ),
  clickhouseUrl: setting(
    type.clickhouseUrl,
    undefined,
    "A ClickHouse server, or a cluster with ?cluster=name, to keep events in. Without it Sadari runs its own in the data folder.",
    "url",
  ),
  controlUrl: setting(
    type.postgresqlUrl,
    undefined,
    "A PostgreSQL database for spaces, keys and links, when several nodes share them. Without it they are in SQLite in the data folder.",
    "url",
  ),
  retentionDays: setting(type.days, 14, "Events older than this are removed, whole days at a time."),
  retentionBytes: setting(
    type.bytes(100e6),
    20e9,
    "When stored events take more than this, the oldest days are removed.",
  ),
  spoolBytes: setting(
    type.bytes(64e6),
    2e9,
    "How much the spool may hold while the event store is away; beyond it agents are asked to wait (503).",
  ),
  rumOrigins: setting(type.originPatterns, ["*"], "Web pages whose browsers may send RUM events without a key."),
  beaconUrls: setting(
    type.addresses,
    [],
    "Mirrors of drand to ask for the public number of a draw, in place of drand's own. What they answer is verified.",
  ),
  oidcIssuer: setting(
    type.issuer,
    undefined,
    "An OpenID Connect provider for hosts to sign on with. Its redirect URI is <address of the booth>/api/login/sign-on/callback.",
  ),
  oidcClientId: setting(type.text, undefined, "What this booth is called there."),
  oidcClientSecret: setting(
    type.secret,
    undefined,
    "The secret agreed with it; none for a public client, PKCE is used in any case.",
    true,
  ),
  oidcHosts: setting(
    type.emails,
    [],
    "Verified e-mail addresses that become hosts at their first sign-on. Later they are known by the provider's subject alone.",
  ),
  oidcGroup: setting(type.text, undefined, "Members of this group (claim `groups`) become hosts as well."),
  logLevel: setting(
    type.oneOf("debug", "info", "warn", "error"),
    "info",
    "The least severe log line to write, on standard error.",
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** The settings in force: each from its flag, else its variable, else the file, else the default. */
export type Config = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T, infer Default>
    ? T | (undefined extends Default ? undefined : never)
    : never;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** `SADARI_DATA_DIR` for `dataDir`. */
export const variableOf = (name: string): string => `SADARI_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;

/** `data-dir` for `dataDir`; undefined for a secret. */
export const flagOf = (name: SettingName): string | undefined =>
  settingOf(name).secret === true ? undefined : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const settingOf = (name: SettingName): Setting<unknown> => SETTINGS[name];

/** For the log: secrets and passwords are only told to be set. */
export function describeConfig(config: Config): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    SETTING_NAMES.filter((name) => config[name] !== undefined).map((name) => [name, shown(name, config[name])]),
  );
}

function shown(name: SettingName, value: Config[SettingName]): unknown {
  switch (settingOf(name).secret) {
    case true:
      return "(set)";
    case "url":
      return withoutPassword(String(value));
    case false:
      return value;
  }
}

/** The address with `***` for the password, wherever it stands. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password !== "") url.password = "***";
  if (url.searchParams.has("password")) url.searchParams.set("password", "***");
  return url.href;
}

/**
 * One place whatever the working directory, so that `sadari key create` finds the running booth's data from
 * anywhere; and outside the clone, so that cleaning or deleting the clone cannot lose acknowledged events.
 */
function defaultDataDir(): string {
  const base = process.env.XDG_DATA_HOME;
  return join(base?.startsWith("/") ? base : join(homedir(), ".local", "share"), "sadari");
}

function setting<T, Default extends T | undefined>(
  settingType: SettingType<T>,
  value: Default,
  description: string,
  secret: boolean | "url" = false,
): Setting<T, Default> {
  return { type: settingType, default: value, description, secret };
}
