import { useTranslation } from "react-i18next";
import type { PlaceRow } from "../../contract/index.ts";
import { MICROS_PER_HOUR, MICROS_PER_MILLI } from "../../kernel/index.ts";
import classes from "./posters.module.css";

/** More hours than a day and a half are told by their newest. */
const MOST_HOURS = 36;
/** So that the first hour is a bar and no wall. */
const LEAST_HOURS = 12;
const HEIGHT = 32;

/** Scans by the hour, the busiest one in words. */
export function HourBars({ hours }: { readonly hours: PlaceRow["hours"] }) {
  const { t, i18n } = useTranslation();
  const last = hours.at(-1);
  if (last === undefined) return null;
  const first = Math.max(hours[0]?.hour ?? 0, last.hour - (MOST_HOURS - 1) * MICROS_PER_HOUR);
  const shown = hours.filter(({ hour }) => hour >= first);
  const busiest = shown.reduce((best, each) => (each.scans > best.scans ? each : best));
  const count = Math.max(LEAST_HOURS, Math.round((last.hour - first) / MICROS_PER_HOUR) + 1);
  const time = new Intl.DateTimeFormat(i18n.language, { month: "long", day: "numeric", hour: "numeric" });
  return (
    <figure className={classes.hours}>
      <svg viewBox={`0 0 ${count * 4} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {shown.map(({ hour, scans }) => {
          const height = Math.max(1, (scans / busiest.scans) * HEIGHT);
          const x = Math.round((hour - first) / MICROS_PER_HOUR) * 4;
          return <rect key={hour} x={x} y={HEIGHT - height} width={3} height={height} />;
        })}
      </svg>
      <figcaption>
        {t("place.busiest", { hour: time.format(busiest.hour / MICROS_PER_MILLI), count: busiest.scans })}
      </figcaption>
    </figure>
  );
}
