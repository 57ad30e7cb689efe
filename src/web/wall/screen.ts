import { useEffect, useState } from "react";

const CURSOR_MS = 3_000;
const DRIFT_MS = 5 * 60_000;
const DRIFT_STEPS = [
  [0, 0],
  [3, 2],
  [0, 4],
  [-3, 2],
] as const;

/** What a page on a big screen needs: no cursor, `f` for the full screen, a screen that stays awake. */
export function useScreenManners(): void {
  useEffect(() => {
    const hideCursor = () => document.documentElement.setAttribute("data-cursor", "hidden");
    let timer = setTimeout(hideCursor, CURSOR_MS);
    const onMove = () => {
      document.documentElement.removeAttribute("data-cursor");
      clearTimeout(timer);
      timer = setTimeout(hideCursor, CURSOR_MS);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "f" || event.ctrlKey || event.metaKey) return;
      void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
    };
    const stayAwake = () => {
      // Only on https and localhost, and only while visible; elsewhere the host switches sleep off.
      if (!document.hidden) void navigator.wakeLock?.request("screen").catch(() => undefined);
    };
    stayAwake();
    window.addEventListener("pointermove", onMove);
    window.addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", stayAwake);
    return () => {
      clearTimeout(timer);
      document.documentElement.removeAttribute("data-cursor");
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("keydown", onKey);
      document.removeEventListener("visibilitychange", stayAwake);
    };
  }, []);
}

/** A few pixels, another few every five minutes, so that nothing burns into the screen. */
export function useDrift(): string {
  const [step, setStep] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setStep((before) => (before + 1) % DRIFT_STEPS.length), DRIFT_MS);
    return () => clearInterval(timer);
  }, []);
  const [x, y] = DRIFT_STEPS[step] ?? DRIFT_STEPS[0];
  return `translate(${x}px, ${y}px)`;
}
