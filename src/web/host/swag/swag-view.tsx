import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { percentText } from "../../../challenge/draw/index.ts";
import type { ChallengeView, SwagStock } from "../../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../../kernel/index.ts";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { PictureField } from "../../picture/picture-field.tsx";
import { addRelease, changeOdds, removeDay, stepDay, stocksQuery } from "../../swag/api.ts";
import { GiftTable } from "../../swag/table.tsx";
import { inLanguage } from "../../ticket/bilingual.ts";
import { FaultLine } from "../fault-line.tsx";
import { fromVenueInput, venueMoment } from "../venue-time.ts";
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
        <VouchersPanel slug={view.slug} timeZone={timeZone} isOver={view.state === "kept"} />
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
  const { t, i18n } = useTranslation();
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
          {day.nextRelease && (
            <p>
              {t("swag.next", { t: venueMoment(day.nextRelease.at, day.serverTime, timeZone) })} ·{" "}
              {t("swag.nextAmount", { n: day.nextRelease.amount })}
            </p>
          )}
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
      {day.state === "open" && <AddRelease slug={slug} timeZone={timeZone} stock={stock} />}
      {(day.state === "open" || day.state === "closed") && (
        <details>
          <summary>{t("picture.another")}</summary>
          {stock.items.map(({ id, name }) => (
            <div key={id}>
              <p>{inLanguage(name, i18n.language)}</p>
              <PictureField slug={slug} kind="swag" id={id} name={inLanguage(name, i18n.language)} />
            </div>
          ))}
        </details>
      )}
      {(day.state === "open" || day.state === "closed") && <p className={classes.hint}>{t("swag.host.endHint")}</p>}
      {day.state === "revealed" && day.daySeed === "" && <p className={classes.low}>{t("swag.host.lostSeed")}</p>}
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

/** More at a time of its own, while the raffle runs. */
function AddRelease({ slug, timeZone, stock }: DayProps) {
  const { t, i18n } = useTranslation();
  const plain = stock.items.filter(({ sizes }) => sizes.length === 0);
  const [item, setItem] = useState(plain[0]?.id ?? "");
  const [amount, setAmount] = useState(10);
  const [at, setAt] = useState("");
  const step = useDayStep(slug);
  if (plain.length === 0) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const dueAt = fromVenueInput(at, timeZone);
    if (dueAt !== null) step.mutate(() => addRelease(slug, stock.day.day, { item, amount, dueAt }));
  };
  return (
    <form className={classes.row} onSubmit={submit}>
      <label className={classes.wide}>
        <span>{t("swag.host.releaseItem")}</span>
        <select value={item} onChange={(event) => setItem(event.currentTarget.value)}>
          {plain.map(({ id, name }) => (
            <option key={id} value={id}>
              {inLanguage(name, i18n.language) || id}
            </option>
          ))}
        </select>
      </label>
      <NumberField label={t("swag.host.amount")} value={amount} min={1} max={100_000} onChange={setAmount} />
      <label className={classes.wide}>
        <span>{t("swag.host.releaseAt")}</span>
        <input type="datetime-local" required value={at} onChange={(event) => setAt(event.currentTarget.value)} />
      </label>
      <Button type="submit" variant="default" loading={step.isPending}>
        {t("swag.host.addNow")}
      </Button>
      {plain.length < stock.items.length && <p className={classes.hint}>{t("swag.host.addNowHint")}</p>}
      {step.error && <FaultLine error={step.error} />}
    </form>
  );
}
