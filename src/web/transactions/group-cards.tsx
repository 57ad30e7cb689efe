import { useTranslation } from "react-i18next";
import type { TransactionGroup } from "../../contract/index.ts";
import type { ServiceSearch } from "../app/search.ts";
import { formatMillis, formatThroughput } from "../i18n/format.ts";
import { Card, Cards, Figure, Figures } from "../ui/cards.tsx";
import { Failed } from "../ui/failed.tsx";
import { Name } from "../ui/name.tsx";
import classes from "./group-cards.module.css";
import { GroupLink, groupKey } from "./group-link.tsx";
import { impactText } from "./impact-text.ts";

interface GroupCardsProps {
  readonly service: string;
  readonly rows: readonly TransactionGroup[];
  readonly search: ServiceSearch;
}

/** The groups for a phone: the name has lines of its own, and no figure falls away. */
export function GroupCards({ service, rows, search }: GroupCardsProps) {
  const { t } = useTranslation();
  const metric = search.metric ?? "avg";
  return (
    <Cards label={t("transactions.caption", { service })}>
      {rows.map((group) => (
        <Card key={groupKey(group)}>
          <GroupLink service={service} group={group} search={search} className={classes.name} />
          <p className={classes.type}>
            <Name value={group.type} longest={32} />
          </p>
          <Figures columns={2}>
            <Figure label={t("transactions.latency", { metric: t(`transactions.${metric}`) })}>
              {formatMillis(group.latencyUs[metric])}
            </Figure>
            <Figure label={t("transactions.throughput")}>{formatThroughput(group.throughputPerMinute)}</Figure>
            <Figure label={t("transactions.failedRate")}>
              <Failed rate={group.failedRate} />
            </Figure>
            <Figure label={t("transactions.impact")}>{impactText(group.impact)}</Figure>
          </Figures>
        </Card>
      ))}
    </Cards>
  );
}
