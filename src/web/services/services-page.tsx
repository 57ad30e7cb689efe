import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { servicesQuery, sessionQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { type RangeName, readSort, type ServicesSearch, writeSort } from "../app/search.ts";
import { LivePill } from "../live/live-pill.tsx";
import { usePaused } from "../live/pause.ts";
import { useHeld, useLive } from "../live/use-live.ts";
import { JoinPanel } from "../onboarding/join-panel.tsx";
import { RejectionsChip } from "../rejections/rejections-chip.tsx";
import { RejectionsPanel } from "../rejections/rejections-panel.tsx";
import { ClockNotice } from "../ui/clock-notice.tsx";
import { EnvironmentSelect, FilterField, RangeSelect } from "../ui/filters.tsx";
import { IconPlus } from "../ui/icons.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { HeldNamesPanel } from "./held-names-panel.tsx";
import { useHeldOrder } from "./held-order.ts";
import {
  type FigureSource,
  filterLines,
  NEWEST_FIRST,
  type ServiceLine,
  SORTABLE,
  serviceLines,
  sortLines,
} from "./service-lines.ts";
import { ServiceCards, ServicesTable } from "./services-list.tsx";
import classes from "./services-page.module.css";

/** Names are outsiders' words: someone who sends thousands must not freeze the host's page. */
const MOST_ROWS = 300;

const route = getRouteApi("/shell/services");

/** The live list of services, the lines that connect one more, and what was turned away. */
export function ServicesPage() {
  const { t } = useTranslation();
  usePageTitle(t("services.title"));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: ServicesSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  const paused = usePaused();
  const live = useLive();
  const isHost = useQuery(sessionQuery).data?.role === "host";
  const services = useQuery(servicesQuery(search.range ?? "15m", !paused));
  const source = figureSource(search.range, live.heardAt !== null, services);
  const current = useMemo(() => serviceLines(services.data, live.apps, source), [services.data, live.apps, source]);
  const isKnown = services.data !== undefined || current.length > 0;
  const isEmpty = isKnown && current.length === 0;

  return (
    <div className={classes.page}>
      <div className={classes.titleRow}>
        <h1>{t("services.title")}</h1>
        {current.length > 0 && <span className={classes.count}>{t("services.count", { count: current.length })}</span>}
        <RejectionsChip />
        <div className={classes.actions}>
          <LivePill />
          {!isEmpty && (
            <Button leftSection={<IconPlus />} onClick={() => set({ join: search.join ? undefined : true })}>
              {t("join.button")}
            </Button>
          )}
        </div>
      </div>
      <ClockNotice />
      {(isEmpty || search.join) && (
        <JoinPanel empty={isEmpty} lines={current} onClose={isEmpty ? undefined : () => set({ join: undefined })} />
      )}
      <HeldNamesPanel />
      {services.error && (
        <div className={classes.panel}>
          <FaultNotice error={services.error} retry={() => void services.refetch()} />
        </div>
      )}
      {!isKnown && !services.error && <RowSkeletons rows={8} />}
      {isKnown && !isEmpty && <ServiceList current={current} search={search} set={set} paused={paused} />}
      <RejectionsPanel />
      {isHost && current.length > 0 && (
        <p>
          <Link to="/host/data">{t("recap.telemetry.open")}</Link>
        </p>
      )}
    </div>
  );
}

/** While one range is shown in the place of another, its figures are those of the wrong one. */
function figureSource(
  range: RangeName | undefined,
  isHeard: boolean,
  answer: { readonly data: unknown; readonly isPlaceholderData: boolean },
): FigureSource {
  if (range === undefined) return isHeard ? "feed" : "nobody";
  return answer.data === undefined || answer.isPlaceholderData ? "nobody" : "answer";
}

interface ServiceListProps {
  readonly current: readonly ServiceLine[];
  readonly search: ServicesSearch;
  readonly set: (change: ServicesSearch) => void;
  readonly paused: boolean;
}

function ServiceList({ current, search, set, paused }: ServiceListProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 700px)", false, { getInitialValueInEffect: false });
  const [reading, setReading] = useState(false);
  const filter = search.filter ?? "";
  const sort = readSort(search.sort, SORTABLE, NEWEST_FIRST);
  const wanted = useMemo(
    () => sortLines(filterLines(current, filter, search.environment), sort).map((line) => line.key),
    [current, filter, search.environment, sort],
  );
  const { order, waiting } = useHeldOrder(wanted, paused || reading, JSON.stringify(search));
  const byKey = new Map(useHeld(current, paused).map((line) => [line.key, line]));
  const rows = order.slice(0, MOST_ROWS).flatMap((key) => byKey.get(key) ?? []);
  const unlisted = order.length - rows.length;
  return (
    <section className={classes.panel} aria-label={t("services.title")}>
      <div className={classes.filters}>
        <FilterField
          label={t("services.filter")}
          placeholder={t("services.filterPlaceholder")}
          value={filter}
          onChange={(value) => set({ filter: value || undefined })}
        />
        <EnvironmentSelect
          environments={current.map((line) => line.environment)}
          value={search.environment}
          onChange={(environment) => set({ environment })}
        />
        <RangeSelect value={search.range} withLive onChange={(range) => set({ range })} />
        {waiting > 0 && (
          <button
            type="button"
            className={classes.waiting}
            title={t("live.showHeld")}
            onClick={() => setReading(false)}
          >
            {t("live.held", { count: waiting })}
          </button>
        )}
        <span className="visually-hidden" aria-live="polite">
          {waiting > 0 ? t("live.held", { count: waiting }) : ""}
        </span>
      </div>
      <div
        onPointerEnter={(event) => event.pointerType === "mouse" && setReading(true)}
        onPointerLeave={() => setReading(false)}
      >
        {narrow ? (
          <ServiceCards rows={rows} range={search.range} />
        ) : (
          <ServicesTable
            rows={rows}
            range={search.range}
            sort={sort}
            onSort={(next) => set({ sort: writeSort(next) })}
          />
        )}
      </div>
      {unlisted > 0 && <p className={classes.unlisted}>{t("services.unlisted", { count: unlisted })}</p>}
      {rows.length === 0 && (
        <div className={classes.noMatch}>
          <p>{filter.trim() ? t("services.noMatch", { filter }) : t("services.noneInEnvironment")}</p>
          <Button variant="default" onClick={() => set({ filter: undefined, environment: undefined })}>
            {t("services.clearFilter")}
          </Button>
        </div>
      )}
    </section>
  );
}
