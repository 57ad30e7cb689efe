import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TraceAnswer } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { ApiFault, traceQuery } from "../app/api.ts";
import { liveState } from "../live/live-store.ts";

const ASK_AGAIN_MS = 2_000;
/** A trace is complete when nothing new has come for this long. */
const QUIET_MS = 10_000;
/** A trace whose end lies further back than this is taken as complete when it is opened. */
const FRESH_MS = 60_000;

export interface GrowingTrace {
  readonly data: TraceAnswer | undefined;
  readonly error: unknown;
  /** True while more may come and is being asked for. */
  readonly growing: boolean;
  readonly retry: () => void;
}

/** A trace, asked for again until it stands still; one that is not known yet is waited for likewise. */
export function useGrowingTrace(traceId: string): GrowingTrace {
  const [growing, setGrowing] = useState(true);
  const answer = useQuery({ ...traceQuery(traceId), refetchInterval: growing ? ASK_AGAIN_MS : false, retry: false });
  const size = answer.data ? answer.data.total + answer.data.errors.length : 0;
  const [opened, setOpened] = useState(size);
  if (opened === 0 && size > 0) setOpened(size);
  const isOld = size > 0 && size === opened && answer.data !== undefined && !isFresh(answer.data);
  const unknown = answer.error instanceof ApiFault && answer.error.code === "apm.trace-unknown";

  // `size` is not read, it starts the wait anew: every change earns the trace another ten seconds.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (isOld) {
      setGrowing(false);
      return;
    }
    setGrowing(true);
    const timer = setTimeout(() => setGrowing(false), unknown ? QUIET_MS * 3 : QUIET_MS);
    return () => clearTimeout(timer);
  }, [size, isOld, unknown]);

  return {
    data: answer.data,
    error: answer.error,
    growing: growing && !isOld && size > 0,
    retry: () => {
      setGrowing(true);
      void answer.refetch();
    },
  };
}

function isFresh(trace: TraceAnswer): boolean {
  const end = trace.items.reduce((latest, item) => Math.max(latest, item.timestamp + item.durationUs), 0);
  const now = Date.now() + (liveState().clockOffsetMs ?? 0);
  return Math.abs(now - end / MICROS_PER_MILLI) < FRESH_MS;
}
