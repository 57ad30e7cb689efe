import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TraceSample, TracesAnswer } from "../../contract/index.ts";
import { tracesQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import type { TracesSearch } from "../app/search.ts";
import { formatMillis, formatMoment } from "../i18n/format.ts";
import { LivePill } from "../live/live-pill.tsx";
import { usePaused } from "../live/pause.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { RangeSelect } from "../ui/filters.tsx";
import { Meter } from "../ui/meter.tsx";
import { Name } from "../ui/name.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import panel from "../ui/panel.module.css";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { OutcomeMark } from "./outcome-mark.tsx";
import { timeOf, traceMoment } from "./trace-time.ts";
import classes from "./traces-page.module.css";

const route = getRouteApi("/shell/services/$name/transactions");

/** The newest traces of a transaction, or of the whole service. */
export function TracesPage() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { range = "15m", environment, transaction, type } = search;
  usePageTitle(transaction ?? name);
  const answer = useQuery(tracesQuery({ name, environment, range, transaction, type }, !usePaused()));
  return (
    <>
      <PageHead
        crumbs={[
          { to: "/services", label: t("services.title") },
          {
            to: "/services/$name",
            params: { name },
            search: { environment, range: search.range },
            label: <Name value={name} />,
          },
        ]}
        title={transaction === undefined ? t("traces.all") : <Name value={transaction} longest={120} />}
        actions={<LivePill />}
      />
      <section className={panel.panel} aria-labelledby="traces-title">
        <div className={panel.bar}>
          <h2 id="traces-title">{t("traces.title")}</h2>
          <RangeSelect
            value={search.range}
            onChange={(chosen) =>
              void navigate({ search: (before) => ({ ...before, range: chosen }), replace: true, resetScroll: false })
            }
          />
        </div>
        {answer.data ? (
          <Traces answer={answer.data} search={search} />
        ) : answer.error ? (
          <FaultNotice error={answer.error} retry={() => void answer.refetch()} />
        ) : (
          <RowSkeletons rows={10} />
        )}
      </section>
    </>
  );
}

function Traces({ answer, search }: { readonly answer: TracesAnswer; readonly search: TracesSearch }) {
  const { t } = useTranslation();
  const longest = answer.traces.reduce((most, trace) => Math.max(most, trace.durationUs), 1);
  const columns: readonly Column<TraceSample>[] = [
    {
      id: "time",
      header: t("traces.time"),
      width: "clamp(116px, 34vw, 132px)",
      cell: (trace) => <TraceLink trace={trace} answer={answer} search={search} />,
    },
    ...(search.transaction === undefined
      ? [
          {
            id: "name",
            header: t("transactions.name"),
            from: "narrow" as const,
            cell: (trace: TraceSample) => <Name value={trace.name} longest={80} />,
          },
        ]
      : []),
    {
      id: "duration",
      header: t("traces.duration"),
      cell: (trace) => <Meter share={trace.durationUs / longest} label={formatMillis(trace.durationUs)} />,
    },
    {
      id: "outcome",
      header: t("traces.outcome"),
      width: "clamp(100px, 30vw, 112px)",
      cell: (trace) => <OutcomeMark outcome={trace.outcome} />,
    },
    {
      id: "result",
      header: t("traces.result"),
      width: "130px",
      from: "narrow",
      cell: (trace) => <Name value={trace.result} longest={24} />,
    },
    {
      id: "spans",
      header: t("traces.spans"),
      width: "80px",
      numeric: true,
      from: "narrow",
      cell: (trace) => trace.spans,
    },
    {
      id: "trace",
      header: t("traces.trace"),
      width: "120px",
      from: "medium",
      cell: (trace) => <code>{trace.traceId.slice(0, 8)}</code>,
    },
  ];
  if (answer.traces.length === 0) return <p className={panel.empty}>{t("traces.empty")}</p>;
  return (
    <>
      {answer.basis === "received" && <p className={panel.note}>{t("transactions.receivedBasis")}</p>}
      <DataTable
        caption={t("traces.caption", { transaction: search.transaction ?? t("traces.all") })}
        columns={columns}
        rows={answer.traces}
        rowKey={(trace) => `${trace.traceId} ${trace.transactionId}`}
      />
      {answer.truncated && <p className={panel.foot}>{t("traces.truncated")}</p>}
    </>
  );
}

interface TraceLinkProps {
  readonly trace: TraceSample;
  readonly answer: TracesAnswer;
  readonly search: TracesSearch;
}

function TraceLink({ trace, answer, search }: TraceLinkProps) {
  const { t } = useTranslation();
  // The answer's own end: a table of hundreds of rows need not be drawn again every second for the date's sake.
  const now = answer.range.to;
  const { shown, own } = timeOf(trace, answer.basis);
  const said = own === null ? undefined : t("traces.ownTime", { time: formatMoment(own, now) });
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId: trace.traceId }}
      search={{ at: `transaction:${trace.transactionId}`, range: search.range }}
      className={panel.rowLink}
      title={said}
    >
      {traceMoment(shown, now)}
      {/* Where all times are those of arrival, the note above the table says so. */}
      {own !== null && answer.basis === "event" && <span className={classes.mark}>{t("traces.arrived")}</span>}
      {search.transaction === undefined && (
        <span className={classes.name}>
          <Name value={trace.name} longest={80} />
        </span>
      )}
      {said !== undefined && <span className="visually-hidden"> {said}</span>}
    </Link>
  );
}
