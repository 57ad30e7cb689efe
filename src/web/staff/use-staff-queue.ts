import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { ApiFault, sendJson } from "../app/api.ts";
import { openStore } from "../survey/storage.ts";
import type { DeskVault } from "./desk-vault.ts";
import { type QueueState, StaffQueue, type Waiting } from "./staff-queue.ts";

let queue: StaffQueue | undefined;

/** One for all pages of this browser tab; sealed where the phone has a PIN. */
export function openStaffQueue(vault: DeskVault): StaffQueue {
  queue ??= new StaffQueue(vault.isMade ? vault : openStore(), send);
  return queue;
}

/** With the shift goes what it left. */
export function forgetStaffQueue(vault: DeskVault): void {
  openStaffQueue(vault).forget();
  queue = undefined;
}

/** A gift that somebody else gave away first is answered, not refused; here it is what a person has to look at. */
async function send(path: string, body: unknown): Promise<unknown> {
  const answer = await sendJson<unknown>("POST", path, body);
  if (isAlready(answer) && path.endsWith("/hand-over")) {
    throw new ApiFault(409, { error: "", code: "swag.handed-over", fix: "" });
  }
  return answer;
}

const isAlready = (answer: unknown): boolean =>
  typeof answer === "object" && answer !== null && "already" in answer && answer.already === true;

/** The one queue of this page, and what is in it; answers are read anew once something was sent. */
export function useStaffQueue(
  vault: DeskVault,
): QueueState & { add(change: Waiting): Promise<void>; dismiss(id: string): void } {
  const client = useQueryClient();
  const own = openStaffQueue(vault);
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
  return { ...state, add: (change) => own.add(change), dismiss: (id) => own.dismiss(id) };
}
