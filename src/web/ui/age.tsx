import { useTranslation } from "react-i18next";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { ageOf, formatMoment } from "../i18n/format.ts";
import { useServerNow } from "../live/use-live.ts";

/** How long ago `at` (microseconds since 1970) was, counting up by the server's clock; the exact time as its tooltip. */
export function AgeText({ at }: { readonly at: number }) {
  const { t } = useTranslation();
  const { unit, n } = ageOf(at, useServerNow());
  return (
    <time dateTime={isoOf(at)} title={isoOf(at)}>
      {unit === "now" ? t("time.now") : t(`time.${unit}`, { n })}
    </time>
  );
}

/** The moment `at` (microseconds since 1970) in local time, with the day when it is not today. */
export function MomentText({ at }: { readonly at: number }) {
  return (
    <time dateTime={isoOf(at)} title={isoOf(at)}>
      {formatMoment(at, useServerNow())}
    </time>
  );
}

function isoOf(at: number): string {
  const date = new Date(at / MICROS_PER_MILLI);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
