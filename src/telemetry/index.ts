/**
 * What agents sent, kept in ClickHouse: by default a child of this process, else a server or a cluster by its
 * URL. `EventSink.write` resolves when the events are on our disk; they reach ClickHouse within about a
 * second, each once, and then can be asked for. The reader is the only way to ask.
 */

export { restoreTelemetry, type SnapshotFile, snapshotTelemetry, type TelemetrySnapshot } from "./backup.ts";
export { engineLibrary, thisPlatform } from "./child-server/index.ts";
export { parseServerUrl } from "./clickhouse/index.ts";
export { BELIEVED_AHEAD } from "./encode/index.ts";
export {
  beginTelemetry,
  openTelemetry,
  type Telemetry,
  type TelemetryHealth,
  type TelemetryOptions,
} from "./open-telemetry.ts";
export type { QueryValue, Question, Reader } from "./reader/index.ts";
export type { Retention, RetentionLimits, RetentionReport, StoredDay } from "./retention.ts";
export { lockFolder } from "./spool/index.ts";
export type { ClickHouseChoice } from "./store.ts";
export type { TableCheck, VerifyReport } from "./verify.ts";
