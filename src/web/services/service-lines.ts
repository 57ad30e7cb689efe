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
  /** Null while nobody has counted yet: a zero would say that the app did nothing. */
  readonly throughputPerMinute: number | null;
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
 * Whose figures the lines have: those of the last minute from the `feed`, those of the `answer`'s range, or
 * `nobody`'s, while the one that was asked has not answered.
 */
export type FigureSource = "feed" | "answer" | "nobody";

/** Joins the stored services with the live ones. */
export function serviceLines(
  answer: ServicesAnswer | undefined,
  apps: ReadonlyMap<string, AppNow>,
  source: FigureSource,
): readonly ServiceLine[] {
  const lines = new Map<string, ServiceLine>();
  for (const row of answer?.services ?? []) {
    const key = appKey(row.name, row.environment);
    const app = apps.get(key);
    lines.set(key, app ? joinedLine(row, app, source) : storedLine(row, key, source));
  }
  for (const app of apps.values())
    if (!lines.has(app.key)) lines.set(app.key, { ...app, ...liveFigures(app, answer, source), ...NOT_STORED });
  return [...lines.values()];
}

type Figures = Pick<ServiceLine, "throughputPerMinute" | "latencyUs" | "failedRate">;

const NOT_COUNTED: Figures = { throughputPerMinute: null, latencyUs: null, failedRate: null };
const DID_NOTHING: Figures = { throughputPerMinute: 0, latencyUs: null, failedRate: null };
const NOT_STORED = { agentVersion: "", countedByArrival: false };

const figuresOf = ({ throughputPerMinute, latencyUs, failedRate }: Figures): Figures => ({
  throughputPerMinute,
  latencyUs,
  failedRate,
});

function storedFigures(row: ServiceRow, source: FigureSource): Figures {
  if (source === "nobody") return NOT_COUNTED;
  // The feed knows every app of the last minute: one it does not know has been silent.
  return source === "feed" ? DID_NOTHING : figuresOf(row);
}

function liveFigures(app: AppNow, answer: ServicesAnswer | undefined, source: FigureSource): Figures {
  if (source === "feed") return figuresOf(app);
  // An app that the answer leaves out did nothing in its range; of one that has come since it says nothing.
  return source === "nobody" || answer === undefined || app.firstSeen >= answer.range.to ? NOT_COUNTED : DID_NOTHING;
}

function storedLine(row: ServiceRow, key: string, source: FigureSource): ServiceLine {
  const { basis, ...rest } = row;
  return { ...rest, ...storedFigures(row, source), key, hasData: true, countedByArrival: basis === "received" };
}

function joinedLine(row: ServiceRow, app: AppNow, source: FigureSource): ServiceLine {
  return {
    ...storedLine(row, app.key, source),
    ...(source === "feed" ? figuresOf(app) : {}),
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
      return (a, b, direction) => compareNullable(a.throughputPerMinute, b.throughputPerMinute, direction);
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
