/** Sadari's own log and counters. It never traces itself. */

export { Counter, Gauge, Histogram } from "prom-client";
export { createLog, type Log, type LogLevel, silentLog } from "./log.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
