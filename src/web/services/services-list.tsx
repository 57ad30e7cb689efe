import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { RangeName, Sort } from "../app/search.ts";
import { formatMillis, formatThroughput } from "../i18n/format.ts";
import { useServerNow } from "../live/use-live.ts";
import { AgeText, MomentText } from "../ui/age.tsx";
import { Card, Cards, Figure, Figures } from "../ui/cards.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Failed } from "../ui/failed.tsx";
import { IconClock } from "../ui/icons.tsx";
import { LanguageBadge } from "../ui/language-badge.tsx";
import { Name } from "../ui/name.tsx";
import { type ServiceLine, SILENT_US } from "./service-lines.ts";
import classes from "./services-list.module.css";

interface ListProps {
  readonly rows: readonly ServiceLine[];
  readonly range: RangeName | undefined;
}

interface TableProps extends ListProps {
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

export function ServicesTable({ rows, range, sort, onSort }: TableProps) {
  const { t } = useTranslation();
  const now = useServerNow();
  const columns = useMemo(() => columnsOf(t, range), [t, range]);
  return (
    <DataTable
      caption={t("services.caption")}
      columns={columns}
      rows={rows}
      rowKey={(line) => line.key}
      rowState={(line) => stateOf(line, now)}
      sort={sort}
      onSort={onSort}
    />
  );
}

/** The same lines for a phone: no sideways scrolling, targets for a thumb. */
export function ServiceCards({ rows, range }: ListProps) {
  const { t } = useTranslation();
  const now = useServerNow();
  return (
    <Cards label={t("services.caption")}>
      {rows.map((line) => (
        <Card key={line.key} state={stateOf(line, now)} className={classes.card}>
          <div className={classes.cardHead}>
            <ServiceName line={line} range={range} />
            <span className={classes.muted}>
              <AgeText at={line.lastSeen} />
            </span>
          </div>
          <p className={classes.muted}>
            <AgentText line={line} />
            {line.environment && (
              <>
                {" · "}
                <Name value={line.environment} longest={24} />
              </>
            )}
          </p>
          {line.hasData ? (
            <Figures columns={3}>
              <Figure label={t("services.throughput")}>
                <Throughput line={line} />
              </Figure>
              <Figure label={t("services.latency")}>
                <Latency line={line} />
              </Figure>
              <Figure label={t("services.failedRate")}>
                <FailedRate line={line} />
              </Figure>
            </Figures>
          ) : (
            <p className={classes.waiting}>{t("services.waiting")}</p>
          )}
        </Card>
      ))}
    </Cards>
  );
}

function columnsOf(t: TFunction, range: RangeName | undefined): readonly Column<ServiceLine>[] {
  return [
    {
      id: "name",
      header: t("services.name"),
      sortable: true,
      cell: (line) => <ServiceName line={line} range={range} />,
    },
    {
      id: "environment",
      header: t("services.environment"),
      width: "11%",
      sortable: true,
      from: "medium",
      cell: (line) => (line.environment ? <Name value={line.environment} longest={24} /> : <Faint />),
    },
    { id: "agent", header: t("services.agent"), width: "17%", from: "wide", cell: (line) => <AgentText line={line} /> },
    {
      id: "firstSeen",
      header: t("services.firstSeen"),
      width: "105px",
      sortable: true,
      numeric: true,
      from: "wide",
      cell: (line) => <MomentText at={line.firstSeen} />,
    },
    {
      id: "lastSeen",
      header: t("services.lastSeen"),
      width: "105px",
      sortable: true,
      numeric: true,
      cell: (line) => <AgeText at={line.lastSeen} />,
    },
    {
      id: "throughput",
      header: t("services.throughput"),
      width: "125px",
      sortable: true,
      numeric: true,
      cell: (line) => <Throughput line={line} />,
    },
    {
      id: "latency",
      header: t("services.latency"),
      width: "150px",
      sortable: true,
      numeric: true,
      cell: (line) => <Latency line={line} />,
    },
    {
      id: "failedRate",
      header: t("services.failedRate"),
      width: "95px",
      sortable: true,
      numeric: true,
      cell: (line) => <FailedRate line={line} />,
    },
  ];
}

const Faint = () => <span className={classes.muted}>—</span>;

interface LineProps {
  readonly line: ServiceLine;
}

/** A figure that nobody has counted is a dash, never a zero. */
const isCounted = (line: ServiceLine): boolean => line.hasData && line.throughputPerMinute !== null;

const Throughput = ({ line }: LineProps) =>
  line.hasData && line.throughputPerMinute !== null ? formatThroughput(line.throughputPerMinute) : <Faint />;

const Latency = ({ line }: LineProps) => (isCounted(line) ? formatMillis(line.latencyUs) : <Faint />);

const FailedRate = ({ line }: LineProps) => (isCounted(line) ? <Failed rate={line.failedRate} /> : <Faint />);

function stateOf(line: ServiceLine, now: number): "new" | "silent" | undefined {
  if (now - line.firstSeen < MICROS_PER_MINUTE) return "new";
  return now - line.lastSeen > SILENT_US ? "silent" : undefined;
}

function ServiceName({ line, range }: { readonly line: ServiceLine; readonly range: RangeName | undefined }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const state = stateOf(line, now);
  return (
    <span className={classes.name}>
      <LanguageBadge language={line.language} agent={line.agent} />
      <Link
        to="/services/$name"
        params={{ name: line.name }}
        search={{ environment: line.environment || undefined, range }}
        className={classes.link}
      >
        <Name value={line.name} />
      </Link>
      {state === "new" && <span className={classes.tag}>{t("services.isNew")}</span>}
      {state === "silent" && <span className="visually-hidden">{t("services.silent")}</span>}
      {!line.hasData && <span className={classes.hint}>{t("services.waiting")}</span>}
      {line.countedByArrival && (
        <span className={classes.clock} title={t("services.receivedBasis")}>
          <IconClock />
          <span className="visually-hidden">{t("services.receivedBasis")}</span>
        </span>
      )}
    </span>
  );
}

function AgentText({ line }: LineProps) {
  const agent = [line.agent, line.agentVersion].filter(Boolean).join(" ");
  const parts = [line.framework || line.language, agent].filter(Boolean);
  return <Name value={parts.join(" · ")} longest={48} />;
}
