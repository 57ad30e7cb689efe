import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
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
import { BY_IMPACT, GROUP_COLUMNS, sortGroups } from "./group-order.ts";
import { GroupsTable } from "./groups-table.tsx";

const route = getRouteApi("/shell/services/$name");

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
  const metric = search.metric ?? "avg";
  const sort = readSort(search.sort, GROUP_COLUMNS, BY_IMPACT);
  const types = [...new Set(answer.groups.map((group) => group.type))].sort();
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
        </div>
      </div>
      {answer.basis === "received" && <p className={panel.note}>{t("transactions.receivedBasis")}</p>}
      {rows.length > 0 ? (
        <GroupsTable
          service={name}
          rows={rows}
          search={search}
          sort={sort}
          onSort={(next) => set({ sort: writeSort(next) })}
        />
      ) : (
        <NoGroups answer={answer} onLonger={() => set({ range: "24h", type: undefined })} />
      )}
      {answer.truncated && <p className={panel.note}>{t("transactions.truncated")}</p>}
    </section>
  );
}

function NoGroups({ answer, onLonger }: { readonly answer: TransactionsAnswer; readonly onLonger: () => void }) {
  const { t } = useTranslation();
  const now = useServerNow();
  if (!answer.service) return <p className={panel.empty}>{t("transactions.unknownService")}</p>;
  return (
    <div className={panel.empty}>
      <p>
        {t("transactions.empty")} {t("transactions.emptyLead", { time: formatMoment(answer.service.lastSeen, now) })}
      </p>
      <Button variant="default" onClick={onLonger}>
        {t("transactions.showLonger")}
      </Button>
    </div>
  );
}
