import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { MyKeys } from "../../contract/index.ts";
import { takeKey } from "./api.ts";

export interface MyKeysState {
  /** Undefined without a ticket and until the first answer. */
  readonly keys: MyKeys | undefined;
  /** A new key; those before stop working. */
  rotate(): Promise<unknown>;
}

/** The reader's key for their snippets: made when the guide is opened for the first time, so that nobody has to ask. */
export function useMyKeys(slug: string, hasTicket: boolean): MyKeysState {
  const client = useQueryClient();
  const queryKey = ["me", slug, "keys"];
  const { data } = useQuery({
    queryKey,
    queryFn: () => takeKey(slug, "ensure"),
    enabled: hasTicket,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    keys: hasTicket ? data : undefined,
    rotate: async () => client.setQueryData(queryKey, await takeKey(slug, "rotate")),
  };
}
