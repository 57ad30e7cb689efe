import { useEffect, useState, useSyncExternalStore } from "react";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { LiveFeed } from "../live/live-feed.ts";
import { EMPTY_LIVE_STATE, type LiveState } from "../live/live-state.ts";

/**
 * What walls are told, over a connection of the page's own: the one that all tabs of a browser share tells hosts more,
 * and a host's laptop at the projector must show no more than a wall.
 */
export function useWallLive(challenge: string | undefined): LiveState {
  return useLine(`/api/live/wall${challenge === undefined ? "" : `?challenge=${encodeURIComponent(challenge)}`}`);
}

/** The same for anybody who has the challenge's address. */
export const usePublicWall = (slug: string): LiveState => useLine(`/api/e/${encodeURIComponent(slug)}/wall/live`);

function useLine(url: string): LiveState {
  const [state, setState] = useState<LiveState>(EMPTY_LIVE_STATE);
  useEffect(() => {
    const feed = new LiveFeed(url, setState);
    feed.open();
    return () => feed.close();
  }, [url]);
  return state;
}

const listeners = new Set<() => void>();
let browserNow = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribeSeconds(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    browserNow = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** Now by the server's clock in microseconds, renewed once a second. */
export function useWallClock({ clockOffsetMs }: Pick<LiveState, "clockOffsetMs">): number {
  const now = useSyncExternalStore(subscribeSeconds, () => browserNow);
  return (now + (clockOffsetMs ?? 0)) * MICROS_PER_MILLI;
}
