import { useTranslation } from "react-i18next";
import classes from "./results.module.css";

interface Row {
  readonly label: string;
  readonly count: number;
}

interface BarChartProps {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Of how many people; with several choices each they add up to more. */
  readonly n: number;
}

const WIDTH = 100;

/**
 * Bars with their table: label, count and share stand in the table for everybody, the bar beside them is a picture of
 * the same. Drawn as SVG here: four rectangles need no chart library, and none of them keeps to our policy for styles.
 */
export function BarChart({ title, rows, n }: BarChartProps) {
  const { t } = useTranslation();
  return (
    <table className={classes.chart}>
      <caption className="visually-hidden">{t("survey.results.chart", { title, n })}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t("survey.results.option")}</th>
          <th scope="col">{t("survey.results.bar")}</th>
          <th scope="col">{t("survey.results.count")}</th>
          <th scope="col">{t("survey.results.share")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, count }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two options may be called the same
          <tr key={index}>
            <th scope="row">{label}</th>
            <td className={classes.bar}>
              <svg
                viewBox={`0 0 ${WIDTH} 10`}
                preserveAspectRatio="none"
                role="img"
                aria-label={t("survey.results.barText", { count, share: share(count, n) })}
              >
                <rect className={classes.track} width={WIDTH} height={10} />
                <rect className={classes.fill} width={n === 0 ? 0 : (count / n) * WIDTH} height={10} />
              </svg>
            </td>
            <td className={classes.number}>{count}</td>
            <td className={classes.number}>{share(count, n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const share = (count: number, n: number): string => (n === 0 ? "—" : `${Math.round((count / n) * 100)}%`);
