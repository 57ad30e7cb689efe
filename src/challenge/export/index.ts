/**
 * What can be taken along of a challenge and of a space: CSV that no spreadsheet computes, JSON lines, Parquet. Columns are
 * listed by role, and every taking is in the audit log.
 */
export {
  createExports,
  type ExportFile,
  type ExportRole,
  type Exports,
  type TakeHome,
  type TakeHomeSizes,
} from "./exports.ts";
