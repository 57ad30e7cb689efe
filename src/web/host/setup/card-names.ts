/** The six cards of the set-up, in their order. */
export const CARDS = ["event", "guide", "survey", "prizes", "swag", "privacy"] as const;
export type CardName = (typeof CARDS)[number];

/** The card that holds the field at a path of the setup. */
export function cardOf(path: string): CardName {
  if (/^(?:guide|frameworks|requiredRequests|keyMode|handMadeCounts)/.test(path)) return "guide";
  if (/^(?:survey|rules\.survey)/.test(path)) return "survey";
  if (/^prizes/.test(path)) return "prizes";
  if (/^swag/.test(path)) return "swag";
  if (/^(?:privacy|rules\.age14)/.test(path)) return "privacy";
  return "event";
}
