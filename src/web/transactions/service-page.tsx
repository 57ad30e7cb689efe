import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ServiceRow, TransactionsAnswer } from "../../contract/index.ts";
import { transactionsQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { LATENCY_METRICS, readSort, type ServiceSearch, writeSort } from "../app/search.ts";
import { formatMoment } from "../i18n/format.ts";
import { LivePill } from "../live/live-pill.tsx";
import { usePaused } from "../live/pause.ts";
import { useServerNow } from "../live/use-live.ts";
import { RangeSelect, SelectField } from "../ui/filters.tsx";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import panel from "../ui/panel.module.css";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import classes from "./group-cards.module.css";
import { GroupCards } from "./group-cards.tsx";
import { BY_IMPACT, GROUP_COLUMNS, sortGroups } from "./group-order.ts";
import { GroupsTable } from "./groups-table.tsx";

const route = getRouteApi("/shell/services/$name");

/** Columns that one reads from A; of the others the greatest comes first. */
const IN_WORDS: ReadonlySet<string> = new Set(["name", "type"]);

/** One service: what it is, and its transaction groups. */
export function ServicePage() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  usePageTitle(name);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: ServiceSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  const range = search.range ?? "15m";
  const paused = usePaused();
  const query = transactionsQuery({ name, environment: search.environment, range, type: undefined }, !paused);
  const answer = useQuery(query);
  return (
    <>
      <PageHead
        crumbs={[{ to: "/services", label: t("services.title") }]}
        title={<Name value={name} />}
        actions={<LivePill />}
      >
        {answer.data?.service && <ServiceFacts service={answer.data.service} />}
      </PageHead>
      {answer.data ? (
        <Groups name={name} answer={answer.data} search={search} set={set} />
      ) : answer.error ? (
        <FaultNotice error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <RowSkeletons rows={10} />
      )}
    </>
  );
}

function ServiceFacts({ service }: { readonly service: ServiceRow }) {
  const { t } = useTranslation();
  const facts = [
    [t("transactions.environment"), service.environment],
    [t("transactions.framework"), service.framework],
    [t("transactions.language"), service.language],
    [t("transactions.agent"), [service.agent, service.agentVersion].filter(Boolean).join(" ")],
    [t("transactions.version"), service.version],
  ] as const;
  return (
    <dl className={panel.facts}>
      {facts.map(([label, value]) =>
        value === "" ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Name value={value} longest={40} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

interface GroupsProps {
  readonly name: string;
  readonly answer: TransactionsAnswer;
  readonly search: ServiceSearch;
  readonly set: (change: ServiceSearch) => void;
}

function Groups({ name, answer, search, set }: GroupsProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 700px)", false, { getInitialValueInEffect: false });
  const metric = search.metric ?? "avg";
  const latency = t("transactions.latency", { metric: t(`transactions.${metric}`) });
  const sort = readSort(search.sort, GROUP_COLUMNS, BY_IMPACT);
  // The type that is filtered by stays among them, also where the range has none of it.
  const chosen = search.type === undefined ? [] : [search.type];
  const types = [...new Set([...chosen, ...answer.groups.map((group) => group.type)])].sort();
  const rows = useMemo(
    () =>
      sortGroups(
        answer.groups.filter((group) => search.type === undefined || group.type === search.type),
        sort,
        metric,
      ),
    [answer.groups, search.type, sort, metric],
  );
  return (
    <section className={panel.panel} aria-labelledby="groups-title">
      <div className={panel.bar}>
        <h2 id="groups-title">{t("transactions.title")}</h2>
        <div className={panel.barEnd}>
          {types.length > 1 && (
            <SelectField
              label={t("transactions.type")}
              value={search.type ?? ""}
              options={[["", t("transactions.allTypes")], ...types.map((type) => [type, nameText(type, 32)] as const)]}
              onChange={(type) => set({ type: type || undefined })}
            />
          )}
          <SelectField
            label={t("transactions.metric")}
            value={metric}
            options={LATENCY_METRICS.map((each) => [
              each,
              t("transactions.latency", { metric: t(`transactions.${each}`) }),
            ])}
            onChange={(chosen) => set({ metric: LATENCY_METRICS.find((each) => each === chosen) })}
          />
          <RangeSelect value={search.range} onChange={(range) => set({ range })} />
          {narrow && rows.length > 0 && (
            <div className={classes.sort}>
              <SelectField
                label={t("transactions.sort")}
                value={sort.column}
                options={GROUP_COLUMNS.map((column) => [
                  column,
                  t("services.sortedBy", { column: column === "latency" ? latency : t(`transactions.${column}`) }),
                ])}
                onChange={(column) => set({ sort: writeSort({ column, descending: !IN_WORDS.has(column) }) })}
              />
            </div>
          )}
        </div>
      </div>
      {answer.basis === "received" && <p className={panel.note}>{t("transactions.receivedBasis")}</p>}
      {rows.length === 0 ? (
        <NoGroups answer={answer} search={search} set={set} />
      ) : narrow ? (
        <GroupCards service={name} rows={rows} search={search} />
      ) : (
        <GroupsTable
          service={name}
          rows={rows}
          search={search}
          sort={sort}
          onSort={(next) => set({ sort: writeSort(next) })}
        />
      )}
      {answer.truncated && <p className={panel.note}>{t("transactions.truncated")}</p>}
    </section>
  );
}

interface NoGroupsProps {
  readonly answer: TransactionsAnswer;
  readonly search: ServiceSearch;
  readonly set: (change: ServiceSearch) => void;
}

function NoGroups({ answer, search, set }: NoGroupsProps) {
  const { t } = useTranslation();
  const now = useServerNow();
  if (!answer.service) return <p className={panel.empty}>{t("transactions.unknownService")}</p>;
  if (answer.groups.length > 0) {
    return (
      <div className={panel.empty}>
        <p>{t("transactions.noneOfType")}</p>
        <Button variant="default" onClick={() => set({ type: undefined })}>
          {t("services.clearFilter")}
        </Button>
      </div>
    );
  }
  // A service is in the answer only because something of it lies in the range.
  const isOtherData = answer.service.transactions === 0;
  return (
    <div className={panel.empty}>
      <p>
        {t(isOtherData ? "transactions.otherData" : "transactions.empty")}{" "}
        {t("transactions.emptyLead", { time: formatMoment(answer.service.lastSeen, now) })}
      </p>
      {isOtherData && (
        <p>
          {t("transactions.otherDataLead")} <Link to="/services">{t("fault.toServices")}</Link>
        </p>
      )}
      {search.range !== "24h" && search.range !== "7d" && (
        <Button variant="default" onClick={() => set({ range: "24h", type: undefined })}>
          {t("transactions.showLonger")}
        </Button>
      )}
    </div>
  );
}
