import { useEffect, useState } from "react";
import type { AppNow } from "../live/live-state.ts";

/** An arrival stays in the light at least this long before the next one takes its place. */
export const ARRIVAL_MS = 4_000;
/** After a rush only so many are still shown one by one. */
const LONGEST_QUEUE = 5;

/** The apps in order of arrival, newest first. */
export function byArrival(apps: ReadonlyMap<string, AppNow>): readonly AppNow[] {
  return [...apps.values()].sort((a, b) => b.ordinal - a.ordinal || b.firstSeen - a.firstSeen);
}

/**
 * Which app is in the light after the one of place `shown`, `apps` newest first: the next that arrived,
 * or one further on when the queue has grown too long. Undefined when `shown` is the newest.
 */
export function nextArrival(apps: readonly AppNow[], shown: number): AppNow | undefined {
  const waiting = apps.filter((app) => app.ordinal > shown);
  return waiting[Math.min(waiting.length, LONGEST_QUEUE) - 1];
}

/** The app in the light: the newest at first, then one arrival after the other, each for its four seconds. */
export function useArrival(apps: readonly AppNow[]): AppNow | undefined {
  const [shown, setShown] = useState<{ ordinal: number; since: number } | null>(null);
  const newest = apps[0];
  const next = shown ? nextArrival(apps, shown.ordinal) : newest;
  const ordinal = next?.ordinal;
  useEffect(() => {
    if (ordinal === undefined) return;
    const wait = shown ? Math.max(0, shown.since + ARRIVAL_MS - Date.now()) : 0;
    const timer = setTimeout(() => setShown({ ordinal, since: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [ordinal, shown]);
  return apps.find((app) => app.ordinal === shown?.ordinal) ?? newest;
}
