import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SessionAnswer } from "../../contract/index.ts";
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { ApiFault, sessionQuery } from "../app/api.ts";
import { formatClock, formatThroughputFromAfar } from "../i18n/format.ts";
import type { AppNow, Connection } from "../live/live-state.ts";
import { useLive, useServerNow } from "../live/use-live.ts";
import { isLoopback } from "../onboarding/join-lines.ts";
import { AgeText } from "../ui/age.tsx";
import { Mark } from "../ui/icons.tsx";
import { LanguageBadge } from "../ui/language-badge.tsx";
import { Name } from "../ui/name.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { byArrival, useArrival } from "./arrivals.ts";
import { frameworkShares } from "./frameworks.ts";
import { Heartbeat } from "./heartbeat.tsx";
import { QrCode } from "./qr-code.tsx";
import { useDrift, useScreenManners } from "./screen.ts";
import classes from "./wall.module.css";

const ROWS = 6;
const NAME_LENGTH = 24;
const SHARE_HUES = [2, 1, 3, 4, 6, 10];
const FIRST_BANNER_US = 20 * MICROS_PER_SECOND;

/** The big screen while apps are being collected: how many, the newest, all in order of arrival, and how to join. */
export function WallPage() {
  const { t } = useTranslation();
  const live = useLive();
  const session = useQuery({ ...sessionQuery, refetchInterval: 60_000 });
  useScreenManners();
  usePageTitle(t("wall.title"));
  useReloadOnUpgrade(session.data);
  const drift = useDrift();
  const apps = byArrival(live.apps);
  const refused = session.error instanceof ApiFault && session.error.status === 401;
  return (
    <main className={classes.wall} data-scheme={askedScheme()} aria-label={t("wall.title")}>
      <div className={classes.safe} style={{ transform: drift }}>
        <header className={classes.header}>
          <Mark />
          <h1>{t("app.name")}</h1>
          <ConnectionState connection={live.connection} refused={refused} />
        </header>
        {apps.length === 0 ? <Empty known={live.heardAt !== null} /> : <Collecting apps={apps} />}
        <footer className={classes.footer}>
          <Frameworks apps={apps} />
          {session.data && <JoinHere intakeUrl={session.data.intakeUrl} />}
        </footer>
      </div>
    </main>
  );
}

function Collecting({ apps }: { readonly apps: readonly AppNow[] }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const inLight = useArrival(apps);
  const hidden = apps.length - ROWS;
  return (
    <div className={classes.scene}>
      <section className={classes.left}>
        <p className={classes.total} aria-live="polite">
          <strong>{apps.length}</strong> <span>{t("wall.connected", { count: apps.length })}</span>
        </p>
        {inLight && <ArrivalCard key={inLight.ordinal} app={inLight} now={now} />}
      </section>
      <section className={classes.right}>
        <h2>{t("wall.latest")}</h2>
        <ol className={classes.list}>
          {apps.slice(0, ROWS).map((app) => (
            <AppLine key={app.ordinal} app={app} now={now} />
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
        {app.hasData && (
          <span>
            <AgeText at={app.firstSeen} />
          </span>
        )}
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
          <span className={classes.tpm}>{formatThroughputFromAfar(app.throughputPerMinute)}</span>
        </>
      ) : (
        <span className={classes.lineWaiting}>{t("wall.waitingShort")}</span>
      )}
    </li>
  );
}

function Empty({ known }: { readonly known: boolean }) {
  const { t } = useTranslation();
  if (!known) return <div className={classes.empty} />;
  return (
    <section className={classes.empty}>
      <h2>{t("wall.emptyTitle")}</h2>
      <ol>
        <li>{t("wall.empty1")}</li>
        <li>{t("wall.empty2")}</li>
        <li>{t("wall.empty3")}</li>
      </ol>
    </section>
  );
}

function Frameworks({ apps }: { readonly apps: readonly AppNow[] }) {
  const { t } = useTranslation();
  const shares = frameworkShares(apps);
  if (shares.length === 0) return <div />;
  return (
    <section className={classes.frameworks} aria-label={t("wall.frameworks")}>
      <div className={classes.bar} aria-hidden="true">
        {shares.map((share, index) => (
          <i key={share.name} data-hue={SHARE_HUES[index]} style={{ flexGrow: share.apps }} />
        ))}
      </div>
      <ul>
        {shares.map((share, index) => (
          <li key={share.name}>
            <i data-hue={SHARE_HUES[index]} aria-hidden="true" />
            {share.name ? <Name value={share.name} longest={16} /> : t("wall.otherFrameworks")} <b>{share.apps}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function JoinHere({ intakeUrl }: { readonly intakeUrl: string }) {
  const { t } = useTranslation();
  if (isLoopback(intakeUrl)) return <p className={classes.loopback}>{t("wall.loopback")}</p>;
  const short = intakeUrl.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return (
    <section className={classes.join}>
      <p>
        {t("wall.joinHere")}
        <b>{short}</b>
      </p>
      <QrCode text={intakeUrl} label={intakeUrl} />
    </section>
  );
}

function ConnectionState({ connection, refused }: { readonly connection: Connection; readonly refused: boolean }) {
  const { t } = useTranslation();
  const words = refused
    ? t("wall.noLink")
    : connection.kind === "lost"
      ? t("wall.lost", { time: formatClock(connection.since * MICROS_PER_MILLI, "minutes") })
      : connection.kind === "connecting"
        ? t("wall.connecting")
        : "";
  return (
    <p className={classes.connection} role="status" data-lost={words !== ""}>
      {words}
    </p>
  );
}

/** A wall runs for days: when the server behind it was upgraded, the page loads itself anew. */
function useReloadOnUpgrade(session: SessionAnswer | undefined): void {
  const version = session?.version;
  const first = useRef(version);
  useEffect(() => {
    first.current ??= version;
    if (version !== undefined && first.current !== version) window.location.reload();
  }, [version]);
}

/** Dark unless the address asks for light: a screen in a hall should not be a lamp. */
function askedScheme(): "light" | "dark" {
  return new URLSearchParams(window.location.search).get("theme") === "light" ? "light" : "dark";
}
