import { useQuery } from "@tanstack/react-query";
import type { RejectionEntry } from "../../contract/index.ts";
import { rejectionsQuery, sessionQuery } from "../app/api.ts";
import { usePaused } from "../live/pause.ts";
import { useHeld, useLive } from "../live/use-live.ts";

export interface Rejections {
  /** Newest first. */
  readonly entries: readonly RejectionEntry[];
  readonly intakeUrl: string;
}

/** What the doors turned away lately or want looked at; null for everyone but the host. */
export function useRejections(): Rejections | null {
  const { data: session } = useQuery(sessionQuery);
  const live = useHeld(useLive(), usePaused());
  const isHost = session?.role === "host";
  const stored = useQuery({ ...rejectionsQuery, enabled: isHost && live.heardAt === null });
  if (!isHost) return null;
  const entries = live.heardAt === null ? (stored.data?.rejections ?? []) : live.rejections;
  return { entries, intakeUrl: session.intakeUrl };
}
