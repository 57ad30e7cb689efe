import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SeriesAnswer } from "../../contract/index.ts";
import { nameText } from "../ui/name-text.ts";
import { seriesQuery } from "./api.ts";
import { nameOf } from "./challenge-name.ts";
import classes from "./series.module.css";

type Member = SeriesAnswer["series"][number]["challenges"][number];
type Measure = keyof Member["numbers"];

const MEASURES = ["visitors", "tickets", "apps", "surveys", "entries", "prizes", "gifts"] as const satisfies Measure[];

/** Events that were made from one another, side by side: what grew since the last time. */
export function Series() {
  const { t, i18n } = useTranslation();
  const series = useQuery(seriesQuery).data?.series ?? [];
  if (series.length === 0) return null;
  return (
    <section className={classes.series} aria-labelledby="series">
      <h2 id="series">{t("host.series.title")}</h2>
      <p className={classes.lead}>{t("host.series.lead")}</p>
      {series.map(({ challenges }) => (
        <div key={challenges[0]?.slug} className={classes.scroll}>
          <table>
            <thead>
              <tr>
                <td />
                {challenges.map(({ slug, name, closesAt, timeZone }) => (
                  <th key={slug} scope="col">
                    <Link to="/host/e/$slug" params={{ slug }}>
                      {nameText(nameOf(name, i18n.language), 40)}
                    </Link>
                    {closesAt !== null && (
                      <span className={classes.when}>
                        {new Intl.DateTimeFormat(i18n.language, { timeZone, dateStyle: "medium" }).format(
                          closesAt / 1_000,
                        )}
                      </span>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {MEASURES.map((measure) => (
                <tr key={measure}>
                  <th scope="row">{t(`host.series.${measure}`)}</th>
                  {challenges.map((each, index) => (
                    <td key={each.slug}>
                      <Value now={each.numbers[measure]} before={challenges[index - 1]?.numbers[measure]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}

/** A number with how much more or less it is than the time before; a dash where there is none. */
function Value({ now, before }: { readonly now: number | null; readonly before: number | null | undefined }) {
  const { i18n } = useTranslation();
  if (now === null) return "–";
  const number = new Intl.NumberFormat(i18n.language);
  const change = new Intl.NumberFormat(i18n.language, { signDisplay: "exceptZero" });
  return (
    <>
      {number.format(now)}
      {before !== undefined && before !== null && <span className={classes.change}>{change.format(now - before)}</span>}
    </>
  );
}
