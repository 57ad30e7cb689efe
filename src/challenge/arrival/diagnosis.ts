import type { Diagnosis, MyApp } from "../../contract/index.ts";
import type { AppTable } from "../../control/index.ts";
import { isPlaceholder } from "../names/index.ts";
import type { Greeting } from "./sightings.ts";

export type AppRow = Omit<AppTable, "challenge" | "agent_key" | "ticket" | "shown" | "shown_reason" | "simulated">;

export interface Seen {
  readonly apps: readonly MyApp[];
  /** Which of them they enter with, once that is clear. */
  readonly chosen: string | undefined;
  readonly required: number;
  readonly refusal: Diagnosis["refusal"];
  readonly greeting: Greeting | undefined;
}

/** Whether a refusal is about who sends: then the line with the key is the one to change. */
const isAboutKey = (reason: string): boolean => reason.startsWith("key-") || reason === "anonymous-not-permitted";

/**
 * How far somebody's sending has come, as the strip under the guide tells it. What works outranks what does not: a
 * refusal counts only while nothing better was seen after it.
 */
export function diagnose({ apps, chosen, required, refusal, greeting }: Seen): Diagnosis {
  const app = foremost(apps, chosen, required);
  const arrived = Math.max(0, ...apps.map(({ lastSeen }) => lastSeen));
  const greeted = greeting?.at ?? 0;
  const shown = { app: app ?? null, requests: app?.transactions ?? 0, required };
  // A request greets when it begins and may be refused at its end: both bear its one time.
  const isNews = refusal !== null && refusal.at > arrived && refusal.at >= greeted;
  const current = isNews && (refusal.matched !== "address" || (arrived === 0 && greeted === 0)) ? refusal : null;
  if (app !== undefined && !app.placeholder && app.transactions >= required) {
    return { step: "done", ...shown, refusal: current };
  }
  if (current !== null)
    return { step: isAboutKey(current.reason) ? "wrong-key" : "refused", ...shown, refusal: current };
  if (app !== undefined) return { step: app.placeholder ? "default-name" : "seen", ...shown, refusal: null };
  return { step: greeting === undefined ? "nothing" : "connected", ...shown, refusal: null };
}

/** The one they chose, else one that is done, else the newest with a name of its own, else the newest. */
function foremost(apps: readonly MyApp[], chosen: string | undefined, required: number): MyApp | undefined {
  const newestFirst = [...apps].sort((a, b) => b.firstSeen - a.firstSeen);
  return (
    newestFirst.find(({ service }) => service === chosen) ??
    newestFirst.find(({ placeholder, transactions }) => !placeholder && transactions >= required) ??
    newestFirst.find(({ placeholder }) => !placeholder) ??
    newestFirst[0]
  );
}

/** An app as its owner sees it. */
export function toMyApp(row: AppRow & Partial<Pick<AppTable, "shown" | "shown_reason">>): MyApp {
  const { shown = "shown", shown_reason: reason } = row;
  return {
    service: row.service,
    ordinal: row.ordinal,
    agent: row.agent,
    language: row.language,
    framework: row.framework,
    environment: row.environment,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    transactions: row.transactions,
    errors: row.errors,
    placeholder: isPlaceholder(row.service),
    // Which word our list found is nobody's business.
    ...(shown === "shown" ? {} : { offWall: { shown, reason: shown === "hidden" ? (reason ?? "") : "" } }),
  };
}
