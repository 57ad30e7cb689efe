import { useSyncExternalStore } from "react";
import { type Outbox, type OutboxState, outboxOf } from "./outbox.ts";

/** The outbox of a challenge with its state as it changes. */
export function useOutbox(slug: string): { readonly outbox: Outbox; readonly state: OutboxState } {
  const outbox = outboxOf(slug);
  const state = useSyncExternalStore(outbox.subscribe, () => outbox.state);
  return { outbox, state };
}
