import { useEffect, useRef, useState } from "react";

const ACTS = ["pointerdown", "keydown", "touchstart", "wheel"] as const;

/**
 * Seconds left until `onIdle`, counted from the last touch or key; `seconds` while somebody is active. Not running, it
 * stays at `seconds`.
 */
export function useIdle(seconds: number, isRunning: boolean, onIdle: () => void): number {
  const [left, setLeft] = useState(seconds);
  const callback = useRef(onIdle);
  callback.current = onIdle;
  useEffect(() => {
    setLeft(seconds);
    if (!isRunning) return;
    let deadline = performance.now() + seconds * 1_000;
    const touch = () => {
      deadline = performance.now() + seconds * 1_000;
      setLeft(seconds);
    };
    const timer = setInterval(() => {
      const next = Math.max(0, Math.ceil((deadline - performance.now()) / 1_000));
      setLeft(next);
      if (next === 0) callback.current();
    }, 250);
    for (const act of ACTS) window.addEventListener(act, touch, { passive: true });
    return () => {
      clearInterval(timer);
      for (const act of ACTS) window.removeEventListener(act, touch);
    };
  }, [seconds, isRunning]);
  return left;
}
