import type { Brand } from "./brand.ts";

export type SpaceId = Brand<string, "SpaceId">;
export type KeyId = Brand<string, "KeyId">;

export type ChallengeId = Brand<string, "ChallengeId">;
/** Eight upper-case Crockford characters; public, never a secret. */
export type TicketId = Brand<string, "TicketId">;
export type PersonId = Brand<string, "PersonId">;

export const spaceId = (value: string): SpaceId => value as SpaceId;
export const keyId = (value: string): KeyId => value as KeyId;
export const challengeId = (value: string): ChallengeId => value as ChallengeId;
export const ticketId = (value: string): TicketId => value as TicketId;
export const personId = (value: string): PersonId => value as PersonId;

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
