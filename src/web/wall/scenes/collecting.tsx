import { useTranslation } from "react-i18next";
import { MICROS_PER_SECOND } from "../../../kernel/index.ts";
import { ageOf, formatThroughputFromAfar } from "../../i18n/format.ts";
import type { AppNow } from "../../live/live-state.ts";
import { LanguageBadge } from "../../ui/language-badge.tsx";
import { Name } from "../../ui/name.tsx";
import { useArrival } from "../arrivals.ts";
import { Heartbeat } from "../heartbeat.tsx";
import classes from "../wall.module.css";
import { formatCount } from "./scene.ts";

const ROWS = 6;
const NAME_LENGTH = 24;
const FIRST_BANNER_US = 20 * MICROS_PER_SECOND;

interface Props {
  /** Newest first; at least one. */
  readonly apps: readonly AppNow[];
  readonly total: number;
  readonly totalWords: string;
  readonly now: number;
}

/** How many came, the newest of them, and all in the order of arrival. */
export function Collecting({ apps, total, totalWords, now }: Props) {
  const { t } = useTranslation();
  const inLight = useArrival(apps);
  const hidden = apps.length - ROWS;
  return (
    <div className={classes.scene}>
      <section className={classes.left}>
        <p className={classes.total} aria-live="polite">
          <strong>{formatCount(total)}</strong> <span>{totalWords}</span>
        </p>
        {inLight && <ArrivalCard key={inLight.key} app={inLight} now={now} />}
      </section>
      <section className={classes.right}>
        <h2>{t("wall.latest")}</h2>
        <ol className={classes.list}>
          {apps.slice(0, ROWS).map((app) => (
            <AppLine key={app.key} app={app} now={now} />
          ))}
        </ol>
        {hidden > 0 && <p className={classes.more}>{t("wall.more", { count: hidden })}</p>}
      </section>
    </div>
  );
}

function ArrivalCard({ app, now }: { readonly app: AppNow; readonly now: number }) {
  const { t } = useTranslation();
  const isFirst = app.ordinal === 1 && now - app.firstSeen < FIRST_BANNER_US;
  const kind = [app.framework, app.language].filter(Boolean).join(" · ");
  const { unit, n } = ageOf(app.firstSeen, now);
  return (
    <article className={classes.card} data-first={isFirst}>
      <p className={classes.cardLabel}>
        {isFirst ? t("wall.first") : t("wall.newest")}
        {!isFirst && <span>{t("wall.ordinal", { n: app.ordinal })}</span>}
      </p>
      <p className={classes.cardName}>
        <Name value={app.name} longest={NAME_LENGTH} />
      </p>
      <p className={classes.cardKind}>
        {app.hasData ? <Name value={kind || app.agent} longest={32} /> : t("wall.waiting")}
        {app.hasData && <span>{unit === "now" ? t("time.now") : t(`time.${unit}`, { n })}</span>}
      </p>
    </article>
  );
}

function AppLine({ app, now }: { readonly app: AppNow; readonly now: number }) {
  const { t } = useTranslation();
  return (
    <li className={classes.line} data-arrived={app.arrivedAt !== null}>
      <span className={classes.ordinal}>{app.ordinal}</span>
      <LanguageBadge language={app.language} agent={app.agent} />
      <span className={classes.lineName}>
        <Name value={app.name} longest={NAME_LENGTH} />
      </span>
      {app.hasData ? (
        <>
          <Heartbeat beats={app.beats} now={now} />
          <span className={classes.tpm}>
            {t("wall.perMinute", { n: formatThroughputFromAfar(app.throughputPerMinute) })}
          </span>
        </>
      ) : (
        <span className={classes.lineWaiting}>{t("wall.waitingShort")}</span>
      )}
    </li>
  );
}

/** Nobody has come yet: a title and three steps. */
export function Empty({ title, steps }: { readonly title: string; readonly steps: readonly string[] }) {
  return (
    <section className={classes.empty}>
      <h2>{title}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
