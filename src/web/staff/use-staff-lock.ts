import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { StaffLock } from "../../contract/index.ts";
import { ApiFault, getJson, sendJson } from "../app/api.ts";
import { openStore } from "../survey/storage.ts";
import { useIdle } from "../survey/use-idle.ts";
import { wipeDesk, wipeList } from "./desk-cache.ts";
import { DeskVault } from "./desk-vault.ts";
import { forgetStaffQueue, openStaffQueue } from "./use-staff-queue.ts";

/** A phone that nobody touched for so long may lie anywhere. */
const LOCK_AFTER_SECONDS = 120;
const ACTIVE = "sadari.staff.active";
const NOTED_EVERY_MS = 5_000;

const staffLockQuery = queryOptions({
  networkMode: "always",
  queryKey: ["staff-lock"],
  queryFn: ({ signal }) => getJson<StaffLock>("/api/staff/lock", {}, signal),
  refetchInterval: 5_000,
  retry: false,
});

/** `unset`: a PIN has to be chosen. `over`: the shift on this phone has ended. */
type DoorState = "loading" | "away" | "over" | "unset" | "locked" | "open";

export interface Door {
  readonly state: DoorState;
  readonly about: StaffLock | undefined;
  readonly error: Error | null;
  retry(): void;
  /** Chooses the PIN of this shift. */
  choose(pin: string): Promise<void>;
  /** Why it stays shut, or undefined. */
  unlock(pin: string): Promise<Unopened | undefined>;
  lock(): void;
}

type Unopened =
  | { readonly why: "wrong"; readonly left: number | undefined }
  | { readonly why: "spent" }
  | { readonly why: "spent-here" };

let vault: DeskVault | undefined;

/** One of the browser's tab. Without storage of its own a tab forgets with every reload, and asks for the PIN. */
export function ownVault(): DeskVault {
  vault ??= new DeskVault(openStore(), openTab());
  return vault;
}

function openTab(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  try {
    window.sessionStorage.getItem(ACTIVE);
    return window.sessionStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, text) => void kept.set(key, text),
      removeItem: (key) => void kept.delete(key),
    };
  }
}

/**
 * Whether this phone shows anything. It locks itself after two minutes without a touch, and then shows and keeps
 * readable nothing; the PIN opens it, with the server where that is to be had, else by what the PIN alone can open.
 */
export function useStaffLock(): Door {
  const client = useQueryClient();
  const server = useQuery(staffLockQuery);
  const [shut, setShut] = useState(isLeftAlone);
  const [ended, setEnded] = useState(false);
  const [untold, setUntold] = useState<string>();
  const about = server.data;
  const isAway = server.error instanceof ApiFault && server.error.status === 0;
  const isOver = ended || (server.error instanceof ApiFault && server.error.status === 401);
  const state = doorState({ about, shut, isAway, isOver, failed: server.error !== null && !isAway });

  const shutNow = useCallback(() => {
    setUntold(undefined);
    closeDesk(client);
    setShut(true);
  }, [client]);
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: staffLockQuery.queryKey }), [client]);

  useEffect(() => {
    if (isOver || about?.lock === "unset" || about?.lock === "none") endDesk(client);
  }, [isOver, about?.lock, client]);
  useEffect(() => {
    if (about?.lock !== "locked") return;
    // It was opened here while the network was away, and the server does not know yet.
    if (untold !== undefined) {
      setUntold(undefined);
      void sendJson("POST", "/api/staff/unlock", { pin: untold }).catch(shutNow).finally(refresh);
    } else if (!shut) shutNow();
  }, [about?.lock, untold, shut, shutNow, refresh]);
  useEffect(() => {
    if (!shut || about?.lock !== "open") return;
    // What was tapped before goes first: locked, the server would not take it.
    const tell = async (): Promise<void> => {
      const queue = openStaffQueue(ownVault());
      await queue.flush();
      if (queue.state().waiting.length > 0) return;
      await sendJson("POST", "/api/staff/lock", {});
      await refresh();
    };
    void tell().catch(() => undefined);
  }, [shut, about, refresh]);

  useIdle(LOCK_AFTER_SECONDS, state === "open" && about?.lock !== "none", shutNow);
  useActivityNotes(state === "open", shutNow);

  const opened = useCallback(() => {
    openStaffQueue(ownVault()).recall();
    noteActive();
    setShut(false);
  }, []);

  return {
    state,
    about,
    error: server.error,
    retry: () => void server.refetch(),
    lock: shutNow,
    async choose(pin) {
      const next = await sendJson<StaffLock>("PUT", "/api/staff/lock", { pin });
      await client.cancelQueries({ queryKey: staffLockQuery.queryKey });
      await ownVault().make(pin);
      client.setQueryData(staffLockQuery.queryKey, next);
      opened();
    },
    async unlock(pin) {
      const answer = await ask(pin);
      if (answer === "away") {
        const here = await ownVault().open(pin);
        if (here === "wrong" || here === "none") return { why: "wrong", left: undefined };
        if (here === "spent") return { why: "spent-here" };
        setUntold(pin);
        opened();
        return undefined;
      }
      if (answer instanceof ApiFault) {
        if (answer.code !== "auth.pin-wrong") setEnded(true);
        return answer.code === "auth.pin-wrong" ? { why: "wrong", left: triesLeft(answer) } : { why: "spent" };
      }
      // What was asked before it was opened would shut it again.
      await client.cancelQueries({ queryKey: staffLockQuery.queryKey });
      ownVault().pardon();
      if ((await ownVault().open(pin)) !== "open") await ownVault().make(pin);
      client.setQueryData(staffLockQuery.queryKey, answer);
      opened();
      return undefined;
    },
  };
}

async function ask(pin: string): Promise<StaffLock | ApiFault | "away"> {
  try {
    return await sendJson<StaffLock>("POST", "/api/staff/unlock", { pin });
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    return error.status === 0 || error.status === 503 ? "away" : error;
  }
}

/** The fault tells it in its sentence. */
function triesLeft({ message }: ApiFault): number | undefined {
  const left = /(\d+)\D*$/.exec(message)?.[1];
  return left === undefined ? undefined : Number(left);
}

interface Seen {
  readonly about: StaffLock | undefined;
  readonly shut: boolean;
  readonly isAway: boolean;
  readonly isOver: boolean;
  readonly failed: boolean;
}

function doorState({ about, shut, isAway, isOver, failed }: Seen): DoorState {
  if (isOver) return "over";
  if (about === undefined) {
    if (!isAway) return failed ? "away" : "loading";
    // Reloaded without network: what the tab itself knows.
    if (!ownVault().isMade) return "away";
    return shut || !ownVault().isOpen ? "locked" : "open";
  }
  if (about.lock === "none") return "open";
  if (about.lock === "unset") return "unset";
  return shut || about.lock === "locked" || !ownVault().isOpen ? "locked" : "open";
}

/** Nothing of the desk is left in the page or readable in the browser; what waits to be sent is kept sealed. */
function closeDesk(client: QueryClient): void {
  wipeList(openStore());
  ownVault().close();
  const [kept] = staffLockQuery.queryKey;
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== kept });
}

/** The shift is over, or another has begun on this phone. */
function endDesk(client: QueryClient): void {
  if (!ownVault().isMade) return;
  closeDesk(client);
  wipeDesk(openStore());
  forgetStaffQueue(ownVault());
  ownVault().destroy();
}

/** Reloaded, or woken after a sleep in which no timer ran. */
function isLeftAlone(): boolean {
  const kept = ownVault();
  if (!kept.isMade) return false;
  const since = Date.now() - Number(openStore().getItem(ACTIVE) ?? 0);
  const isLong = !(since >= 0 && since < LOCK_AFTER_SECONDS * 1_000);
  if (isLong) {
    wipeList(openStore());
    kept.close();
  }
  return isLong || !kept.isOpen;
}

const noteActive = (): void => {
  try {
    openStore().setItem(ACTIVE, String(Date.now()));
  } catch {
    // Then a reload asks for the PIN.
  }
};

/** Notes touches for the next reload, and looks at them when the phone wakes: no timer ran while it slept. */
function useActivityNotes(isRunning: boolean, onLeftAlone: () => void): void {
  useEffect(() => {
    if (!isRunning) return;
    let notedAt = 0;
    const wake = () => {
      if (document.visibilityState === "visible" && isLeftAlone()) onLeftAlone();
    };
    document.addEventListener("visibilitychange", wake);
    const note = () => {
      if (Date.now() - notedAt < NOTED_EVERY_MS) return;
      notedAt = Date.now();
      noteActive();
    };
    note();
    for (const act of ["pointerdown", "keydown"] as const) window.addEventListener(act, note, { passive: true });
    return () => {
      document.removeEventListener("visibilitychange", wake);
      for (const act of ["pointerdown", "keydown"] as const) window.removeEventListener(act, note);
    };
  }, [isRunning, onLeftAlone]);
}
