import { type EpochMicros, epochMicros, MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Draw } from "./rows.ts";

/** The list must be fixed this long before the public number exists (specification of the draw, 2). */
export const LEAST_BEFORE_DRAW = 60 * MICROS_PER_SECOND;
/** How long phones may seal a number, and then how long they may show it (3, mode B). */
export const ROOM_WINDOW = 60 * MICROS_PER_SECOND;

export const usesRoom = (mode: Draw["mode"]): boolean => mode === "B" || mode === "A+B";
export const usesBeacon = (mode: Draw["mode"]): boolean => mode === "A" || mode === "A+B";

/**
 * What the freeze must leave until the planned time. Numbers of the room are all shown before the public one exists, or
 * who withholds theirs would know what they change.
 */
export const leastBeforeDraw = (mode: Draw["mode"]): number => (usesRoom(mode) ? 2 * ROOM_WINDOW : LEAST_BEFORE_DRAW);

/** The two windows; both begin with the freeze. */
export function roomWindows({ mode, frozenAt }: Pick<Draw, "mode" | "frozenAt">) {
  if (!usesRoom(mode) || frozenAt === undefined) return undefined;
  return { sealUntil: epochMicros(frozenAt + ROOM_WINDOW), showUntil: epochMicros(frozenAt + 2 * ROOM_WINDOW) };
}

/** From when on a frozen draw can be held. */
export function dueAt(draw: Draw): EpochMicros {
  return epochMicros(Math.max(draw.plannedAt, draw.roundAt ?? 0, roomWindows(draw)?.showUntil ?? 0));
}
