import type { Brand } from "./brand.ts";

export type SpaceId = Brand<string, "SpaceId">;
export type KeyId = Brand<string, "KeyId">;

export const spaceId = (value: string): SpaceId => value as SpaceId;
export const keyId = (value: string): KeyId => value as KeyId;

/** The space a first start makes, and the one single-booth set-ups live in. */
export const DEFAULT_SPACE = spaceId("default");

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * `length` random characters of Crockford's base 32, five bits each, from the platform's secure source.
 * 26 characters carry 130 bits.
 */
export function randomId(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  let id = "";
  for (const byte of bytes) id += CROCKFORD.charAt(byte & 31);
  return id;
}
