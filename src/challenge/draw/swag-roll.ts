import { canonicalBytes } from "./canonical.ts";
import { hmacSha256 } from "./digest.ts";
import { uniform, wordStream } from "./stream.ts";

/** A chance as a pair of whole numbers: `num` of `den`. Never a fraction, so that every program rolls alike. */
export interface Chance {
  readonly num: number;
  readonly den: number;
}

export interface SwagItem {
  readonly id: string;
  readonly remaining: number;
  /** A fixed weight, or none: then what remains is the weight, and the items run out together. */
  readonly weight?: number | undefined;
}

/** Everything one roll depends on (§8). */
export interface SwagInput {
  /** 32 bytes, sealed before the first roll of the day: `commitTo("swag", daySeed)`. */
  readonly daySeed: Uint8Array;
  readonly raffle: string;
  /** The last number used plus one: without gaps, from 1, given out by the store. */
  readonly seq: number;
  readonly pid: string;
  /** 16 bytes in hex from the visitor's phone: the host cannot know it, and a retry carries the same. */
  readonly nonce: string;
  readonly blank: Chance;
  /** In any order; those of which nothing remains take no part. */
  readonly items: readonly SwagItem[];
}

/** `sold-out` uses up no sequence number. `pick` of `of` is where the second roll fell among the weights. */
export type SwagRoll =
  | { readonly kind: "sold-out" }
  | { readonly kind: "blank"; readonly roll: number }
  | {
      readonly kind: "item";
      readonly roll: number;
      readonly pick: number;
      readonly of: number;
      readonly item: string;
      readonly left: number;
    };

/**
 * One roll of the raffle (§8): first whether it is a blank, so that the chance of one never depends on the stock, then
 * which of the items that are left. Sold out comes before both.
 */
export function rollSwag({ daySeed, raffle, seq, pid, nonce, blank, items }: SwagInput): SwagRoll {
  requireChance(blank);
  const live = liveItems(items);
  if (live.length === 0) return { kind: "sold-out" };
  const inputs = canonicalBytes({ v: "sadari-swag/1", raffle, seq, pid, nonce });
  const next = wordStream(hmacSha256(daySeed, inputs), "swag");
  const roll = uniform(next, blank.den);
  if (roll < blank.num) return { kind: "blank", roll };
  const of = live.reduce((sum, item) => sum + item.weight, 0);
  const pick = uniform(next, of);
  const item = itemAt(live, pick);
  return { kind: "item", roll, pick, of, item: item.id, left: item.remaining - 1 };
}

/** The items that take part, in the order in which they are counted through: by id, as UTF-8 sorts. */
export function liveItems(items: readonly SwagItem[]): { id: string; remaining: number; weight: number }[] {
  return items
    .map(({ id, remaining, weight }) => ({ id, remaining, weight: weight ?? remaining }))
    .filter(({ remaining, weight }) => remaining > 0 && weight > 0)
    .toSorted((a, b) => compareCodePoints(a.id, b.id));
}

function itemAt<T extends { readonly weight: number }>(live: readonly T[], pick: number): T {
  let left = pick;
  for (const item of live) {
    if (left < item.weight) return item;
    left -= item.weight;
  }
  throw new RangeError(`the pick ${pick} is beyond the weights`);
}

function requireChance({ num, den }: Chance): void {
  if (!Number.isInteger(num) || !Number.isInteger(den) || num < 0 || num > den || den < 1)
    throw new RangeError(`${num} of ${den} is no chance`);
}

function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  for (const [index, point] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (point !== other) return point - other;
  }
  return left.length - right.length;
}
