import { bls12_381 } from "@noble/curves/bls12-381.js";
import { type EpochMicros, epochMicros, Fault, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { fromHex, sha256, sha256Hex } from "./digest.ts";

/**
 * The public randomness: drand's quicknet (§3), a new round every three seconds, signed by the League of Entropy. Chain and
 * public key are pinned here, so no answer from the network needs to be believed.
 */
export const QUICKNET = {
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  genesis: epochMicros(1_692_803_367 * MICROS_PER_SECOND),
  period: 3 * MICROS_PER_SECOND,
} as const;

const SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const MIRRORS = [
  "https://api.drand.sh",
  "https://api2.drand.sh",
  "https://api3.drand.sh",
  "https://drand.cloudflare.com",
] as const;

/** One round of the beacon, in lower-case hex. */
export interface Beacon {
  readonly round: number;
  readonly signature: string;
  readonly randomness: string;
}

export type BeaconFlaw = "malformed" | "wrong-round" | "wrong-randomness" | "wrong-signature";

/** The round of a draw at this time: the first that is published at or after it (§2). */
export const roundAtOrAfter = (at: EpochMicros): number =>
  at <= QUICKNET.genesis ? 1 : Math.ceil((at - QUICKNET.genesis) / QUICKNET.period) + 1;

/** When a round is published. */
export const timeOfRound = (round: number): EpochMicros =>
  epochMicros(QUICKNET.genesis + (round - 1) * QUICKNET.period);

/** Where a round can be read, several so that one outage stops nothing. What they answer is verified, never believed. */
export const beaconAddresses = (round: number): string[] =>
  MIRRORS.map((mirror) => `${mirror}/${QUICKNET.chain}/public/${round}`);

/** What is wrong with a beacon for this round; undefined when it is genuine. */
export function beaconFlaw(beacon: Beacon, round: number): BeaconFlaw | undefined {
  const signature = fromHex(beacon.signature);
  if (signature?.length !== 48 || !Number.isSafeInteger(beacon.round) || beacon.round < 1) return "malformed";
  if (beacon.round !== round) return "wrong-round";
  if (sha256Hex(signature) !== beacon.randomness) return "wrong-randomness";
  return signedByQuicknet(signature, round) ? undefined : "wrong-signature";
}

/**
 * Whether this is quicknet's signature of the round: BLS on BLS12-381 with the signature in G1, over
 * `SHA-256(round as 8 bytes, big-endian)`. The first call takes some 0.4 s, later ones a tenth of it.
 */
export function signedByQuicknet(signature: Uint8Array, round: number): boolean {
  const { shortSignatures } = bls12_381;
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(round));
  const hashed = shortSignatures.hash(sha256(message), SIGNATURE_DOMAIN);
  try {
    return shortSignatures.verify(signature, hashed, fromHex(QUICKNET.publicKey) ?? new Uint8Array());
  } catch {
    // Bytes that are no point of the curve's group are no signature.
    return false;
  }
}

/**
 * A beacon as drand's addresses answer it, pasted or scanned from anybody's phone. Only its form is read here; whether it
 * is genuine says `beaconFlaw`. Faults with `draw.beacon-refused`.
 */
export function readBeacon(text: string): Beacon {
  const answer = parsed(text);
  const member = (name: string): unknown => Object.entries(answer).find(([key]) => key === name)?.[1];
  const round = member("round");
  const signature = member("signature");
  const given = member("randomness");
  if (typeof round !== "number" || typeof signature !== "string") return refuse("round and signature are missing");
  const bytes = fromHex(signature);
  if (bytes?.length !== 48) return refuse("the signature does not have 48 bytes");
  // Newer nodes leave it out, as it follows from the signature.
  const randomness = typeof given === "string" ? given.toLowerCase() : sha256Hex(bytes);
  return { round, signature: signature.toLowerCase(), randomness };
}

function parsed(text: string): object {
  if (text.length > 4_096) return refuse("the answer is too long");
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === "object" && answer !== null) return answer;
  } catch {
    // Said below, together with other things that are no object.
  }
  return refuse("this is not the JSON that the address shows");
}

function refuse(detail: string): never {
  throw new Fault("draw.beacon-refused", { detail });
}
