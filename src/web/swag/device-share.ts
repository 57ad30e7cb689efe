import { rollSwag } from "../../challenge/draw/index.ts";
import type { SwagShare, SwagUploadBody, SwagUploaded } from "../../contract/index.ts";
import { openStore, readJson, type Store, writeJson } from "../survey/storage.ts";

export type DeviceRoll = SwagUploadBody["rolls"][number];

/** All that a device without network knows; what is not in its storage did not happen. */
export interface DeviceState {
  readonly day: string;
  readonly share: SwagShare;
  /** Made here, oldest first, numbered on from `share.lastSeq`. */
  readonly rolls: readonly DeviceRoll[];
  /** The last number the server has. */
  readonly told: number;
  /** Tickets that drew elsewhere too, and numbers that are no ticket; until somebody looked. */
  readonly twice: readonly string[];
  readonly unknown: readonly string[];
}

const keyOf = (slug: string): string => `sadari.raffle-device.${slug}`;

export const readDevice = (slug: string, store: Store = openStore()): DeviceState | undefined =>
  readJson<DeviceState>(store, keyOf(slug));

export const writeDevice = (slug: string, state: DeviceState, store: Store = openStore()): boolean =>
  writeJson(store, keyOf(slug), state);

export const forgetDevice = (slug: string, store: Store = openStore()): void => store.removeItem(keyOf(slug));

export const beginDevice = (day: string, share: SwagShare): DeviceState => ({
  day,
  share,
  rolls: [],
  told: share.lastSeq,
  twice: [],
  unknown: [],
});

/** What is left of the share. */
export const leftOf = ({ share, rolls }: DeviceState): SwagShare["items"] =>
  share.items.map((item) => ({
    ...item,
    remaining: item.remaining - rolls.filter(({ result }) => result === item.id).length,
  }));

export const waitingOf = ({ rolls, told }: DeviceState): readonly DeviceRoll[] => rolls.filter(({ seq }) => seq > told);

export type Rolled =
  | { readonly kind: "rolled"; readonly state: DeviceState; readonly roll: DeviceRoll }
  | { readonly kind: "empty" | "drawn" | "full" };

/**
 * One roll out of the share, computed here as the server computes it again later. It is in the storage before anybody sees
 * it, so that a reload neither loses nor repeats it; and what another tab stored meanwhile is heeded.
 */
export function rollHere(
  slug: string,
  { ticket, nonce, at }: { readonly ticket: string; readonly nonce: string; readonly at: number },
  store: Store = openStore(),
): Rolled {
  const state = readDevice(slug, store);
  if (state === undefined) return { kind: "empty" };
  const { share, rolls } = state;
  if (ticket !== "" && rolls.some(({ pid }) => pid === ticket)) return { kind: "drawn" };
  const seq = share.lastSeq + rolls.length + 1;
  const pid = ticket === "" ? `guest-${seq}` : ticket;
  const items = leftOf(state).map(({ id, remaining, weight }) => ({ id, remaining, weight }));
  const { raffle, blank } = share;
  const drawn = rollSwag({ daySeed: bytesOf(share.daySeed), raffle, seq, pid, nonce, blank, items });
  if (drawn.kind === "sold-out") return { kind: "empty" };
  const roll = { seq, pid, nonce, at, result: drawn.kind === "item" ? drawn.item : null };
  const next = { ...state, rolls: [...rolls, roll] };
  return writeDevice(slug, next, store) ? { kind: "rolled", state: next, roll } : { kind: "full" };
}

/** What the server took over; rolls that were made while it answered wait for the next time. */
export function noteTold(slug: string, answer: SwagUploaded, store: Store = openStore()): DeviceState | undefined {
  const state = readDevice(slug, store);
  if (state === undefined) return undefined;
  const next = {
    ...state,
    told: Math.max(state.told, answer.lastSeq),
    twice: [...new Set([...state.twice, ...answer.twice])],
    unknown: [...new Set([...state.unknown, ...answer.unknown])],
  };
  writeDevice(slug, next, store);
  return next;
}

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
