import type { Diagnosis } from "../../contract/index.ts";

/** What the strip says: keys under `guide.`, and what to change where one line mends it. */
export interface StripWords {
  readonly tone: "waiting" | "trouble" | "good" | "done";
  readonly says: "nothing" | "connected" | "wrongKey" | "refused" | "default_name" | "mangled" | "need_more" | "done";
  /** Which line of the guide has to change. */
  readonly change: "key" | "name" | undefined;
}

/** A name that is nothing but what an agent put in the place of letters it does not take. */
const MANGLED = /^[_\s-]*_[_\s-]*$/;

export function stripWords({ step, app }: Diagnosis): StripWords {
  const mangled = app !== null && MANGLED.test(app.service);
  switch (step) {
    case "nothing":
      return { tone: "waiting", says: "nothing", change: undefined };
    case "connected":
      return { tone: "waiting", says: "connected", change: undefined };
    case "wrong-key":
      return { tone: "trouble", says: "wrongKey", change: "key" };
    case "refused":
      return { tone: "trouble", says: "refused", change: undefined };
    case "default-name":
      return { tone: "trouble", says: mangled ? "mangled" : "default_name", change: "name" };
    case "seen":
      if (mangled) return { tone: "trouble", says: "mangled", change: "name" };
      return { tone: "good", says: "need_more", change: undefined };
    case "done":
      return { tone: "done", says: "done", change: undefined };
  }
}

/** Whether the app is there at last: the moment to be told aloud. */
export const isThere = (step: Diagnosis["step"]): boolean => step === "seen" || step === "done";
