import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { myClaimQuery } from "../claim/api.ts";
import { followTicket } from "../ticket/follow-ticket.ts";
import { again } from "./api.ts";

/** Asks for the draw and the claim anew whenever something of them happened. Answers whether the line is alive. */
export function useNews(slug: string, hasTicket: boolean): boolean {
  const client = useQueryClient();
  const [alive, setAlive] = useState(false);
  useEffect(() => {
    if (!hasTicket) return;
    const ask = (): void => {
      void again(client, slug);
      void client.invalidateQueries({ queryKey: myClaimQuery(slug).queryKey });
    };
    return followTicket(slug, { onTicket: ask, onNews: ask, onState: setAlive });
  }, [client, slug, hasTicket]);
  return alive;
}
