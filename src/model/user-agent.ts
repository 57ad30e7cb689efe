import Bowser from "bowser";
import type { UserAgent } from "./apm-event.ts";
import { Recent } from "./recent.ts";

/** A longer header is read only this far: the patterns are many, and the header is an outsider's. */
const MAX_LENGTH = 512;
const recent = new Recent(1_000, parse);

/**
 * What a `User-Agent` header says of browser, system and device (3.11). Remembers recent headers, so the same
 * object comes back for the same text.
 */
export function userAgent(original: string): UserAgent {
  if (original.length <= MAX_LENGTH) return recent.get(original);
  return { ...recent.get(original.slice(0, MAX_LENGTH)), original };
}

function parse(original: string): UserAgent {
  const { browser, os, platform } = Bowser.parse(original || " ");
  const product = /^([\w.-]{1,64})(?:\/([\w.-]{1,64}))?/.exec(original);
  const isBrowser = browser.name !== undefined && browser.name !== "" && browser.version !== undefined;
  return {
    original,
    name: isBrowser ? browser.name : product?.[1],
    version: isBrowser ? browser.version : product?.[2],
    osName: os.name || undefined,
    osVersion: os.version || undefined,
    deviceName: [platform.vendor, platform.model].filter(Boolean).join(" ") || undefined,
  };
}
