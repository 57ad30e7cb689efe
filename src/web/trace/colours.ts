import type { TraceItem } from "../../contract/index.ts";

/** Number of hues in `base.css`; red is none of them, it means failure. */
const HUES = 10;

export type ColourBy = "service" | "type";

/** By service where several took part, else by type: whichever tells more apart. */
export function defaultColourBy(services: readonly string[]): ColourBy {
  return services.length > 1 ? "service" : "type";
}

export const colourName = (item: TraceItem, by: ColourBy): string =>
  by === "service" ? item.service : item.kind === "transaction" ? "transaction" : item.subtype || item.type;

/**
 * A hue from 1 to 10 for every name: by the name's hash, so that it is the same on every page, and the next
 * free one where two would share it.
 */
export function assignHues(names: Iterable<string>): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  const taken = new Set<number>();
  for (const name of [...new Set(names)].sort()) {
    let hue = hash(name) % HUES;
    for (let tries = 0; taken.has(hue) && tries < HUES; tries++) hue = (hue + 1) % HUES;
    taken.add(hue);
    hues.set(name, hue + 1);
  }
  return hues;
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 16_777_619);
  return value >>> 0;
}
