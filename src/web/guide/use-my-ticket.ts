import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { MyTicket } from "../../contract/index.ts";
import { myLivePath, myTicketQuery } from "./api.ts";

export interface MyTicketState {
  /** Null without a ticket of this event in this browser; undefined while that is not known. */
  readonly ticket: MyTicket | null | undefined;
  /** False while what is shown may be old. */
  readonly connected: boolean;
}

/** How often we ask while the stream is away. */
const ASK_EVERY_MS = 5_000;

/** The reader's ticket, kept current by the server. */
export function useMyTicket(slug: string): MyTicketState {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  const { data, error } = useQuery({ ...myTicketQuery(slug), refetchInterval: connected ? false : ASK_EVERY_MS });
  const holds = data !== undefined;
  useEffect(() => {
    if (!holds) return;
    const source = new EventSource(myLivePath(slug));
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.addEventListener("me", ({ data: text }: MessageEvent<string>) => {
      setConnected(true);
      client.setQueryData(myTicketQuery(slug).queryKey, JSON.parse(text) as MyTicket);
    });
    return () => source.close();
  }, [slug, holds, client]);
  return { ticket: data ?? (error === null ? undefined : null), connected };
}
