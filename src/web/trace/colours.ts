import type { TraceItem } from "../../contract/index.ts";

/** Number of hues in `base.css`; red is none of them, it means failure. */
const HUES = 10;
/** The first of them are told apart at a glance; each of the rest looks like one of these. */
const PLAIN_HUES = 6;
/** Of the plain ones those that are nearest to each other, in light and in dark. */
const NEAR: Readonly<Record<number, readonly number[]>> = { 1: [4], 2: [5], 4: [1, 6], 5: [2], 6: [4] };

export type ColourBy = "service" | "type";

/** By service where several took part, else by type: whichever tells more apart. */
export function defaultColourBy(services: readonly string[]): ColourBy {
  return services.length > 1 ? "service" : "type";
}

export const colourName = (item: TraceItem, by: ColourBy): string =>
  by === "service" ? item.service : item.kind === "transaction" ? "transaction" : item.subtype || item.type;

/**
 * A hue from 1 to 10 for every name: by the name's hash, so that it is mostly the same on every page, and the next
 * one that can be told from those given already. Names keep what they had in `before`.
 */
export function assignHues(
  names: Iterable<string>,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const wanted = [...new Set(names)].sort();
  const hues = new Map(wanted.flatMap((name) => entryOf(name, before)));
  for (const name of wanted) if (!hues.has(name)) hues.set(name, freeHue(name, new Set(hues.values())));
  return new Map(wanted.map((name) => [name, hues.get(name) ?? HUES]));
}

const entryOf = (name: string, hues: ReadonlyMap<string, number>): readonly (readonly [string, number])[] => {
  const hue = hues.get(name);
  return hue === undefined ? [] : [[name, hue]];
};

function freeHue(name: string, taken: ReadonlySet<number>): number {
  const start = hash(name);
  const plain = Array.from({ length: PLAIN_HUES }, (_, step) => ((start + step) % PLAIN_HUES) + 1);
  const all = Array.from({ length: HUES }, (_, step) => ((start + step) % HUES) + 1);
  const isFree = (hue: number) => !taken.has(hue);
  const isApart = (hue: number) => isFree(hue) && !NEAR[hue]?.some((near) => taken.has(near));
  return plain.find(isApart) ?? plain.find(isFree) ?? all.find(isFree) ?? (start % HUES) + 1;
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 16_777_619);
  return value >>> 0;
}
