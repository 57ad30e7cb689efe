import { useTranslation } from "react-i18next";
import type { TransactionGroup } from "../../contract/index.ts";
import type { ServiceSearch, Sort } from "../app/search.ts";
import { formatMillis, formatThroughput } from "../i18n/format.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Failed } from "../ui/failed.tsx";
import { Meter } from "../ui/meter.tsx";
import { Name } from "../ui/name.tsx";
import panel from "../ui/panel.module.css";
import { GroupLink, groupKey } from "./group-link.tsx";
import { impactText } from "./impact-text.ts";

interface GroupsTableProps {
  readonly service: string;
  readonly rows: readonly TransactionGroup[];
  readonly search: ServiceSearch;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

/** Transaction groups with their figures; each leads to its newest traces. */
export function GroupsTable({ service, rows, search, sort, onSort }: GroupsTableProps) {
  const { t } = useTranslation();
  const metric = search.metric ?? "avg";
  const columns: readonly Column<TransactionGroup>[] = [
    {
      id: "name",
      header: t("transactions.name"),
      sortable: true,
      cell: (group) => <GroupLink service={service} group={group} search={search} className={panel.rowLink} />,
    },
    {
      id: "type",
      header: t("transactions.type"),
      width: "12%",
      sortable: true,
      from: "medium",
      cell: (group) => <Name value={group.type} longest={32} />,
    },
    {
      id: "latency",
      header: t("transactions.latency", { metric: t(`transactions.${metric}`) }),
      width: "150px",
      sortable: true,
      numeric: true,
      cell: (group) => formatMillis(group.latencyUs[metric]),
    },
    {
      id: "throughput",
      header: t("transactions.throughput"),
      width: "130px",
      sortable: true,
      numeric: true,
      cell: (group) => formatThroughput(group.throughputPerMinute),
    },
    {
      id: "failedRate",
      header: t("transactions.failedRate"),
      width: "90px",
      sortable: true,
      numeric: true,
      cell: (group) => <Failed rate={group.failedRate} />,
    },
    {
      id: "impact",
      header: t("transactions.impact"),
      width: "190px",
      sortable: true,
      from: "medium",
      cell: (group) => (
        <span title={t("transactions.impactHelp")}>
          <Meter share={group.impact} label={impactText(group.impact)} />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("transactions.caption", { service })}
      columns={columns}
      rows={rows}
      rowKey={groupKey}
      sort={sort}
      onSort={onSort}
    />
  );
}
