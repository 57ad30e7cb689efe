import { useTranslation } from "react-i18next";
import { formatVenueTime } from "../wall-address.ts";
import type { SceneProps } from "./scene.ts";
import { SceneQr } from "./scene-qr.tsx";
import classes from "./scenes.module.css";

/** Three steps and a QR to join by. */
export function HowTo({ wall, now, join }: SceneProps) {
  const { t, i18n } = useTranslation();
  const steps = [
    [t("scenes.howTo.step1"), t("scenes.howTo.step1More")],
    [t("scenes.howTo.step2"), t("scenes.howTo.step2More", { count: wall.requiredRequests })],
    wall.survey
      ? [t("scenes.howTo.step3"), t("scenes.howTo.step3More")]
      : [t("scenes.howTo.step3None"), t("scenes.howTo.step3NoneMore")],
  ] as const;
  const opensLater = wall.opensAt !== null && (wall.state === "announced" || wall.state === "draft");
  return (
    <section className={classes.split}>
      <div className={classes.words}>
        <h2 className={classes.title}>{t("scenes.howTo.title")}</h2>
        <ol className={classes.steps}>
          {steps.map(([what, more]) => (
            <li key={what}>
              <b>{what}</b>
              <span>{more}</span>
            </li>
          ))}
        </ol>
        {opensLater && wall.opensAt !== null && (
          <p className={classes.note}>
            {t("scenes.opens", { time: formatVenueTime(wall.opensAt, wall.timeZone, now, i18n.language) })}
          </p>
        )}
      </div>
      <SceneQr join={join} />
    </section>
  );
}
