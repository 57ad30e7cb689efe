import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { openStore } from "../survey/storage.ts";
import { type QueueState, StaffQueue, type Waiting } from "./staff-queue.ts";

let queue: StaffQueue | undefined;

/** One for all pages of this browser tab. */
function ownQueue(): StaffQueue {
  queue ??= new StaffQueue(openStore());
  return queue;
}

/** The one queue of this page, and what is in it; answers are read anew once something was sent. */
export function useStaffQueue(): QueueState & { add(change: Waiting): Promise<void>; dismiss(): void } {
  const client = useQueryClient();
  const [own] = useState(ownQueue);
  const state = useSyncExternalStore(own.subscribe, own.state);
  useEffect(() => {
    const again = () => void own.flush();
    again();
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [own]);
  const left = state.waiting.length;
  useEffect(() => {
    if (left === 0) void client.invalidateQueries({ queryKey: ["staff"] });
  }, [client, left]);
  return { ...state, add: (change) => own.add(change), dismiss: () => own.dismiss() };
}
