import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { percentText } from "../../../challenge/draw/index.ts";
import { venueClock, venueMoment } from "../../host/venue-time.ts";
import { Picture } from "../../picture/picture.tsx";
import { swagNowQuery, swagScreenQuery } from "../../swag/api.ts";
import { inLanguage } from "../../ticket/bilingual.ts";
import type { SceneProps } from "./scene.ts";
import classes from "./swag.module.css";

const ROWS = 4;
const PICTURES = 18;

/** What is left as pictures and numbers, the odds, the digits that say "I am here", and when more comes. */
export function SwagScene({ wall }: SceneProps) {
  const { t, i18n } = useTranslation();
  const screen = useQuery(swagScreenQuery(wall.slug));
  // A screen without a booth's session shows all but the digits.
  const open = useQuery({ ...swagNowQuery(wall.slug), enabled: screen.isError });
  const day = screen.data?.now ?? open.data?.now ?? null;
  const code = screen.data?.code ?? "";
  if (day === null || day.state !== "open") {
    const over = day?.soldOut === true && day.state !== "planned";
    return (
      <section className={classes.scene}>
        <h2>{t("swag.wall.title")}</h2>
        <p className={classes.say}>{t(over ? "swag.soldOut" : "swag.wall.closed")}</p>
      </section>
    );
  }
  return (
    <section className={classes.scene}>
      <h2>{t("swag.wall.title")}</h2>
      <div className={classes.columns}>
        <ul>
          {day.items.slice(0, ROWS).map(({ id, name, remaining, picture }) => (
            <li key={id} data-gone={remaining === 0}>
              <span className={classes.photo}>
                <Picture src={picture} cover />
              </span>
              <span className={classes.name}>{inLanguage(name, i18n.language)}</span>
              <b>{remaining}</b>
              <span className={classes.pictures} aria-hidden="true">
                {"●".repeat(Math.min(PICTURES, remaining))}
                {remaining > PICTURES && "…"}
              </span>
            </li>
          ))}
        </ul>
        {code !== "" && (
          <div className={classes.code}>
            <p>{t("swag.wall.code")}</p>
            <b translate="no">{code}</b>
          </div>
        )}
      </div>
      <p className={classes.say}>
        {day.soldOut ? t("swag.emptyNow") : t("swag.odds", { p: percentText(day.blank), n: day.remaining })}
        {day.nextRelease &&
          ` · ${t("swag.next", { t: venueMoment(day.nextRelease.at, day.serverTime, day.timeZone) })} · ${t("swag.nextAmount", { n: day.nextRelease.amount })}`}
      </p>
      {day.change && (
        <p className={classes.note}>
          {t("swag.changed", {
            t: venueClock(day.change.at, day.timeZone),
            before: percentText(day.change.before),
            after: percentText(day.blank),
          })}
        </p>
      )}
    </section>
  );
}
