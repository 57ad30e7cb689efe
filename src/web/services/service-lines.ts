import type { ServiceRow, ServicesAnswer } from "../../contract/index.ts";
import { MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { Sort } from "../app/search.ts";
import { type AppNow, appKey } from "../live/live-state.ts";

/** One line of the list: what the store knows of a service, brought up to now by the live feed. */
export interface ServiceLine {
  readonly key: string;
  readonly name: string;
  readonly environment: string;
  readonly agent: string;
  readonly agentVersion: string;
  readonly language: string;
  readonly framework: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly hasData: boolean;
  readonly throughputPerMinute: number;
  readonly latencyUs: number | null;
  readonly failedRate: number | null;
  readonly countedByArrival: boolean;
}

/** After this much silence a service is shown as silent, not removed. */
export const SILENT_US = MICROS_PER_MINUTE;

/** What the columns can be sorted by. */
export const SORTABLE = [
  "name",
  "environment",
  "firstSeen",
  "lastSeen",
  "throughput",
  "latency",
  "failedRate",
] as const;
export const NEWEST_FIRST: Sort = { column: "firstSeen", descending: true };

/**
 * Joins the stored services with the live ones. With `liveFigures` the numbers are those of the last minute
 * from the feed; else those of the answer's range, where an app not in the answer had no transactions.
 */
export function serviceLines(
  answer: ServicesAnswer | undefined,
  apps: ReadonlyMap<string, AppNow>,
  liveFigures: boolean,
): readonly ServiceLine[] {
  const lines = new Map<string, ServiceLine>();
  for (const row of answer?.services ?? []) {
    const key = appKey(row.name, row.environment);
    const app = apps.get(key);
    lines.set(key, app ? joinedLine(row, app, liveFigures) : storedLine(row, key, liveFigures));
  }
  for (const app of apps.values()) if (!lines.has(app.key)) lines.set(app.key, liveLine(app, liveFigures));
  return [...lines.values()];
}

const NO_FIGURES = { throughputPerMinute: 0, latencyUs: null, failedRate: null };

function storedLine(row: ServiceRow, key: string, liveFigures: boolean): ServiceLine {
  const { basis, ...rest } = row;
  // The feed knows every app of the last minute: one it does not know has been silent.
  return { ...rest, ...(liveFigures ? NO_FIGURES : {}), key, hasData: true, countedByArrival: basis === "received" };
}

function liveLine(app: AppNow, liveFigures: boolean): ServiceLine {
  return { ...app, ...(liveFigures ? {} : NO_FIGURES), agentVersion: "", countedByArrival: false };
}

function joinedLine(row: ServiceRow, app: AppNow, liveFigures: boolean): ServiceLine {
  const figures = liveFigures ? app : row;
  return {
    ...storedLine(row, app.key, liveFigures),
    throughputPerMinute: figures.throughputPerMinute,
    latencyUs: figures.latencyUs,
    failedRate: figures.failedRate,
    language: row.language || app.language,
    framework: row.framework || app.framework,
    firstSeen: Math.min(row.firstSeen, app.firstSeen),
    lastSeen: Math.max(row.lastSeen, app.lastSeen),
  };
}

const byName = new Intl.Collator("ko", { numeric: true });

/** Sorted by a column, those without a value last, equal ones by name so that the order is always the same. */
export function sortLines(lines: readonly ServiceLine[], sort: Sort): readonly ServiceLine[] {
  const direction = sort.descending ? -1 : 1;
  const compare = comparatorOf(sort.column);
  return [...lines].sort(
    (a, b) => compare(a, b, direction) || byName.compare(a.name, b.name) || byName.compare(a.key, b.key),
  );
}

type Comparator = (a: ServiceLine, b: ServiceLine, direction: number) => number;

function comparatorOf(column: string): Comparator {
  switch (column) {
    case "name":
      return (a, b, direction) => direction * byName.compare(a.name, b.name);
    case "environment":
      return (a, b, direction) => direction * byName.compare(a.environment, b.environment);
    case "lastSeen":
      return (a, b, direction) => direction * (a.lastSeen - b.lastSeen);
    case "throughput":
      return (a, b, direction) => direction * (a.throughputPerMinute - b.throughputPerMinute);
    case "latency":
      return (a, b, direction) => compareNullable(a.latencyUs, b.latencyUs, direction);
    case "failedRate":
      return (a, b, direction) => compareNullable(a.failedRate, b.failedRate, direction);
    default:
      return (a, b, direction) => direction * (a.firstSeen - b.firstSeen);
  }
}

function compareNullable(a: number | null, b: number | null, direction: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return direction * (a - b);
}

/** The lines whose name, framework or agent contains every word of `filter`. */
export function filterLines(
  lines: readonly ServiceLine[],
  filter: string,
  environment: string | undefined,
): readonly ServiceLine[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    if (environment !== undefined && line.environment !== environment) return false;
    const text = `${line.name} ${line.framework} ${line.agent}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
