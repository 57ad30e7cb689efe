import { type Control, type Key, type Link, linkId, openControl, type Role } from "../control/index.ts";
import {
  DEFAULT_SPACE,
  type EpochMicros,
  epochMicros,
  keyId,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  type SpaceId,
  spaceId,
  systemClock,
  toIso,
} from "../kernel/index.ts";
import { createLog } from "../self/index.ts";
import { lanAddresses } from "./addresses.ts";
import { type Invocation, UsageError } from "./command-line.ts";
import type { CommandName } from "./commands.ts";
import type { Config } from "./config.ts";
import { renderTable } from "./table.ts";

type Work = (control: Control, invocation: Invocation, config: Config) => Promise<string>;

export type ControlCommand = Extract<CommandName, `key ${string}` | `link ${string}`>;

/** Runs one of the commands on keys and links; returns what to print. The booth may be running meanwhile. */
export async function onControl(command: ControlCommand, invocation: Invocation, config: Config): Promise<string> {
  await using control = await openControl({
    dataDir: config.dataDir,
    url: config.controlUrl,
    clock: systemClock,
    log: createLog("warn"),
  });
  return await WORK[command](control, invocation, config);
}

const keyCreate: Work = async (control, { options }) => {
  const { space, made } = await findSpace(control, options.get("space"));
  const { key, secret } = await control.keys.create({ space, label: options.get("label") ?? "" });
  const apiKey = Buffer.from(`${key.id}:${secret}`).toString("base64");
  if (options.has("json")) return asJson({ ...keyAnswer(key), secret, apiKey });
  return [
    ...(made ? [`Space ${space} is made.`] : []),
    `Key ${key.id} of space ${space} is made. Its secret is shown this once and stored only as a hash:`,
    "",
    `  ELASTIC_APM_SECRET_TOKEN=${secret}`,
    "",
    "or, for agents that are set up with an API key:",
    "",
    `  ELASTIC_APM_API_KEY=${apiKey}`,
    "",
  ].join("\n");
};

const keyList: Work = async (control, { options }) => {
  const keys = await control.keys.list(givenSpace(options.get("space")));
  if (options.has("json")) return asJson(keys.map(keyAnswer));
  if (keys.length === 0) return "There are no keys. Make one with `sadari key create`.\n";
  return renderTable(
    ["KEY", "SPACE", "LABEL", "MADE", "LAST USED", "STATE"],
    keys.map((key) => [
      key.id,
      key.space,
      key.label,
      shortTime(key.createdAt),
      key.lastUsedAt === undefined ? "never" : shortTime(key.lastUsedAt),
      key.revokedAt === undefined ? "in use" : `revoked ${shortTime(key.revokedAt)}`,
    ]),
  );
};

const keyRevoke: Work = async (control, { words: [id = ""], options }) => {
  const key = await control.keys.revoke(keyId(id));
  if (options.has("json")) return asJson(keyAnswer(key));
  return `Key ${key.id} (${key.label || "no label"}) of space ${key.space} is revoked: agents with it are refused within 5 seconds.\n`;
};

const linkCreate: Work = async (control, { words: [kind], options }, config) => {
  const role: Role = kind === "wall" ? "wall" : "host";
  const once = isOnce(options, role);
  const expiresAt = expiry(options.get("expires") ?? (role === "host" ? "24h" : "never"));
  const space = givenSpace(options.get("space")) ?? DEFAULT_SPACE;
  if (space === DEFAULT_SPACE) await control.spaces.ensure(space, "Default");
  const { link, token } = await control.links.create({
    kind: role,
    space,
    label: options.get("label") ?? "",
    once,
    expiresAt,
  });
  const url = linkUrl(baseUrl(config), token);
  if (options.has("json")) return asJson({ ...linkAnswer(link), url });
  const until = link.expiresAt === undefined ? "until it is revoked" : `until ${shortTime(link.expiresAt)}`;
  return `Link ${link.id} lets a ${role} into space ${space}, ${once ? "once" : "any number of times"}, ${until}:\n\n  ${url}\n\nIt is shown this once and stored only as a hash.\n`;
};

const linkList: Work = async (control, { options }) => {
  const links = await control.links.list(givenSpace(options.get("space")));
  if (options.has("json")) return asJson(links.map(linkAnswer));
  if (links.length === 0) return "There are no links. Make one with `sadari link create host`.\n";
  return renderTable(
    ["LINK", "KIND", "SPACE", "LABEL", "MADE", "LAST OPENED", "STATE"],
    links.map((link) => [
      link.id,
      link.kind,
      link.space,
      link.label,
      shortTime(link.createdAt),
      link.usedAt === undefined ? "never" : shortTime(link.usedAt),
      stateOf(link),
    ]),
  );
};

const linkRevoke: Work = async (control, { words: [id = ""], options }) => {
  const link = await control.links.revoke(linkId(id));
  if (options.has("json")) return asJson(linkAnswer(link));
  return `Link ${link.id} (${link.kind}) of space ${link.space} is revoked, and its sessions are ended.\n`;
};

const WORK: Readonly<Record<ControlCommand, Work>> = {
  "key create": keyCreate,
  "key list": keyList,
  "key revoke": keyRevoke,
  "link create": linkCreate,
  "link list": linkList,
  "link revoke": linkRevoke,
};

/** Where a person opens a link; the token stands after `#`, which browsers send to no server. */
const linkUrl = (base: string, token: string): string => `${base}/open#${token}`;

/** The address to give to people: as configured, else this machine's likeliest one on the LAN. */
function baseUrl(config: Pick<Config, "host" | "port" | "publicUrl">): string {
  if (config.publicUrl !== undefined) return config.publicUrl;
  const everywhere = config.host === "0.0.0.0" || config.host === "::";
  const host = everywhere ? (lanAddresses()[0] ?? "127.0.0.1") : config.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
}

/** The space a new key is for, made when there is none: a key is how a space begins. */
async function findSpace(control: Control, written: string | undefined): Promise<{ space: SpaceId; made: boolean }> {
  const space = givenSpace(written) ?? DEFAULT_SPACE;
  const made = (await control.spaces.find(space)) === undefined;
  if (made) await control.spaces.ensure(space, space === DEFAULT_SPACE ? "Default" : space);
  return { space, made };
}

const givenSpace = (written: string | undefined): SpaceId | undefined =>
  written === undefined ? undefined : spaceId(written);

function isOnce(options: Invocation["options"], role: Role): boolean {
  if (options.has("once") && options.has("many")) {
    throw new UsageError("--once and --many exclude each other", "Write one of them.");
  }
  return options.has("once") || (role === "host" && !options.has("many"));
}

const UNIT_MICROS = { m: MICROS_PER_MINUTE, h: MICROS_PER_HOUR, d: MICROS_PER_DAY } as const;

function expiry(written: string): EpochMicros | undefined {
  if (written === "never") return undefined;
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(written) ?? [];
  if (amount === undefined || (unit !== "m" && unit !== "h" && unit !== "d") || Number(amount) === 0) {
    throw new UsageError(`--expires does not understand \`${written}\``, "Write 30m, 24h, 7d or never.");
  }
  return epochMicros(systemClock.now() + Number(amount) * UNIT_MICROS[unit]);
}

function stateOf(link: Link): string {
  if (link.revokedAt !== undefined) return `revoked ${shortTime(link.revokedAt)}`;
  if (link.once && link.usedAt !== undefined) return "used up";
  if (link.expiresAt === undefined) return "open";
  return `${link.expiresAt > systemClock.now() ? "open until" : "expired"} ${shortTime(link.expiresAt)}`;
}

const keyAnswer = (key: Key): object => ({
  id: key.id,
  space: key.space,
  label: key.label,
  createdAt: toIso(key.createdAt),
  lastUsedAt: isoOrNull(key.lastUsedAt),
  revokedAt: isoOrNull(key.revokedAt),
});

const linkAnswer = (link: Link): object => ({
  id: link.id,
  kind: link.kind,
  space: link.space,
  label: link.label,
  once: link.once,
  createdAt: toIso(link.createdAt),
  expiresAt: isoOrNull(link.expiresAt),
  usedAt: isoOrNull(link.usedAt),
  revokedAt: isoOrNull(link.revokedAt),
});

const isoOrNull = (at: EpochMicros | undefined): string | null => (at === undefined ? null : toIso(at));
const asJson = (answer: unknown): string => `${JSON.stringify(answer, null, 2)}\n`;

/** `2026-11-22 14:02` of this machine's time zone. */
function shortTime(at: EpochMicros): string {
  const date = new Date(at / 1_000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace("T", " ");
}
