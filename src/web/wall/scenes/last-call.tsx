import { useTranslation } from "react-i18next";
import { formatLeft } from "../wall-address.ts";
import type { SceneProps } from "./scene.ts";
import { SceneQr } from "./scene-qr.tsx";
import classes from "./scenes.module.css";

/** How long the doors stay open, and how many are almost in: numbers, never names. */
export function LastCall({ wall, now, join }: SceneProps) {
  const { t } = useTranslation();
  const { surveyOpen, fixable, eligible } = wall.counts;
  const words =
    surveyOpen > 0
      ? t("scenes.lastCall.survey", { count: surveyOpen })
      : fixable > 0
        ? t("scenes.lastCall.fixable", { count: fixable })
        : t("scenes.lastCall.allIn");
  return (
    <section className={classes.split}>
      <div className={classes.words}>
        <h2 className={classes.title}>{t("scenes.lastCall.title")}</h2>
        {wall.closesAt === null ? (
          <p className={classes.note}>{t("scenes.lastCall.noEnd")}</p>
        ) : (
          <p className={classes.countdown} role="timer">
            {formatLeft(wall.closesAt - now)}
          </p>
        )}
        <p className={classes.call}>{words}</p>
        {eligible > 0 && <p className={classes.note}>{t("scenes.lastCall.inDraw", { count: eligible })}</p>}
      </div>
      <SceneQr join={join} />
    </section>
  );
}
