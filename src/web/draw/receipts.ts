import type { DrawView, MyDraw } from "../../contract/index.ts";
import { openStore, readJson, writeJson } from "../survey/storage.ts";

/** What this phone was shown, by its own clock: what the host could not change afterwards without it being seen. */
export interface KeptReceipt {
  readonly draw: string;
  readonly commit: string;
  readonly prizes: string;
  readonly round?: number;
  readonly entries?: string;
  readonly n?: number;
  readonly ticket?: { readonly entry: string; readonly lane: number };
  /** Milliseconds since 1970, when the commitment and when the list was seen. */
  readonly seenAt: number;
  readonly listSeenAt?: number;
}

const keyOf = (draw: string): string => `sadari.draw.${draw}`;

export const keptReceipt = (draw: string): KeptReceipt | undefined => readJson<KeptReceipt>(openStore(), keyOf(draw));

/** The sealed value alone, seen on any page of the event: hours before the draw's own page is opened. */
export function keepSealed(draw: Pick<DrawView, "id" | "commit" | "prizesHash">, now = Date.now()): KeptReceipt {
  const before = keptReceipt(draw.id);
  if (before !== undefined) return before;
  const first: KeptReceipt = { draw: draw.id, commit: draw.commit, prizes: draw.prizesHash, seenAt: now };
  writeJson(openStore(), keyOf(draw.id), first);
  return first;
}

/** The first thing seen stays; what is seen later is added, never replaced. Lanes are counted from 0 as in the proof. */
export function keepReceipt(
  draw: DrawView,
  mine: Pick<MyDraw, "entry" | "lane"> | null,
  now = Date.now(),
): KeptReceipt {
  const first = keepSealed(draw, now);
  if (draw.entriesHash === null || first.entries !== undefined) return first;
  const lane = mine?.lane ?? null;
  const whole: KeptReceipt = {
    ...first,
    entries: draw.entriesHash,
    ...(draw.n === null ? {} : { n: draw.n }),
    ...(draw.round === null ? {} : { round: draw.round }),
    ...(mine !== null && lane !== null ? { ticket: { entry: mine.entry, lane: lane - 1 } } : {}),
    listSeenAt: now,
  };
  writeJson(openStore(), keyOf(draw.id), whole);
  return whole;
}

/** 16 bytes this phone made, for its own line of the list; the same every time. */
export const ownLucky = (draw: string): string => ownSecret(`${keyOf(draw)}.lucky`, 16);

/** 32 bytes this phone adds to a draw from the room; secret until they are shown. */
export const ownNumber = (draw: string): string => ownSecret(`${keyOf(draw)}.room`, 32);

function ownSecret(key: string, bytes: number): string {
  const known = readJson<string>(openStore(), key);
  if (typeof known === "string" && known.length === bytes * 2) return known;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  writeJson(openStore(), key, made);
  return made;
}
