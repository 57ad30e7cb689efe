import type { TransactionGroup } from "../../contract/index.ts";
import type { LatencyMetric, Sort } from "../app/search.ts";

export const GROUP_COLUMNS = ["name", "type", "latency", "throughput", "failedRate", "impact"] as const;
export const BY_IMPACT: Sort = { column: "impact", descending: true };

/** Groups by a column, equal ones by name; a rate that could not be computed comes last either way. */
export function sortGroups(
  groups: readonly TransactionGroup[],
  sort: Sort,
  metric: LatencyMetric,
): readonly TransactionGroup[] {
  const direction = sort.descending ? -1 : 1;
  return [...groups].sort((a, b) => compareBy(sort.column, metric, direction)(a, b) || a.name.localeCompare(b.name));
}

function compareBy(
  column: string,
  metric: LatencyMetric,
  direction: number,
): (a: TransactionGroup, b: TransactionGroup) => number {
  switch (column) {
    case "name":
      return (a, b) => direction * a.name.localeCompare(b.name);
    case "type":
      return (a, b) => direction * a.type.localeCompare(b.type);
    case "latency":
      return (a, b) => direction * (a.latencyUs[metric] - b.latencyUs[metric]);
    case "throughput":
      return (a, b) => direction * (a.throughputPerMinute - b.throughputPerMinute);
    case "failedRate":
      return (a, b) => {
        if (a.failedRate === null || b.failedRate === null)
          return Number(a.failedRate === null) - Number(b.failedRate === null);
        return direction * (a.failedRate - b.failedRate);
      };
    default:
      return (a, b) => direction * (a.impact - b.impact);
  }
}
