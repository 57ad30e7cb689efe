import { z } from "zod";
import { canonicalBytes } from "./canonical.ts";
import { hmacSha256 } from "./digest.ts";

export const HexDigest = z.string().regex(/^[0-9a-f]{64}$/);

/** More entries than this are no draw at a booth, and would keep a checking phone busy for seconds. */
const MOST_ENTRIES = 50_000;

/** Everything that must not change unseen, and nothing else (§4). Its keys are exactly these. */
export const Transcript = z.strictObject({
  v: z.literal("sadari-draw/1"),
  algo: z.literal("hmac_drbg-sha256/fisher-yates-u32"),
  draw: z
    .string()
    .min(1)
    .max(200)
    .refine((text) => text.isWellFormed()),
  /** `commitTo("seed", server_seed)`, published before entries closed. */
  commit: HexDigest,
  /** SHA-256 of the entry file and of the prize file. */
  entries: HexDigest,
  prizes: HexDigest,
  n: z.number().int().min(1).max(MOST_ENTRIES),
  /** The sum of the prizes' quantities; may be above `n`. */
  winners: z.number().int().min(0),
  beacon: z.strictObject({ chain: HexDigest, round: z.number().int().min(1), randomness: HexDigest }).nullable(),
  /** SHA-256 of the numbers people showed, in modes B and AB. */
  room: HexDigest.nullable(),
});
export type Transcript = z.infer<typeof Transcript>;

/**
 * The seed of every stream of the draw: `HMAC-SHA-256(server_seed, canonical(transcript))`. It binds the draw id, both
 * lists and the public number, so a seed is worth nothing for another draw.
 */
export const finalSeedOf = (serverSeed: Uint8Array, transcript: Transcript): Uint8Array =>
  hmacSha256(serverSeed, canonicalBytes(transcript));
