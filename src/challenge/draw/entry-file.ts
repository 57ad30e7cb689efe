import { Fault, type TicketId, ticketId } from "../../kernel/index.ts";
import { sha256Hex } from "./digest.ts";

/** One line of the frozen list. Its place in the list is its lane. */
export interface Entry {
  readonly entry: TicketId;
  /** 16 bytes made by the visitor's own phone, as 32 hex digits; zeros when there are none. */
  readonly lucky: string;
}

export const NO_LUCKY = "0".repeat(32);

const ENTRY_LINE = /^([0-9A-HJKMNP-TV-Z]{8})\t([0-9a-f]{32})$/;

/** The frozen list as text: `entry TAB lucky LF` for each lane (§4). Faults with `draw.list-invalid`. */
export function writeEntries(entries: readonly { readonly entry: string; readonly lucky: string }[]): string {
  const text = entries.map(({ entry, lucky }) => `${entry}\t${lucky}\n`).join("");
  const read = readEntries(text);
  if (!read.ok || read.entries.length !== entries.length)
    throw new Fault("draw.list-invalid", { detail: "a line is malformed or an id is there twice" });
  return text;
}

export type EntriesRead =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | { readonly ok: false; readonly problem: "malformed" | "duplicate"; readonly line: number };

/** Reads the frozen list strictly; a problem comes with its line, counted from 1. */
export function readEntries(text: string): EntriesRead {
  const lines = text.split("\n");
  if (lines.pop() !== "") return { ok: false, problem: "malformed", line: lines.length + 1 };
  const seen = new Set<string>();
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    const [, entry, lucky] = ENTRY_LINE.exec(line) ?? [];
    if (entry === undefined || lucky === undefined) return { ok: false, problem: "malformed", line: index + 1 };
    if (seen.has(entry)) return { ok: false, problem: "duplicate", line: index + 1 };
    seen.add(entry);
    entries.push({ entry: ticketId(entry), lucky });
  }
  return { ok: true, entries };
}

/** The hash that is shown at the freeze: of the list, or of the prizes. */
export const listHash = (text: string): string => sha256Hex(text);

/**
 * The lanes at the freeze: who picked a free lane gets it, the others fill the free lanes in the order of their ids (§4).
 * A picked lane that does not exist any more, or that someone earlier in the argument holds, counts as not picked.
 */
export function assignLanes<T extends { readonly entry: string; readonly lane?: number | undefined }>(
  entries: readonly T[],
): T[] {
  const held = new Map<number, T>();
  const others: T[] = [];
  for (const entry of entries) {
    const { lane } = entry;
    const free = lane !== undefined && Number.isInteger(lane) && lane >= 0 && lane < entries.length && !held.has(lane);
    if (free) held.set(lane, entry);
    else others.push(entry);
  }
  others.sort((a, b) => (a.entry < b.entry ? -1 : 1));
  return entries.flatMap((_, lane) => held.get(lane) ?? others.shift() ?? []);
}
