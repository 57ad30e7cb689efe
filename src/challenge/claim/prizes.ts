import type { Prize } from "../../contract/index.ts";
import { TAX_FREE_PRIZE_WON } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** The prize by its id; one that the setup does not name any more has its id as name. */
export const prizeOf = ({ setup }: Challenge, id: string): Prize =>
  setup.prizes.find((prize) => prize.id === id) ?? {
    id,
    rank: 99,
    name: { ko: id, en: id },
    quantity: 1,
    valueWon: 0,
  };

export const isTaxed = ({ valueWon }: Prize): boolean => valueWon > TAX_FREE_PRIZE_WON;
