import { StoreRefusal, type TableBlock } from "../block.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { rowRange } from "./row-range.ts";

export interface BisectParts {
  /** Resolves when stored; rejects with a poison `StoreRefusal` (anything else ends the search). */
  readonly insert: (block: TableBlock, token: string) => Promise<void>;
  readonly letters: Pick<DeadLetters, "add">;
  /** Inserts spent on one block before what is undecided is put aside whole. */
  readonly budget: number;
}

/**
 * Stores all rows of a refused block but the bad ones, which go to the dead letters: halves are tried until
 * single rows are left, about 2 log2(n) inserts for one bad row in n. The largest ranges go first, so that
 * little is put aside undecided when the budget ends. Order and tokens depend on the block
 * alone, so that a search begun again after a crash stores nothing twice. Answers how many rows were put
 * aside.
 */
export async function bisect(
  block: TableBlock,
  token: string,
  refusal: StoreRefusal,
  parts: BisectParts,
): Promise<number> {
  const pending: { from: number; to: number; refusal: StoreRefusal }[] = [];
  let spent = 0;
  let dead = 0;
  pending.push({ from: 0, to: block.ends.length, refusal });
  for (let range = pending.shift(); range !== undefined; range = pending.shift()) {
    const { from, to } = range;
    if (to - from === 1 || spent >= parts.budget) {
      await parts.letters.add(rowRange(block, from, to), tokenOf(token, from, to), range.refusal.reason);
      dead += to - from;
      continue;
    }
    const middle = from + ((to - from) >>> 1);
    for (const [start, end] of [
      [from, middle],
      [middle, to],
    ] as const) {
      spent += 1;
      const refused = await attempt(rowRange(block, start, end), tokenOf(token, start, end), parts.insert);
      if (refused !== undefined) pending.push({ from: start, to: end, refusal: refused });
    }
  }
  return dead;
}

const tokenOf = (token: string, from: number, to: number): string => `${token}:${from}-${to}`;

async function attempt(
  block: TableBlock,
  token: string,
  insert: BisectParts["insert"],
): Promise<StoreRefusal | undefined> {
  try {
    await insert(block, token);
    return undefined;
  } catch (error) {
    if (error instanceof StoreRefusal && error.kind === "poison") return error;
    throw error;
  }
}
