import { commitTo } from "./commitment.ts";
import { rollSwag, type SwagInput } from "./swag-roll.ts";

/** What a phone keeps of its roll, to check it when the day's seed is shown. */
export interface SwagReceipt extends Omit<SwagInput, "daySeed"> {
  /** The seal of the day as it was shown before the roll. */
  readonly commit: string;
  readonly roll: number;
  /** The item, or null for a blank. */
  readonly result: string | null;
}

export type SwagFinding = "swag.ok" | "swag.commit-differs" | "swag.roll-differs" | "swag.result-differs";

export const SWAG_FINDINGS: Readonly<Record<SwagFinding, { readonly ko: string; readonly en: string }>> = {
  "swag.ok": { ko: "내 뽑기를 다시 계산했더니 같아요.", en: "Your roll, computed again, is the same." },
  "swag.commit-differs": {
    ko: "공개한 씨앗이 뽑기 전에 봉인한 값과 달라요.",
    en: "The seed does not open what was sealed before your roll.",
  },
  "swag.roll-differs": {
    ko: "다시 계산한 숫자가 내가 받은 것과 달라요.",
    en: "The number, computed again, is not the one you were given.",
  },
  "swag.result-differs": {
    ko: "다시 계산한 결과가 내가 받은 것과 달라요.",
    en: "The result, computed again, is not the one you were given.",
  },
};

/** Whether a roll was what the sealed seed said: a blank as well as an item (§8). */
export function checkSwag(receipt: SwagReceipt, daySeed: Uint8Array): SwagFinding {
  if (commitTo("swag", daySeed) !== receipt.commit) return "swag.commit-differs";
  const again = rollSwag({ ...receipt, daySeed });
  if (again.kind === "sold-out") return "swag.result-differs";
  if (again.roll !== receipt.roll) return "swag.roll-differs";
  return (again.kind === "item" ? again.item : null) === receipt.result ? "swag.ok" : "swag.result-differs";
}
