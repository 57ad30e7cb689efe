import { useEffect, useSyncExternalStore } from "react";

let paused = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stops or resumes every live view of this tab. */
export function togglePause(): void {
  paused = !paused;
  for (const listener of listeners) listener();
}

export function usePaused(): boolean {
  return useSyncExternalStore(subscribe, () => paused);
}

/** While mounted, Space outside fields and buttons toggles the pause. */
export function usePauseKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== "Space" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(SPACE_IS_TAKEN)) return;
      event.preventDefault();
      togglePause();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

const SPACE_IS_TAKEN = "input,textarea,select,button,a,summary,[role=tab],[role=treegrid],[contenteditable]";
