import { concat, sha256Hex, utf8 } from "./digest.ts";

/** What a commitment is for: the host's seed (§2), a raffle day's seed (§8), a visitor's number (§3, mode B). */
export type CommitmentPurpose = "seed" | "swag" | "room";

/**
 * The published half of a secret: `SHA-256("sadari-draw/1:<purpose>:" || secret)` in hex. The purpose is hashed along, so
 * that a commitment of one kind never opens as one of another.
 */
export const commitTo = (purpose: CommitmentPurpose, secret: Uint8Array): string =>
  sha256Hex(concat(utf8(`sadari-draw/1:${purpose}:`), secret));
