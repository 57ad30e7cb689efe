import { useEffect, useState, useSyncExternalStore } from "react";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import type { LiveState } from "./live-state.ts";
import { liveState, subscribeLive } from "./live-store.ts";

/** The live state of this browser; the first use anywhere on a page connects. */
export function useLive(): LiveState {
  return useSyncExternalStore(subscribeLive, liveState);
}

let now = Date.now();
const tickers = new Set<() => void>();
let interval: ReturnType<typeof setInterval> | undefined;

function subscribeSeconds(listener: () => void): () => void {
  tickers.add(listener);
  interval ??= setInterval(() => {
    now = Date.now();
    for (const ticker of tickers) ticker();
  }, 1_000);
  return () => {
    tickers.delete(listener);
    if (tickers.size > 0) return;
    clearInterval(interval);
    interval = undefined;
  };
}

/** Now by the server's clock in microseconds, renewed once a second for all users together. */
export function useServerNow(): number {
  const browserNow = useSyncExternalStore(subscribeSeconds, () => now);
  const offset = useSyncExternalStore(subscribeLive, () => liveState().clockOffsetMs ?? 0);
  return (browserNow + offset) * MICROS_PER_MILLI;
}

/** `value`, standing still while `held`. */
export function useHeld<T>(value: T, held: boolean): T {
  const [kept, keep] = useState(value);
  useEffect(() => {
    if (!held) keep(value);
  }, [value, held]);
  return held ? kept : value;
}
