import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SessionAnswer } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { ApiFault, sessionQuery } from "../app/api.ts";
import { formatClock } from "../i18n/format.ts";
import type { AppNow, Connection, LiveState } from "../live/live-state.ts";
import { isLoopback } from "../onboarding/join-lines.ts";
import { Mark } from "../ui/icons.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { byArrival } from "./arrivals.ts";
import { ChallengeWall } from "./challenge-wall.tsx";
import { Frameworks } from "./frameworks-bar.tsx";
import { QrCode } from "./qr-code.tsx";
import { Collecting, Empty } from "./scenes/collecting.tsx";
import { useDrift, useScreenManners } from "./screen.ts";
import classes from "./wall.module.css";
import { wallAddress } from "./wall-address.ts";
import { useWallClock, useWallLive } from "./wall-line.ts";

/** The big screen: the scenes of a challenge, or the apps of a space that has none. */
export function WallPage() {
  const { t } = useTranslation();
  const { challenge, theme } = wallAddress(window.location.search);
  const live = useWallLive(challenge);
  const session = useQuery({ ...sessionQuery, refetchInterval: 60_000 });
  useScreenManners();
  usePageTitle(t("wall.title"));
  useReloadOnUpgrade(session.data);
  const drift = useDrift();
  const now = useWallClock(live);
  const refused = session.error instanceof ApiFault && session.error.status === 401;
  const connection = <ConnectionState connection={live.connection} refused={refused} />;
  const intakeUrl = session.data?.intakeUrl;
  if (live.challenge !== null) {
    return (
      <ChallengeWall
        wall={live.challenge}
        live={live}
        now={now}
        intakeUrl={intakeUrl}
        theme={theme}
        drift={drift}
        connection={connection}
      />
    );
  }
  return (
    <main className={classes.wall} data-scheme={theme} aria-label={t("wall.title")}>
      <div className={classes.safe} style={{ transform: drift }}>
        <header className={classes.header}>
          <Mark />
          <h1>{t("app.name")}</h1>
          {connection}
        </header>
        <SpaceScene live={live} now={now} />
        <footer className={classes.footer}>
          <Frameworks apps={byArrival(live.apps)} />
          {intakeUrl && <JoinHere intakeUrl={intakeUrl} />}
        </footer>
      </div>
    </main>
  );
}

function SpaceScene({ live, now }: { readonly live: LiveState; readonly now: number }) {
  const { t } = useTranslation();
  const apps: readonly AppNow[] = byArrival(live.apps);
  if (apps.length > 0) {
    const words = t("wall.connected", { count: apps.length });
    return <Collecting apps={apps} total={apps.length} totalWords={words} now={now} />;
  }
  if (live.heardAt === null) return <div className={classes.empty} />;
  return <Empty title={t("wall.emptyTitle")} steps={[t("wall.empty1"), t("wall.empty2"), t("wall.empty3")]} />;
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
