import type { WallApp } from "../../challenge/index.ts";
import type { LiveApp } from "../../contract/index.ts";

type Figures = Pick<LiveApp, "throughputPerMinute" | "latencyUs" | "failedRate">;

const NO_FIGURES: Figures = { throughputPerMinute: 0, latencyUs: null, failedRate: null };

/**
 * The apps that may be shown, by their numbers. Pages know an app by name and environment, and two people may have
 * given theirs one name: then the later one's environment bears its number.
 */
export function toLiveApps(
  rows: readonly WallApp[],
  figures: ReadonlyMap<string, Figures>,
): ReadonlyMap<number, LiveApp> {
  const taken = new Set<string>();
  const apps = new Map<number, LiveApp>();
  for (const row of rows) {
    if (row.shown !== "shown") continue;
    const isTaken = taken.has(`${row.environment}\u0000${row.service}`);
    taken.add(`${row.environment}\u0000${row.service}`);
    apps.set(row.ordinal, {
      name: row.service,
      environment: isTaken ? `${row.environment} #${row.ordinal}` : row.environment,
      agent: row.agent,
      language: row.language,
      framework: row.framework,
      firstSeen: row.first_seen,
      lastSeen: row.last_seen,
      hasData: true,
      ordinal: row.ordinal,
      transactions: row.transactions,
      ...(figures.get(row.service) ?? NO_FIGURES),
    });
  }
  return apps;
}
