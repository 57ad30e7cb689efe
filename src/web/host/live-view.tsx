import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChallengeView, FunnelAnswer } from "../../contract/index.ts";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { useServerNow } from "../live/use-live.ts";
import { WallRemotePanel } from "../staff/remote.tsx";
import { auditQuery, funnelQuery } from "./api.ts";
import { auditWords } from "./audit-words.ts";
import { FaultLine } from "./fault-line.tsx";
import classes from "./live-view.module.css";
import { useSay } from "./say.ts";
import { VenueNow } from "./setup/fields.tsx";
import { StepPanel } from "./step-panel.tsx";
import { TellAll } from "./tell-all.tsx";
import { useSteps } from "./use-steps.ts";
import { venueMoment } from "./venue-time.ts";

/** The desk while the doors are open: who could still be in, how far people came, the end, and what happened. */
export function LiveView({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const funnel = useQuery(funnelQuery(view.slug));
  return (
    <div className={classes.page}>
      {funnel.data && <Fixable slug={view.slug} funnel={funnel.data} />}
      <div className={classes.columns}>
        <section className={classes.panel} aria-labelledby="funnel-title">
          <h2 id="funnel-title">{t("host.live.funnel")}</h2>
          {funnel.error && !funnel.data && <FaultNotice error={funnel.error} retry={() => void funnel.refetch()} />}
          {funnel.data && (funnel.data.tickets === 0 ? <NobodyYet /> : <Funnel funnel={funnel.data} />)}
        </section>
        <EndPanel view={view} />
      </div>
      <section className={classes.panel} aria-labelledby="screens-title">
        <h2 id="screens-title">{t("host.live.screens")}</h2>
        <WallRemotePanel slug={view.slug} />
      </section>
      <Timeline view={view} />
      <StepPanel view={view} to="closed" aside />
    </div>
  );
}

/** First of all: those who are out for a reason that somebody can mend. */
function Fixable({ slug, funnel }: { readonly slug: string; readonly funnel: FunnelAnswer }) {
  const { t } = useTranslation();
  const reasons = funnel.reasons.filter(({ fixable, people }) => fixable && people > 0);
  if (funnel.fixable === 0 && funnel.doubtful === 0 && funnel.openAppeals === 0) {
    if (funnel.tickets === 0) return null;
    return <p className={classes.allWell}>{t("host.live.noneFixable")}</p>;
  }
  return (
    <section className={classes.fixable} aria-labelledby="fixable-title">
      {funnel.fixable > 0 && <h2 id="fixable-title">{t("host.live.fixable", { count: funnel.fixable })}</h2>}
      {reasons.length > 0 && (
        <ul>
          {reasons.map(({ code, people }) => (
            <li key={code}>
              <strong>{people}</strong> {t(`host.reason.${code}`)}
            </li>
          ))}
        </ul>
      )}
      <p className={classes.links}>
        <Link to="/host/e/$slug" params={{ slug }} search={{ view: "review", part: "tickets" }}>
          {t("host.live.help")}
        </Link>
        {funnel.doubtful > 0 && (
          <Link to="/host/e/$slug" params={{ slug }} search={{ view: "review", part: "doubtful" }}>
            {t("host.live.doubtful", { count: funnel.doubtful })}
          </Link>
        )}
        {funnel.openAppeals > 0 && (
          <Link to="/host/e/$slug" params={{ slug }} search={{ view: "review", part: "appeals" }}>
            {t("host.live.appeals", { count: funnel.openAppeals })}
          </Link>
        )}
      </p>
      {funnel.fixable > 0 && <TellAll slug={slug} fixable={funnel.fixable} />}
    </section>
  );
}

const STAGES = ["tickets", "data", "survey", "eligible"] as const;

function Funnel({ funnel }: { readonly funnel: FunnelAnswer }) {
  const { t } = useTranslation();
  const most = Math.max(funnel.tickets, 1);
  return (
    <ol className={classes.funnel}>
      {STAGES.map((stage) => (
        <li key={stage}>
          <span>{t(`host.stage.${stage}`)}</span>
          <meter className={classes.bar} min={0} max={most} value={funnel[stage]} aria-hidden="true" />
          <strong>{t("host.live.people", { count: funnel[stage] })}</strong>
        </li>
      ))}
    </ol>
  );
}

function NobodyYet() {
  const { t } = useTranslation();
  return (
    <div className={classes.empty}>
      <p>{t("host.live.nobody")}</p>
      <p>{t("host.live.nobodyHint")}</p>
    </div>
  );
}

const EXTENSIONS = [5, 10, 30] as const;

/** How long it still goes, and the buttons that make it longer. */
export function EndPanel({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const { longer } = useSteps(view);
  const { closesAt, setup } = view;
  const left = closesAt === null ? null : closesAt - now;
  return (
    <section className={classes.panel} aria-labelledby="end-title">
      <h2 id="end-title">{t("host.live.end")}</h2>
      {closesAt !== null && left !== null && (
        <>
          <p className={classes.countdown} role="timer">
            {view.state === "open" && left > 0 ? remaining(left) : t("host.live.over")}
          </p>
          <p className={classes.times}>
            <span>{t("host.live.closesAt", { time: venueMoment(closesAt, now, setup.timeZone) })}</span>
            <VenueNow timeZone={setup.timeZone} />
          </p>
        </>
      )}
      {view.extendable && (
        <div className={classes.buttons}>
          {EXTENSIONS.map((minutes) => (
            <Button key={minutes} variant="default" disabled={longer.isPending} onClick={() => longer.mutate(minutes)}>
              {t("host.live.extend", { n: minutes })}
            </Button>
          ))}
        </div>
      )}
      {view.extendable && <p className={classes.hint}>{t("host.live.extendHint")}</p>}
      {longer.error && <FaultLine error={longer.error} />}
    </section>
  );
}

/** "1:12:05", "04:30" */
function remaining(micros: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(micros / MICROS_PER_MINUTE);
  const seconds = Math.floor((micros % MICROS_PER_MINUTE) / MICROS_PER_SECOND);
  if (minutes < 60) return `${two(minutes)}:${two(seconds)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds)}`;
}

const NEWEST = 8;

/** The newest of what was done, in words. */
function Timeline({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const say = useSay();
  const now = useServerNow();
  const audit = useQuery({ ...auditQuery(view.slug, undefined), refetchInterval: 5_000 });
  const total = audit.data?.total ?? 0;
  const last = useQuery({
    ...auditQuery(view.slug, Math.max(0, total - NEWEST)),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
    enabled: total > 0,
  });
  const records = [...(last.data?.records ?? [])].reverse().slice(0, NEWEST);
  return (
    <section className={classes.panel} aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t("host.live.timeline")}</h2>
      <ul className={classes.timeline}>
        {records.map((record) => (
          <li key={record.i}>
            <time dateTime={record.t}>{venueMoment(Date.parse(record.t) * 1_000, now, view.setup.timeZone)}</time>
            <span>{auditWords(record, say)}</span>
          </li>
        ))}
      </ul>
      <Link to="/host/e/$slug" params={{ slug: view.slug }} search={{ view: "audit" }} className={classes.all}>
        {t("host.live.allRecords")}
      </Link>
    </section>
  );
}
