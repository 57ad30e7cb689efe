import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { percentText } from "../../../challenge/draw/index.ts";
import type { ChallengeView, SwagStock } from "../../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../../kernel/index.ts";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { changeOdds, removeDay, stepDay, stocksQuery } from "../../swag/api.ts";
import { GiftTable } from "../../swag/table.tsx";
import { FaultLine } from "../fault-line.tsx";
import { DayPlan, NumberField } from "./day-plan.tsx";
import classes from "./swag-view.module.css";
import { VouchersPanel } from "./vouchers-panel.tsx";

/** The raffle days, the table as staff see it, and the codes. */
export function SwagView({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const stocks = useQuery(stocksQuery(view.slug));
  const [adding, setAdding] = useState(false);
  if (stocks.error && !stocks.data) return <FaultNotice error={stocks.error} retry={() => void stocks.refetch()} />;
  if (stocks.data === undefined) return null;
  const { days } = stocks.data;
  const { timeZone } = view.setup;
  const today = dayAt(stocks.data.serverTime, timeZone);
  const isOpen = days.some(({ day }) => day.state === "open");
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <p className={classes.hint}>{t("swag.host.lead")}</p>
        {days.map((stock) => (
          <DayPanel key={stock.day.raffle} slug={view.slug} timeZone={timeZone} stock={stock} />
        ))}
        {adding || days.length === 0 ? (
          <section className={classes.panel} aria-label={t("swag.host.newDay")}>
            <h2>{t("swag.host.newDay")}</h2>
            <DayPlan
              slug={view.slug}
              timeZone={timeZone}
              day={days.some(({ day }) => day.day === today) ? "" : today}
              stock={undefined}
              onSaved={() => setAdding(false)}
            />
          </section>
        ) : (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t("swag.host.newDay")}
          </Button>
        )}
      </div>
      <div className={classes.column}>
        {isOpen && <GiftTable slug={view.slug} runs />}
        <VouchersPanel slug={view.slug} />
      </div>
    </div>
  );
}

const dayAt = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    at / MICROS_PER_MILLI,
  );

interface DayProps {
  readonly slug: string;
  readonly timeZone: string;
  readonly stock: SwagStock;
}

function DayPanel({ slug, timeZone, stock }: DayProps) {
  const { t } = useTranslation();
  const { day } = stock;
  const step = useDayStep(slug);
  const press = (which: "open" | "close" | "reveal") => step.mutate(() => stepDay(slug, day.day, which));
  return (
    <section className={classes.panel} aria-labelledby={`day-${day.day}`}>
      <h2 id={`day-${day.day}`}>
        {day.day} <span className={classes.state}>{t(`swag.host.state.${day.state}`)}</span>
      </h2>
      {day.state === "planned" ? (
        <DayPlan slug={slug} timeZone={timeZone} day={day.day} stock={stock} onSaved={() => {}} />
      ) : (
        <>
          <p>{t("swag.odds", { p: percentText(day.blank), n: day.remaining })}</p>
          <p>{t("swag.host.rolls", { rolls: stock.rolls, blanks: stock.blanks })}</p>
          <p className={classes.seal}>
            {t("swag.check.seal")} <code>{day.commit}</code>
          </p>
          {day.daySeed !== "" && (
            <p className={classes.seal}>
              {t("swag.check.seed")} <code>{day.daySeed}</code>
            </p>
          )}
        </>
      )}
      {day.state === "open" && <OddsForm slug={slug} stock={stock} />}
      {step.error && <FaultLine error={step.error} />}
      <div className={classes.buttons}>
        {day.state === "planned" && <Button onClick={() => press("open")}>{t("swag.host.open")}</Button>}
        {day.state === "planned" && (
          <Button variant="default" onClick={() => step.mutate(() => removeDay(slug, day.day))}>
            {t("swag.host.remove")}
          </Button>
        )}
        {day.state === "open" && (
          <Button variant="default" onClick={() => press("close")}>
            {t("swag.host.close")}
          </Button>
        )}
        {day.state === "closed" && (
          <Button variant="default" onClick={() => press("open")}>
            {t("swag.host.reopen")}
          </Button>
        )}
        {day.state === "closed" && <Button onClick={() => press("reveal")}>{t("swag.host.reveal")}</Button>}
      </div>
      {day.state === "closed" && <p className={classes.hint}>{t("swag.host.revealHint")}</p>}
    </section>
  );
}

function useDayStep(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (send: () => ReturnType<typeof stepDay>) => send(),
    onSuccess: (next) => client.setQueryData(stocksQuery(slug).queryKey, next),
  });
}

function OddsForm({ slug, stock: { day } }: { readonly slug: string; readonly stock: SwagStock }) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState(Math.round((100 * day.blank.num) / day.blank.den));
  const step = useDayStep(slug);
  return (
    <form
      className={classes.row}
      onSubmit={(event) => {
        event.preventDefault();
        step.mutate(() => changeOdds(slug, day.day, { num: percent, den: 100 }));
      }}
    >
      <NumberField label={t("swag.host.blank")} value={percent} max={99} onChange={setPercent} />
      <Button type="submit" variant="default" loading={step.isPending}>
        {t("swag.host.odds")}
      </Button>
      <p className={classes.hint}>{t("swag.host.oddsHint")}</p>
      {step.error && <FaultLine error={step.error} />}
    </form>
  );
}
