import type { SwagRollView } from "../../contract/index.ts";
import { openStore, readJson, writeJson } from "../survey/storage.ts";

/** What this phone knows of its roll by itself: the seal it saw before, the nonce it made, the result it was given. */
export interface KeptRoll {
  readonly nonce: string;
  /** As it was shown before the button was pressed. */
  readonly commit: string;
  readonly roll?: SwagRollView;
}

const keyOf = (raffle: string): string => `sadari.swag.${raffle}`;

export const keptRoll = (raffle: string): KeptRoll | undefined => readJson<KeptRoll>(openStore(), keyOf(raffle));

export const keepRoll = (raffle: string, kept: KeptRoll): boolean => writeJson(openStore(), keyOf(raffle), kept);

/** 16 bytes nobody else knows. */
export const newNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The nonce of this raffle: the one that may be on its way already, so that a second press is no second roll. */
export function nonceFor(raffle: string, commit: string): string {
  const kept = keptRoll(raffle);
  if (kept !== undefined) return kept.nonce;
  const nonce = newNonce();
  keepRoll(raffle, { nonce, commit });
  return nonce;
}
