import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DrawScene, WallNow } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { ApiFault, sessionQuery } from "../app/api.ts";
import { formatClock } from "../i18n/format.ts";
import type { LiveState } from "../live/live-state.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { Name } from "../ui/name.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { byArrival } from "./arrivals.ts";
import { formatLeft, formatVenueTime, joinAddress, wallAddress } from "./wall-address.ts";
import { usePublicWall, useWallClock, useWallLive } from "./wall-line.ts";
import { type News, type Told, tell } from "./wall-news.ts";
import classes from "./wall-text.module.css";

/** The draw's computing comes with it, and few want that before the end. */
const DrawInWords = lazy(async () => ({ default: (await import("../draw/draw-in-words.tsx")).DrawInWords }));

const DRAW_SCENES: ReadonlySet<WallNow["scene"]> = new Set<DrawScene>(["frozen", "ladder", "results"]);
const MOST_APPS = 200;

/** The wall for those who hear it or stand too far away: the same news, a line each. */
export function WallTextPage() {
  const { t } = useTranslation();
  const { challenge } = wallAddress(window.location.search);
  const live = useWallLive(challenge);
  const session = useQuery({ ...sessionQuery, refetchInterval: 60_000 });
  const refused = session.error instanceof ApiFault && session.error.status === 401;
  return (
    <InWords live={live} origin={session.data?.intakeUrl} refused={refused}>
      <a href={challenge === undefined ? "/wall" : `/wall?challenge=${encodeURIComponent(challenge)}`}>
        {t("scenes.text.watch")}
      </a>
    </InWords>
  );
}

/** The same for visitors on their own phone: it needs no link, and leads to where they join. */
export function PublicWallPage() {
  const { t } = useTranslation();
  const { slug } = useParams({ from: "/e/$slug/wall" });
  return (
    <InWords live={usePublicWall(slug)} origin={window.location.origin} refused={false} listed>
      <Link to="/e/$slug" params={{ slug }}>
        {t("scenes.text.ticket")}
      </Link>
    </InWords>
  );
}

interface InWordsProps {
  readonly live: LiveState;
  /** Where others reach us, for the address to join at. */
  readonly origin: string | undefined;
  readonly refused: boolean;
  /** Whether the apps stand there without being asked for. */
  readonly listed?: boolean;
  readonly children: ReactNode;
}

function InWords({ live, origin, refused, listed = false, children }: InWordsProps) {
  const { t, i18n } = useTranslation();
  const now = useWallClock(live);
  usePageTitle(t("scenes.text.title"));
  const told = useNews(live, now);
  const wall = live.challenge;
  const apps = byArrival(live.apps);
  return (
    <main className={classes.page}>
      <h1>{wall ? inLanguage(wall.name, i18n.language) : t("scenes.text.title")}</h1>
      <p>{t("scenes.text.lead")}</p>
      <Connecting live={live} refused={refused} />
      {wall && <Facts wall={wall} now={now} apps={apps.length} intakeUrl={origin} />}
      {wall && DRAW_SCENES.has(wall.scene) && (
        <Suspense>
          <DrawInWords wall={wall} />
        </Suspense>
      )}
      <h2>{t("scenes.text.events")}</h2>
      <div role="log" aria-live="polite" aria-label={t("scenes.text.events")}>
        <ol className={classes.news}>
          {told.map((news) => (
            <NewsLine key={news.id} news={news} live={live} />
          ))}
        </ol>
      </div>
      {told.length === 0 && <p>{t("scenes.text.nothing")}</p>}
      {apps.length > 0 && (
        <details open={listed}>
          <summary>{t("scenes.text.newest", { count: apps.length })}</summary>
          <ol>
            {[...apps]
              .reverse()
              .slice(0, MOST_APPS)
              .map((app) => (
                <li key={app.key} value={app.ordinal}>
                  <Name value={app.name} />
                </li>
              ))}
          </ol>
        </details>
      )}
      <p>{children}</p>
    </main>
  );
}

interface FactsProps {
  readonly wall: WallNow;
  readonly now: number;
  readonly apps: number;
  readonly intakeUrl: string | undefined;
}

function Facts({ wall, now, apps, intakeUrl }: FactsProps) {
  const { t, i18n } = useTranslation();
  const join = intakeUrl === undefined ? undefined : joinAddress(intakeUrl, wall.slug);
  const opensLater = wall.opensAt !== null && (wall.state === "announced" || wall.state === "draft");
  return (
    <>
      {wall.rehearsal && <p>{t("scenes.rehearsal")}</p>}
      <dl className={classes.facts}>
        <dt>{t("scenes.text.apps")}</dt>
        <dd>{Math.max(apps, wall.counts.apps)}</dd>
        <dt>{t("scenes.text.inDraw")}</dt>
        <dd>{wall.counts.eligible}</dd>
        {wall.state === "open" && wall.closesAt !== null && (
          <>
            <dt>{t("scenes.text.left")}</dt>
            <dd>{formatLeft(wall.closesAt - now)}</dd>
          </>
        )}
        {join && (
          <>
            <dt>{t("scenes.text.address")}</dt>
            <dd>
              <a href={join.url}>{join.short}</a>
            </dd>
          </>
        )}
      </dl>
      {opensLater && wall.opensAt !== null && (
        <p>{t("scenes.opens", { time: formatVenueTime(wall.opensAt, wall.timeZone, now, i18n.language) })}</p>
      )}
    </>
  );
}

function NewsLine({ news, live }: { readonly news: News; readonly live: LiveState }) {
  const { t, i18n } = useTranslation();
  const time = formatClock(news.at, "minutes");
  switch (news.kind) {
    case "arrived": {
      const app = live.apps.get(news.app);
      if (app === undefined) return null;
      return (
        <li>
          {t("scenes.text.arrived", { time, n: app.ordinal })} <Name value={app.name} />
        </li>
      );
    }
    case "scene":
      return <li>{t("scenes.text.scene", { time, scene: t(`scenes.names.${news.scene}`) })}</li>;
    case "last-call":
      return <li>{t("scenes.text.lastCall", { time, count: news.minutes })}</li>;
    case "opened":
      return <li>{t("scenes.text.opened", { time })}</li>;
    case "closed":
      return <li>{t("scenes.text.closed", { time })}</li>;
    case "message":
      return (
        <li>
          {t("scenes.text.message", { time })} {inLanguage(news.text, i18n.language)}
        </li>
      );
  }
}

function useNews(live: LiveState, now: number): readonly News[] {
  const [told, setTold] = useState<Told | undefined>(undefined);
  useEffect(() => setTold((before) => tell(before, live, now)), [live, now]);
  return told?.news ?? [];
}

function Connecting({ live, refused }: { readonly live: LiveState; readonly refused: boolean }) {
  const { t } = useTranslation();
  const { connection } = live;
  if (refused) return <p role="status">{t("wall.noLink")}</p>;
  if (connection.kind === "connecting") return <p role="status">{t("wall.connecting")}</p>;
  if (connection.kind === "open") return <p role="status" />;
  return <p role="status">{t("wall.lost", { time: formatClock(connection.since * MICROS_PER_MILLI, "minutes") })}</p>;
}
