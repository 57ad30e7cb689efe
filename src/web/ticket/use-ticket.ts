import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { MyTicket, PublicChallenge } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { outboxOf } from "../survey/outbox.ts";
import { challengeQuery, myTicketQuery } from "./api.ts";
import { followTicket } from "./follow-ticket.ts";
import { dropTicket, type KeptTicket, keepTicket, keptTicket } from "./kept-ticket.ts";

export interface TicketState {
  readonly challenge: PublicChallenge | undefined;
  readonly challengeError: unknown;
  /** Null when this browser has none; undefined while that is not known. */
  readonly ticket: MyTicket | null | undefined;
  /** False while what is shown is the last that was seen. */
  readonly connected: boolean;
  /** Server's clock less this device's, in microseconds. */
  readonly skew: number;
  readonly retry: () => void;
}

/** How often we ask while the stream is away. */
const ASK_EVERY_MS = 5_000;

const isAway = (error: unknown): boolean => error instanceof ApiFault && (error.status === 0 || error.status >= 500);

/** The ticket of this browser: what was kept at once, then what the server says, then every change as it happens. */
export function useTicket(slug: string): TicketState {
  const [kept] = useState<KeptTicket | undefined>(() => keptTicket(slug));
  const client = useQueryClient();
  const challenge = useQuery(challengeQuery(slug));
  const [streaming, setStreaming] = useState(false);
  const me = useQuery({ ...myTicketQuery(slug), refetchInterval: streaming ? false : ASK_EVERY_MS });
  const hasTicket = me.data !== undefined && me.error === null;
  useEffect(() => {
    if (!hasTicket) return;
    return followTicket(slug, {
      onTicket: (ticket) => client.setQueryData(myTicketQuery(slug).queryKey, ticket),
      onState: setStreaming,
    });
  }, [slug, hasTicket, client]);

  useEffect(() => {
    // Answers given without network wait on whatever page is open when it is back.
    if (streaming) outboxOf(slug).reconnect();
  }, [slug, streaming]);

  const away = isAway(me.error);
  const gone = me.error !== null && !away;
  const ticket = gone ? null : (me.data ?? (away ? kept?.ticket : undefined));
  useKept(slug, gone, me.data, challenge.data);
  const state = me.data?.challenge.state;
  const known = useRef(state);
  useEffect(() => {
    // The host took a step: what everybody sees of the event has changed too.
    if (known.current !== undefined && known.current !== state) void challenge.refetch();
    known.current = state;
  }, [state, challenge.refetch]);
  return {
    challenge: challenge.data ?? kept?.challenge,
    challengeError: challenge.error,
    ticket: ticket === undefined && me.isPending ? undefined : (ticket ?? (away ? undefined : null)),
    connected: !away && (streaming || me.dataUpdatedAt > Date.now() - 2 * ASK_EVERY_MS),
    skew: useSkew(me.data?.serverTime ?? challenge.data?.serverTime),
    retry: () => {
      void challenge.refetch();
      void me.refetch();
    },
  };
}

function useKept(
  slug: string,
  gone: boolean,
  ticket: MyTicket | undefined,
  challenge: PublicChallenge | undefined,
): void {
  useEffect(() => {
    if (gone) dropTicket(slug);
    else if (ticket !== undefined) keepTicket(slug, { ticket, challenge, at: Date.now() });
  }, [slug, gone, ticket, challenge]);
}

function useSkew(serverTime: number | undefined): number {
  const [skew, setSkew] = useState(0);
  useEffect(() => {
    if (serverTime !== undefined) setSkew(serverTime - Date.now() * 1_000);
  }, [serverTime]);
  return skew;
}

/** The server's time, moving on with this device's clock. */
export function useServerNow(skew: number, everyMillis = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMillis);
    return () => clearInterval(timer);
  }, [everyMillis]);
  return now * 1_000 + skew;
}
