import { z } from "zod";
import { HexDigest, Transcript } from "./transcript.ts";

const Index = z.number().int().min(0);

/** The file that lets anybody compute a draw again (§10). It holds no personal data and may be kept for ever. */
export const ProofBundle = z.object({
  bundle: z.literal("sadari-draw/1"),
  server_seed: HexDigest,
  transcript: Transcript,
  entries_text: z.string().max(3_000_000),
  prizes_text: z.string().max(1_000_000),
  /** 48 bytes in hex; null when the draw used no beacon. */
  beacon_signature: z
    .string()
    .regex(/^[0-9a-f]{96}$/)
    .nullish(),
  /** In modes B and AB: the sealed numbers and the shown ones, from which `transcript.room` follows. */
  room_commits_text: z.string().max(5_000_000).nullish(),
  room_reveals_text: z.string().max(5_000_000).nullish(),
  order: z.array(Index),
  layout: z.array(Index),
  ladder: z.array(z.array(z.number().int())),
  winners: z.array(z.object({ slot: Index, prize: z.string(), lane: Index, entry: z.string() })),
});
export type ProofBundle = z.infer<typeof ProofBundle>;
