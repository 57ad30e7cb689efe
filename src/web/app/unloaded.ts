import { useEffect, useState } from "react";
import { serverAnswers, serverReturns } from "./server-return.ts";

/** What Chromium, Firefox and Safari say of a script that did not come, and Vite of a style sheet. */
const SCRIPT_MISSING =
  /^(?:Failed to fetch|error loading) dynamically imported module|^Importing a module script failed/i;
const STYLE_MISSING = /^Unable to preload CSS/;

/** A part of the pages that did not come. Its words are ours: at the browser's own the router reloads on the spot. */
export class Unloaded extends Error {
  override readonly name = "Unloaded";
}

export const isUnloaded = (error: unknown): boolean =>
  error instanceof Unloaded ||
  (error instanceof Error && (SCRIPT_MISSING.test(error.message) || STYLE_MISSING.test(error.message)));

let unstyled: Unloaded | undefined;

/** `importer`, with a failure to load told apart from one inside the script. */
export const loading =
  <T>(importer: () => Promise<T>): (() => Promise<T>) =>
  async () => {
    // Vite asks for a style sheet once: a page after that would come without it. Only a reload mends this.
    if (unstyled) throw unstyled;
    try {
      return await importer();
    } catch (error) {
      if (!isUnloaded(error)) throw error;
      const unloaded = new Unloaded(`Not loaded: ${String(error)}`, { cause: error });
      if (error instanceof Error && STYLE_MISSING.test(error.message)) unstyled = unloaded;
      throw unloaded;
    }
  };

const RELOADED_KEY = "sadari.reloaded";
/** A reload that did not help is not repeated for this long. */
const ONCE_IN_MS = 60_000;

/**
 * Loads the page again as soon as that can help: when the server is back, and at once where it was there all the
 * time, because then it was renewed and this tab asks for what is no more. `stuck` when that was tried just now.
 */
export function useReload(): "asking" | "away" | "stuck" {
  const [state, setState] = useState<"asking" | "away" | "stuck">("asking");
  useEffect(() => {
    let left = false;
    const follow = async () => {
      if (await serverAnswers()) {
        if (left) return;
        if (mayReload()) window.location.reload();
        else setState("stuck");
        return;
      }
      if (left) return;
      setState("away");
      if (await serverReturns(() => left)) window.location.reload();
    };
    void follow();
    return () => {
      left = true;
    };
  }, []);
  return state;
}

/** Where the browser blocks storage nothing keeps count, so nothing is reloaded by itself. */
function mayReload(): boolean {
  try {
    const before = Number(window.sessionStorage.getItem(RELOADED_KEY) ?? 0);
    if (Date.now() - before < ONCE_IN_MS) return false;
    window.sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
    return true;
  } catch {
    return false;
  }
}
