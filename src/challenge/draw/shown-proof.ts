import { cutOf, READABLE_LANES, shownLadder } from "./cut.ts";
import { fromHex } from "./digest.ts";
import type { Ladder } from "./ladder.ts";
import { destinations } from "./permutation.ts";
import type { ProofBundle } from "./proof-bundle.ts";
import { finalSeedOf } from "./transcript.ts";

/** What the wall paints of a proof: pole p is lane `kept[p]`, and column c ends in slot `layout[c]`. All counted from 0. */
export interface ShownProof {
  readonly kept: readonly number[];
  /** The lanes that leave before the ladder, the last reserve first; none up to 24 entries. */
  readonly dropped: readonly number[];
  /** The pole that takes each slot. */
  readonly order: readonly number[];
  readonly layout: readonly number[];
  readonly rows: Ladder;
}

/** Up to 24 entries the ladder as it stands in the proof; above, the smaller one of the cut, which follows from the proof. */
export function shownOf(bundle: ProofBundle): ShownProof {
  const { order, layout, ladder: rows } = bundle;
  if (order.length <= READABLE_LANES) return { kept: order.map((_, lane) => lane), dropped: [], order, layout, rows };
  const permutation = { order, layout, dest: destinations(order, layout) };
  const { kept, dropped, poles } = cutOf(permutation);
  const finalSeed = finalSeedOf(fromHex(bundle.server_seed) ?? new Uint8Array(), bundle.transcript);
  return { kept, dropped, order: poles.order, layout: poles.layout, rows: shownLadder(finalSeed, permutation) };
}
