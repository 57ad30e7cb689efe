/**
 * What the address says after `?`, page by page. All of a page's state stands there, so that a link shows
 * a colleague the same thing; anything unreadable falls back to the default instead of failing.
 */
export const RANGES = ["15m", "1h", "6h", "24h", "7d"] as const;
export type RangeName = (typeof RANGES)[number];

export const LATENCY_METRICS = ["avg", "p50", "p95", "p99"] as const;
export type LatencyMetric = (typeof LATENCY_METRICS)[number];

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface ServicesSearch {
  readonly range?: RangeName | undefined;
  readonly environment?: string | undefined;
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly join?: boolean | undefined;
}

export interface ServiceSearch {
  readonly range?: RangeName | undefined;
  readonly environment?: string | undefined;
  readonly type?: string | undefined;
  readonly metric?: LatencyMetric | undefined;
  readonly sort?: string | undefined;
}

export interface TracesSearch {
  readonly range?: RangeName | undefined;
  readonly environment?: string | undefined;
  readonly transaction?: string | undefined;
  readonly type?: string | undefined;
}

export interface TraceSearch {
  /** The range of the list that led here, for the way back. */
  readonly range?: RangeName | undefined;
  /** Key of the row to begin at. */
  readonly at?: string | undefined;
  /** Key of the item whose details are open. */
  readonly open?: string | undefined;
  readonly filter?: string | undefined;
  readonly colour?: "service" | "type" | undefined;
}

type Raw = Readonly<Record<string, unknown>>;

export const readServicesSearch = (raw: Raw): ServicesSearch => ({
  range: readRange(raw.range),
  environment: readText(raw.environment),
  filter: readText(raw.filter),
  sort: readText(raw.sort),
  join: raw.join === true || undefined,
});

export const readServiceSearch = (raw: Raw): ServiceSearch => ({
  range: readRange(raw.range),
  environment: readText(raw.environment),
  type: readText(raw.type),
  metric: LATENCY_METRICS.find((metric) => metric === raw.metric),
  sort: readText(raw.sort),
});

export const readTracesSearch = (raw: Raw): TracesSearch => ({
  range: readRange(raw.range),
  environment: readText(raw.environment),
  transaction: readText(raw.transaction),
  type: readText(raw.type),
});

export const readTraceSearch = (raw: Raw): TraceSearch => ({
  range: readRange(raw.range),
  at: readText(raw.at),
  open: readText(raw.open),
  filter: readText(raw.filter),
  colour: raw.colour === "service" || raw.colour === "type" ? raw.colour : undefined,
});

/** `"latency.desc"` → that column downwards; anything else is `fallback`. */
export function readSort(value: string | undefined, columns: readonly string[], fallback: Sort): Sort {
  const [column, direction] = value?.split(".") ?? [];
  if (column === undefined || !columns.includes(column)) return fallback;
  return { column, descending: direction !== "asc" };
}

export const writeSort = (sort: Sort): string => `${sort.column}.${sort.descending ? "desc" : "asc"}`;

function readRange(value: unknown): RangeName | undefined {
  return RANGES.find((range) => range === value);
}

/** Typed `?environment=1` arrives as a number; a name that looks like one is still a name. */
function readText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}
