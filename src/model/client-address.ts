import { isIP } from "node:net";
import type { Address } from "./apm-event.ts";
import { Recent } from "./recent.ts";

/** Looks a header up by its lower-case name; several values are the first one's business. */
export type HeaderLookup = (name: "forwarded" | "x-real-ip" | "x-forwarded-for") => string | undefined;

/** An IP, `ip:port` or `[v6]:port`; undefined for anything else, host names included (1.5). */
export function parseAddress(text: string): Address | undefined {
  return text.length > 100 ? undefined : (recent.get(text) ?? undefined);
}

const recent = new Recent<Address | null>(1_000, (text) => readAddress(text) ?? null);

function readAddress(text: string): Address | undefined {
  const trimmed = text.trim();
  if (isIP(trimmed) !== 0) return { ip: plainIp(trimmed), port: undefined };
  const match = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(trimmed);
  const ip = match?.[1] ?? match?.[2];
  if (!match || ip === undefined || isIP(ip) === 0) return undefined;
  const port = match[3] === undefined ? undefined : Number(match[3]);
  return port !== undefined && port > 65_535 ? undefined : { ip: plainIp(ip), port };
}

/**
 * The client's address as proxies tell it: `Forwarded`, then `X-Real-IP`, then `X-Forwarded-For`, the first one
 * that holds an IP (1.5). Whoever sends these headers is believed, as agents' users expect.
 */
export function forwardedAddress(header: HeaderLookup): Address | undefined {
  const forwarded = header("forwarded");
  if (forwarded !== undefined) {
    const address = parseAddress(forParameter(forwarded));
    if (address) return address;
  }
  const realIp = header("x-real-ip");
  if (realIp !== undefined) {
    const address = parseAddress(realIp);
    if (address) return address;
  }
  const forwardedFor = header("x-forwarded-for");
  return forwardedFor === undefined ? undefined : parseAddress(upToComma(forwardedFor));
}

function forParameter(forwarded: string): string {
  for (const pair of upToComma(forwarded).split(";")) {
    const equals = pair.indexOf("=");
    if (equals < 0 || pair.slice(0, equals).trim().toLowerCase() !== "for") continue;
    return pair
      .slice(equals + 1)
      .trim()
      .replaceAll('"', "");
  }
  return "";
}

function upToComma(text: string): string {
  const comma = text.indexOf(",");
  return comma < 0 ? text : text.slice(0, comma);
}

/** IPv4 seen through an IPv6 socket is written as the IPv4 it is. */
function plainIp(ip: string): string {
  return ip.startsWith("::ffff:") && isIP(ip.slice(7)) === 4 ? ip.slice(7) : ip;
}
