import { isIP } from "node:net";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";

/** How a setting is written, the same in a flag, a variable and the file (there also as a JSON number or list). */
export interface SettingType<T> {
  /** For the table of docs/config.md. */
  readonly name: string;
  /** What a right value is, for `expected …`. */
  readonly expects: string;
  readonly schema: z.ZodType<T>;
}

/** Secrets travel in HTTP headers. */
export const secret: SettingType<string> = {
  name: "secret",
  expects: "1 to 512 visible ASCII characters without spaces",
  schema: z.string().regex(/^[\x21-\x7e]{1,512}$/),
};

export const hostAddress: SettingType<string> = {
  name: "address",
  expects: "an address of this machine, such as 0.0.0.0 or 127.0.0.1",
  schema: z.string().regex(/^[\w.:%-]+$/),
};

export const folder: SettingType<string> = {
  name: "folder",
  expects: "an absolute path, one from ~/, or one from the working directory",
  schema: z
    .string()
    .min(1)
    .refine((path) => !path.includes("\0"))
    .transform((path) => {
      const full = path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
      return isAbsolute(full) ? full : join(process.cwd(), full);
    }),
};

export const port: SettingType<number> = {
  name: "port",
  expects: "a whole number from 0 (any free port) to 65535",
  schema: wholeNumber(0, 65_535),
};

export const days: SettingType<number> = {
  name: "days",
  expects: "a whole number of days from 1 to 3650",
  schema: wholeNumber(1, 3_650),
};

const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
  ["tb", 1e12],
  ["kib", 2 ** 10],
  ["mib", 2 ** 20],
  ["gib", 2 ** 30],
  ["tib", 2 ** 40],
]);

/** An amount of storage of at least `least` bytes. */
export const bytes = (least: number): SettingType<number> => ({
  name: "bytes",
  expects: `an amount such as 500MB, 20GB or 1TiB, at least ${least / 1e6}MB`,
  schema: z
    .union([z.number(), z.string().transform(parseBytes)])
    .pipe(z.number().min(least).max(Number.MAX_SAFE_INTEGER)),
});

function parseBytes(written: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(written.trim()) ?? [];
  return Math.round(Number(amount) * (UNITS.get(unit?.toLowerCase() ?? "") ?? Number.NaN));
}

export const oneOf = <const T extends string>(...choices: readonly T[]): SettingType<T> => ({
  name: choices.join(" | "),
  expects: `one of ${choices.join(", ")}`,
  schema: z.enum(choices),
});

/** `http(s)://user:password@host:port/?cluster=name`. */
export const clickhouseUrl: SettingType<string> = {
  name: "URL",
  expects: "http://user:password@host:8123 (or https), for a cluster with ?cluster=name",
  schema: z.string().refine((value) => hasProtocol(value, ["http:", "https:"])),
};

export const postgresqlUrl: SettingType<string> = {
  name: "URL",
  expects: "postgresql://user:password@host:5432/database",
  schema: z.string().refine((value) => hasProtocol(value, ["postgresql:", "postgres:"])),
};

/** Kept without a slash at the end, so that paths can be appended. */
export const origin: SettingType<string> = {
  name: "URL",
  expects: "the start of an address, such as https://booth.example.org, without a path",
  schema: z
    .string()
    .refine((value) => hasProtocol(value, ["http:", "https:"]) && /^https?:\/\/[^/?#@]+\/?$/i.test(value))
    .transform((value) => value.replace(/\/$/, "")),
};

/** An identity provider; without TLS only on this machine, where one is tried out. */
export const issuer: SettingType<string> = {
  name: "URL",
  expects: "https://login.example.org, the issuer exactly as the provider names itself",
  schema: z
    .string()
    .refine(
      (value) => hasProtocol(value, ["https:"]) || /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/|$)/.test(value),
    ),
};

export const text: SettingType<string> = {
  name: "text",
  expects: "1 to 200 characters",
  schema: z.string().min(1).max(200),
};

export const emails: SettingType<readonly string[]> = {
  name: "list",
  expects: "e-mail addresses separated by commas",
  schema: listOf(/^[^\s@,]+@[^\s@,]+$/),
};

export const originPatterns: SettingType<readonly string[]> = {
  name: "list",
  expects: "origins such as https://shop.example.org, with * for any part, separated by commas",
  schema: listOf(/^[^\s,/?#]+:\/\/[^\s,/?#]+$|^[^\s,/?#:]*\*[^\s,/?#]*$/),
};

export const addresses: SettingType<readonly string[]> = {
  name: "list",
  expects: "addresses such as https://api.drand.sh, separated by commas",
  schema: listOf(/^https?:\/\/[^\s,?#]+$/),
};

export const networks: SettingType<readonly string[]> = {
  name: "list",
  expects: "addresses or networks such as 10.0.0.1 or 10.0.0.0/8, separated by commas",
  schema: listOf(/./).refine((list) => list.every(isNetwork)),
};

function wholeNumber(least: number, most: number): z.ZodType<number> {
  const written = z
    .string()
    .trim()
    .regex(/^\d{1,10}$/)
    .transform(Number);
  return z.union([z.number(), written]).pipe(z.number().int().min(least).max(most));
}

function listOf(item: RegExp): z.ZodType<readonly string[]> {
  const written = z.string().transform((value) => value.split(",").map((each) => each.trim()));
  return z
    .union([z.array(z.string()), written])
    .transform((list) => list.filter((each) => each !== ""))
    .pipe(z.array(z.string().regex(item)));
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol) && new URL(value).hostname !== "";
}

function isNetwork(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
