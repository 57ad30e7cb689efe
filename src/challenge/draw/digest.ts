/** The seam to the hash library: everything in the draw that hashes goes through here, in Node and in a browser alike. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** SHA-256 of some bytes, or of a text's UTF-8 bytes: 32 bytes. */
export const sha256 = (input: Uint8Array | string): Uint8Array => nobleSha256(bytesOf(input));

/** SHA-256 as 64 lower-case hex digits, the way every hash of a draw is written (§4). */
export const sha256Hex = (input: Uint8Array | string): string => toHex(sha256(input));

/** HMAC-SHA-256: 32 bytes. */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(nobleSha256, key, message);

/** HMAC-SHA-256 for several messages under one key, whose set-up is paid once. */
export function hmacWith(key: Uint8Array): (...parts: readonly Uint8Array[]) => Uint8Array {
  const keyed = hmac.create(nobleSha256, key);
  return (...parts) => {
    const mac = keyed.clone();
    for (const part of parts) mac.update(part);
    return mac.digest();
  };
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/** The bytes of a text of hex digits; undefined when it is anything else. */
export function fromHex(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return undefined;
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const bytesOf = (input: Uint8Array | string): Uint8Array => (typeof input === "string" ? utf8(input) : input);
