import { sha256, utf8 } from "./digest.ts";
import { HmacDrbg } from "./hmac-drbg.ts";

/** The purposes that have a stream of their own, so that none can influence another (§5). */
export type StreamLabel = "order" | "layout" | "decor" | "swag";

/** Gives the next word: a whole number from 0 to 2³² − 1. */
export type Words = () => number;

const WORDS = 2 ** 32;

/** The words of one purpose under a 32-byte seed: each is one request of four bytes, read big-endian (§5). */
export function wordStream(seed: Uint8Array, label: StreamLabel): Words {
  const nonce = sha256(label).subarray(0, 16);
  const generator = new HmacDrbg(seed, nonce, utf8(`sadari-draw/1/${label}`));
  return () => {
    const bytes = generator.generate(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  };
}

/**
 * A number from 0 to `below` − 1, each as likely as the other (1 ≤ `below` ≤ 2³²). Words above the last whole
 * multiple of `below` are thrown away: keeping them would favour small numbers. `below` = 1 takes no word.
 */
export function uniform(next: Words, below: number): number {
  if (!Number.isInteger(below) || below < 1 || below > WORDS) throw new RangeError(`uniform below ${below}`);
  if (below === 1) return 0;
  const limit = WORDS - (WORDS % below);
  let word = next();
  while (word >= limit) word = next();
  return word % below;
}

/** The numbers 0 to `length` − 1 in random order, every order equally likely (Fisher–Yates, §5). */
export function shuffle(next: Words, length: number): number[] {
  const items = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last >= 1; last--) {
    const chosen = uniform(next, last + 1);
    const item = items[last] ?? 0;
    items[last] = items[chosen] ?? 0;
    items[chosen] = item;
  }
  return items;
}
