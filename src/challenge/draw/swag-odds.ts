import { type Chance, liveItems, type SwagItem } from "./swag-roll.ts";

/** What stands on the sign before anybody rolls (§8). */
export interface SwagOdds {
  readonly blank: Chance;
  readonly items: readonly { readonly id: string; readonly remaining: number; readonly chance: Chance }[];
  readonly remaining: number;
  /** No item is left: the raffle is closed, and no chance is shown. */
  readonly soldOut: boolean;
}

/** The exact chances of the next roll, as reduced pairs of whole numbers. */
export function swagOdds(blank: Chance, items: readonly SwagItem[]): SwagOdds {
  const live = liveItems(items);
  const of = live.reduce((sum, { weight }) => sum + weight, 0);
  return {
    blank: reduced(blank.num, blank.den),
    items: live.map(({ id, remaining, weight }) => ({
      id,
      remaining,
      chance: reduced((blank.den - blank.num) * weight, blank.den * of),
    })),
    remaining: live.reduce((sum, { remaining }) => sum + remaining, 0),
    soldOut: live.length === 0,
  };
}

/**
 * A chance in words that never lie by rounding: `50%`, `33.3%`; what is possible is never `0%` and what is not certain
 * never `100%`.
 */
export function percentText({ num, den }: Chance): string {
  const tenths = Math.round((num * 1_000) / den);
  if (num > 0 && tenths === 0) return "<0.1%";
  if (num < den && tenths === 1_000) return ">99.9%";
  return `${tenths / 10}%`;
}

/** How many rolls until everything is gone: mean and standard deviation (§8). Without end when every roll is a blank. */
export function rollsUntilSoldOut(stock: number, { num, den }: Chance): { readonly mean: number; readonly sd: number } {
  const win = (den - num) / den;
  return { mean: stock / win, sd: Math.sqrt((stock * num) / den) / win };
}

/** The chance of a blank, in whole percent, with which the stock lasts for so many visitors who roll once each. */
export function proposeBlank(stock: number, visitorsPerHour: number, hours: number): Chance {
  const rolls = visitorsPerHour * hours;
  const percent = rolls <= stock ? 0 : Math.ceil(100 * (1 - stock / rolls) - 1e-9);
  return { num: Math.min(99, percent), den: 100 };
}

function reduced(num: number, den: number): Chance {
  let [a, b] = [num, den];
  while (b > 0) [a, b] = [b, a % b];
  return { num: num / a, den: den / a };
}
