import { systemClock } from "../kernel/index.ts";
import { createLog, createMetrics } from "../self/index.ts";
import { openTelemetry, type RetentionReport, type Telemetry, type VerifyReport } from "../telemetry/index.ts";
import type { Invocation } from "./command-line.ts";
import type { Config } from "./config.ts";
import type { Terminal } from "./run.ts";
import { renderTable } from "./table.ts";

/** `retention` and `verify-store`, on the store of a stopped booth. Faults: `spool.locked` while one runs. */
export async function onStore(invocation: Invocation, config: Config, { out }: Terminal): Promise<number> {
  const { command, options } = invocation;
  await using telemetry = await openStore(config);
  if (command === "verify-store") {
    const report = await telemetry.verify();
    out(options.has("json") ? asJson(report) : renderVerification(report));
    return report.ok ? 0 : 1;
  }
  const run = options.has("run");
  const report = await (run ? telemetry.retention.run() : telemetry.retention.report());
  out(options.has("json") ? asJson({ ...report, removed: run }) : renderRetention(report, run));
  return 0;
}

const openStore = (config: Config): Promise<Telemetry> =>
  openTelemetry({
    dataDir: config.dataDir,
    clickhouse: config.clickhouseUrl === undefined ? { kind: "child" } : { kind: "server", url: config.clickhouseUrl },
    retention: { days: config.retentionDays, bytes: config.retentionBytes },
    spool: { maxBytes: config.spoolBytes },
    clock: systemClock,
    log: createLog("warn"),
    metrics: createMetrics(),
  });

function renderVerification({ tables, words }: VerifyReport): string {
  const rows = tables.map(({ node, table, rows, parts, damaged }) => [
    table,
    node,
    String(rows),
    String(parts),
    damaged.length === 0 ? "sound" : `${damaged.length} damaged`,
  ]);
  return `${renderTable(["TABLE", "NODE", "ROWS", "PARTS", "STATE"], rows)}\n${words.join("\n")}\n`;
}

export function renderRetention({ days, bytes, limits }: RetentionReport, removed: boolean): string {
  const limit = `Kept: ${limits.days} days, ${amount(limits.bytes)}. Stored: ${amount(bytes)}.\n`;
  if (days.length === 0) return `Nothing is stored.\n${limit}`;
  const done = removed ? "removed" : "to be removed";
  const rows = days.map(({ day, rows, bytes, drop }) => [
    day,
    String(rows),
    amount(bytes),
    drop === undefined ? "stays" : `${done}: ${drop}`,
  ]);
  const due = days.some(({ drop }) => drop !== undefined);
  const hint =
    due && !removed
      ? "The running booth does this by itself every 10 minutes; `sadari retention --run` does it now.\n"
      : "";
  return `${renderTable(["DAY (UTC)", "ROWS", "SIZE", "STATE"], rows)}\n${limit}${hint}`;
}

const amount = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
const asJson = (answer: unknown): string => `${JSON.stringify(answer, null, 2)}\n`;
