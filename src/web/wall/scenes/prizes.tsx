import { useTranslation } from "react-i18next";
import { inLanguage } from "../../ticket/bilingual.ts";
import { formatVenueTime } from "../wall-address.ts";
import { formatCount, type SceneProps } from "./scene.ts";
import classes from "./scenes.module.css";

const ROWS = 4;

/** What there is to win, and the odds of this moment. */
export function Prizes({ wall, now }: SceneProps) {
  const { t, i18n } = useTranslation();
  const total = wall.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  const people = wall.counts.eligible;
  const more = wall.prizes.length - ROWS;
  const odds = people > total ? "scenes.prizes.odds" : "scenes.prizes.enough";
  return (
    <section className={classes.stack}>
      <h2 className={classes.title}>{t("scenes.prizes.title")}</h2>
      <ol className={classes.prizes}>
        {wall.prizes.slice(0, ROWS).map((prize) => (
          <li key={prize.id}>
            <b className={classes.rank}>{t("scenes.prizes.rank", { rank: prize.rank })}</b>
            <span className={classes.prizeName}>
              {inLanguage(prize.name, i18n.language)}
              {prize.quantity > 1 && <i> × {prize.quantity}</i>}
            </span>
            {prize.valueWon > 0 && (
              <span className={classes.worth}>{t("scenes.prizes.worth", { won: formatCount(prize.valueWon) })}</span>
            )}
          </li>
        ))}
      </ol>
      {more > 0 && <p className={classes.note}>{t("scenes.prizes.more", { count: more })}</p>}
      <p className={classes.odds}>{t(odds, { count: total, people: formatCount(people) })}</p>
      <Sealed wall={wall} now={now} />
    </section>
  );
}

/** A picture of this, taken before the draw, is a witness of what it was sealed with. */
function Sealed({ wall: { sealed, timeZone }, now }: Pick<SceneProps, "wall" | "now">) {
  const { t, i18n } = useTranslation();
  if (sealed === null) return null;
  return (
    <p className={classes.sealed}>
      <span>
        {t("scenes.prizes.sealed", { t: formatVenueTime(sealed.drawAt, timeZone, now, i18n.language) })}{" "}
        <b>{i18n.language === "ko" ? sealed.words.ko : sealed.words.en}</b>
      </span>
      <code>{sealed.commit}</code>
    </p>
  );
}
