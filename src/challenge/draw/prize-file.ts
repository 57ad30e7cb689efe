import { Fault } from "../../kernel/index.ts";

/** A prize and how many there are of it. The list is sorted by rank, best first. */
export interface Prize {
  readonly prize: string;
  readonly quantity: number;
}

const PRIZE_LINE = /^([^\t\n\r]+)\t([1-9]\d{0,6})$/;

/** The prizes as text: `prize TAB quantity LF`, best first (§4), in NFC. Faults with `draw.list-invalid`. */
export function writePrizes(prizes: readonly Prize[]): string {
  const text = prizes.map(({ prize, quantity }) => `${prize.normalize("NFC")}\t${quantity}\n`).join("");
  if (readPrizes(text)?.length !== prizes.length)
    throw new Fault("draw.list-invalid", { detail: "a prize has no name or no whole quantity" });
  return text;
}

/** Reads the prize file strictly; undefined when a line is malformed. */
export function readPrizes(text: string): readonly Prize[] | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "" || !text.isWellFormed()) return undefined;
  const prizes = lines.flatMap((line) => {
    const [, prize, quantity] = PRIZE_LINE.exec(line) ?? [];
    return prize === undefined ? [] : { prize, quantity: Number(quantity) };
  });
  return prizes.length === lines.length ? prizes : undefined;
}

/** How many can win: the sum of the quantities. */
export const prizeCount = (prizes: readonly Prize[]): number => prizes.reduce((sum, { quantity }) => sum + quantity, 0);

/** The prize of each of the first `slots` ranks, best first; fewer when there are fewer prizes. */
export function prizesBySlot(prizes: readonly Prize[], slots: number): string[] {
  const ranked: string[] = [];
  for (const { prize, quantity } of prizes) {
    for (let left = quantity; left > 0 && ranked.length < slots; left--) ranked.push(prize);
  }
  return ranked;
}
