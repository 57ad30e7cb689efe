import { z } from "zod";

/** What can be taken along of a challenge. */
export const ExportName = z.enum(["entries", "survey", "audit", "scans"]);
export type ExportName = z.infer<typeof ExportName>;

export const ExportFormat = z.enum(["csv", "jsonl"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** What it is for; the audit log keeps it for ever, so it is a choice and no text. */
export const ExportPurpose = z.enum(["report", "check", "accounting", "archive", "research"]);
export type ExportPurpose = z.infer<typeof ExportPurpose>;

export const ExportQuery = z.object({ format: ExportFormat.default("csv"), purpose: ExportPurpose });

export const TelemetryTable = z.enum([
  "transactions",
  "spans",
  "errors",
  "metricsets",
  "logs",
  "contents",
  "trace_services",
  "service_minutes",
]);
export type TelemetryTable = z.infer<typeof TelemetryTable>;

/** What a table holds of the space; `bytes` as they take in the store, which a file comes near. */
export const TelemetrySize = z.object({ table: TelemetryTable, rows: z.number().int(), bytes: z.number().int() });
export type TelemetrySize = z.infer<typeof TelemetrySize>;
export const TelemetrySizes = z.object({ tables: z.array(TelemetrySize) });
export type TelemetrySizes = z.infer<typeof TelemetrySizes>;

export const TelemetryExportQuery = z.object({ purpose: ExportPurpose });
