import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type ShownProof, type ShowPlan, shownOf, showPlan } from "../../challenge/draw/index.ts";
import type { DrawView } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { proofQuery } from "./api.ts";
import { type LadderModel, ladderModel } from "./ladder-model.ts";

export interface Show {
  readonly shown: ShownProof;
  readonly model: LadderModel;
  readonly plan: ShowPlan;
  readonly prizes: number;
}

/** Everything of a show, from the published proof; undefined until the draw is held and its proof is here. */
export function useShow(slug: string, draw: DrawView | null | undefined): Show | undefined {
  const held = draw !== null && draw !== undefined && draw.drawnAt !== null;
  const { data: proof } = useQuery({ ...proofQuery(slug, draw?.name ?? ""), enabled: held });
  return useMemo(() => {
    if (!held || proof === undefined) return undefined;
    const shown = shownOf(proof);
    const prizes = proof.winners.length;
    return { shown, model: ladderModel(shown), plan: showPlan(proof.order.length, prizes), prizes };
  }, [held, proof]);
}

/** Milliseconds by the server's clock; answers that took long move it little. */
export function useServerClock(serverTime: number | undefined): () => number {
  const skew = useRef<number | undefined>(undefined);
  const seen = useRef<number | undefined>(undefined);
  if (serverTime !== undefined && seen.current !== serverTime) {
    seen.current = serverTime;
    const fresh = serverTime / MICROS_PER_MILLI - Date.now();
    // An answer can only be late, never early: the largest is the truest.
    skew.current = skew.current === undefined ? fresh : Math.max(fresh, skew.current - 20);
  }
  return useRef(() => Date.now() + (skew.current ?? 0)).current;
}

/** The server's time in milliseconds, anew a few times a second. */
export function useTicking(clock: () => number, everyMs = 250): number {
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return now;
}

/** Milliseconds since the show began; below 0 before, everything when it was skipped here, undefined without one. */
export function elapsedOf(draw: DrawView, now: number): number | undefined {
  return draw.showStartedAt === null ? undefined : now - draw.showStartedAt / MICROS_PER_MILLI;
}
