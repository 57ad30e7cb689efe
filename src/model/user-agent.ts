import Bowser from "bowser";
import type { UserAgent } from "./apm-event.ts";

/** A longer header is read only this far: the patterns are many, and the header is an outsider's. */
const MAX_LENGTH = 512;
const CACHE_SIZE = 1_000;
const cache = new Map<string, UserAgent>();

/**
 * What a `User-Agent` header says of browser, system and device (3.11). Remembers the latest 1,000 headers, so
 * the same object comes back for the same text.
 */
export function userAgent(original: string): UserAgent {
  const key = original.length > MAX_LENGTH ? original.slice(0, MAX_LENGTH) : original;
  const known = cache.get(key);
  if (known !== undefined) {
    cache.delete(key);
    cache.set(key, known);
    return known.original === original ? known : { ...known, original };
  }
  const parsed = parse(key, original);
  if (cache.size >= CACHE_SIZE) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(key, parsed);
  return parsed;
}

function parse(text: string, original: string): UserAgent {
  const { browser, os, platform } = Bowser.parse(text || " ");
  const product = /^([\w.-]{1,64})(?:\/([\w.-]{1,64}))?/.exec(text);
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
