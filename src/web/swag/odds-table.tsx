import { useTranslation } from "react-i18next";
import { percentText } from "../../challenge/draw/index.ts";
import type { SwagDay } from "../../contract/index.ts";
import { venueClock, venueMoment } from "../host/venue-time.ts";
import { Picture } from "../picture/picture.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import classes from "./swag.module.css";

/** What may come out and how likely, before anybody presses anything. */
export function OddsTable({ day }: { readonly day: SwagDay }) {
  const { t, i18n } = useTranslation();
  const { change, nextRelease } = day;
  return (
    <section className={classes.odds} aria-labelledby="swag-stock">
      <h2 id="swag-stock">{t("swag.stock")}</h2>
      <ul>
        {day.items.map(({ id, name, remaining, chance, picture }) => (
          <li key={id} data-gone={remaining === 0}>
            <span className={classes.thumb}>
              <Picture src={picture} cover />
            </span>
            <span className={classes.item}>{inLanguage(name, i18n.language)}</span>
            <span className={classes.amount}>{t("swag.left", { n: remaining })}</span>
            <span className={classes.quiet}>
              {remaining > 0 && day.state === "open" && t("swag.chance", { p: percentText(chance) })}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.sum}>{t("swag.odds", { p: percentText(day.blank), n: day.remaining })}</p>
      {change && (
        <p className={classes.note}>
          {t("swag.changed", {
            t: venueClock(change.at, day.timeZone),
            before: percentText(change.before),
            after: percentText(day.blank),
          })}
        </p>
      )}
      {nextRelease && (
        <p className={classes.note}>
          {t("swag.next", { t: venueMoment(nextRelease.at, day.serverTime, day.timeZone) })}
          {" · "}
          {t("swag.nextAmount", { n: nextRelease.amount })}
        </p>
      )}
    </section>
  );
}
