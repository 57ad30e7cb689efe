import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TraceAnswer } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice, Notice } from "../app/notice-pages.tsx";
import type { RangeName, TraceSearch } from "../app/search.ts";
import { formatDuration, formatMoment } from "../i18n/format.ts";
import { useServerNow } from "../live/use-live.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import panel from "../ui/panel.module.css";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { assignHues, type ColourBy, colourName, defaultColourBy } from "./colours.ts";
import { EventDrawer } from "./event-drawer.tsx";
import classes from "./trace-page.module.css";
import { TraceToolbar } from "./trace-toolbar.tsx";
import { useGrowingTrace } from "./use-growing-trace.ts";
import { useOpenItem } from "./use-open-item.ts";
import { initiallyFolded, visibleRows } from "./visible-rows.ts";
import { buildWaterfall, type Waterfall } from "./waterfall.ts";
import { WaterfallGrid } from "./waterfall-grid.tsx";

const route = getRouteApi("/shell/traces/$traceId");

/** A trace as a waterfall. */
export function TracePage() {
  const { traceId } = route.useParams();
  const { data, error, growing, retry } = useGrowingTrace(traceId);
  if (data && data.items.length > 0) return <Trace key={traceId} trace={data} growing={growing} />;
  return <NoTrace traceId={traceId} error={error} retry={retry} />;
}

interface NoTraceProps {
  readonly traceId: string;
  readonly error: unknown;
  readonly retry: () => void;
}

function NoTrace({ traceId, error, retry }: NoTraceProps) {
  const { t } = useTranslation();
  usePageTitle(`${t("trace.title")} ${traceId.slice(0, 8)}`);
  if (error instanceof ApiFault && error.code === "apm.trace-unknown") {
    return <Notice title={t("fault.traceUnknown")} lead={t("fault.traceUnknownLead")} />;
  }
  if (error) return <FaultNotice error={error} retry={retry} />;
  return <RowSkeletons rows={12} />;
}

function Trace({ trace, growing }: { readonly trace: TraceAnswer; readonly growing: boolean }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (change: TraceSearch) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  const waterfall = useMemo(() => buildWaterfall(trace.items, trace.errors), [trace]);
  const [folded, setFolded] = useState(() => initiallyFolded(waterfall.rows, search.at ?? search.open));
  const filter = search.filter ?? "";
  const visible = useMemo(() => visibleRows(waterfall.rows, folded, filter), [waterfall, folded, filter]);
  const colourBy = search.colour ?? defaultColourBy(waterfall.services);
  const hues = useHues(waterfall, colourBy);
  const fold = (keys: readonly string[], fold: boolean) =>
    setFolded((before) =>
      fold ? new Set([...before, ...keys]) : new Set([...before].filter((key) => !keys.includes(key))),
    );
  const open = useOpenItem();

  return (
    <>
      <TraceHead trace={trace} waterfall={waterfall} growing={growing} at={search.at} range={search.range} />
      <TraceNotes trace={trace} waterfall={waterfall} />
      <div className={classes.columns}>
        <section className={`${panel.panel} ${classes.waterfall}`}>
          <TraceToolbar
            waterfall={waterfall}
            matches={filter ? visible.filter((row) => row.matches).length : null}
            filter={filter}
            colourBy={colourBy}
            hues={hues}
            set={set}
            onFoldAll={(all) =>
              setFolded(new Set(all ? waterfall.rows.filter((row) => row.children > 0).map((row) => row.key) : []))
            }
          />
          <WaterfallGrid
            waterfall={waterfall}
            visible={visible}
            folded={folded}
            hues={hues}
            colourBy={colourBy}
            startAt={search.at}
            openKey={search.open}
            onFold={fold}
            onOpen={open}
          />
        </section>
        {search.open !== undefined && (
          <EventDrawer
            key={search.open}
            traceId={trace.traceId}
            waterfall={waterfall}
            openKey={search.open}
            onOpen={open}
          />
        )}
      </div>
    </>
  );
}

/** A hue for every name, which a trace that still grows does not change. */
function useHues(waterfall: Waterfall, colourBy: ColourBy): ReadonlyMap<string, number> {
  const given = useRef<Partial<Record<ColourBy, ReadonlyMap<string, number>>>>({});
  return useMemo(() => {
    const names = waterfall.rows.map((row) => colourName(row.item, colourBy));
    const hues = assignHues(names, given.current[colourBy]);
    given.current[colourBy] = hues;
    return hues;
  }, [waterfall, colourBy]);
}

interface TraceHeadProps {
  readonly trace: TraceAnswer;
  readonly waterfall: Waterfall;
  readonly growing: boolean;
  readonly at: string | undefined;
  readonly range: RangeName | undefined;
}

function TraceHead({ trace, waterfall, growing, at, range }: TraceHeadProps) {
  const { t } = useTranslation();
  const now = useServerNow();
  const root = waterfall.rows[0]?.item;
  // The list that led here is that of the transaction the link points at, which need not begin the trace.
  const from = waterfall.rows.find((row) => row.key === at)?.item ?? root;
  const service = from?.service ?? "";
  const environment = from?.environment || undefined;
  const count = trace.total;
  const title = [nameText(root?.name ?? "", 24), nameText(root?.service ?? "", 14)].join(" · ");
  usePageTitle(`${title} · ${t("trace.title")} ${trace.traceId.slice(0, 8)}`);
  return (
    <PageHead
      crumbs={[
        { to: "/services", label: t("services.title") },
        {
          to: "/services/$name",
          params: { name: service },
          search: { environment, range },
          label: <Name value={service} />,
        },
        ...(from?.kind === "transaction"
          ? [
              {
                to: "/services/$name/transactions",
                params: { name: service },
                search: { environment, range, transaction: from.name, type: from.type },
                label: t("traces.title"),
              } as const,
            ]
          : []),
      ]}
      title={<Name value={root?.name ?? trace.traceId} longest={120} />}
      actions={<CopyButton text={window.location.href} label={t("trace.openTrace")} words={t("trace.openTrace")} />}
    >
      <p className={classes.summary}>
        <strong>{formatDuration(waterfall.totalUs)}</strong>
        <span>{formatMoment(waterfall.startedAt, now)}</span>
        <span>{t("trace.items", { count })}</span>
        {trace.errors.length > 0 && (
          <span className={classes.errorCount}>{t("trace.errors", { count: trace.errors.length })}</span>
        )}
        <code>{trace.traceId}</code>
        <span aria-live="polite" className={classes.growing}>
          {growing ? t("trace.receiving", { count }) : ""}
        </span>
      </p>
    </PageHead>
  );
}

function TraceNotes({ trace, waterfall }: Pick<TraceHeadProps, "trace" | "waterfall">) {
  const { t } = useTranslation();
  const dropped = trace.items.reduce((sum, item) => sum + item.droppedSpans, 0);
  const notes = [
    waterfall.incomplete && t("trace.incomplete"),
    trace.truncated && t("trace.truncated", { shown: trace.items.length, total: trace.total }),
    waterfall.orphans > 0 && t("trace.orphans", { count: waterfall.orphans }),
    dropped > 0 && t("trace.dropped", { count: dropped }),
    waterfall.skewed && t("trace.skewed"),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
