import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { DrawScene, WallNow, WallScene } from "../../contract/index.ts";
import { assertNever } from "../../kernel/index.ts";
import type { AppNow, LiveState } from "../live/live-state.ts";
import { useHeld } from "../live/use-live.ts";
import { isLoopback } from "../onboarding/join-lines.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { Mark } from "../ui/icons.tsx";
import { byArrival } from "./arrivals.ts";
import { Frameworks } from "./frameworks-bar.tsx";
import { QrCode } from "./qr-code.tsx";
import { Collecting, Empty } from "./scenes/collecting.tsx";
import { HowTo } from "./scenes/how-to.tsx";
import { LastCall } from "./scenes/last-call.tsx";
import { Prizes } from "./scenes/prizes.tsx";
import type { SceneProps } from "./scenes/scene.ts";
import { Thanks } from "./scenes/thanks.tsx";
import classes from "./wall.module.css";
import { formatLeft, joinAddress } from "./wall-address.ts";

const SwagScene = lazy(async () => ({ default: (await import("./scenes/swag.tsx")).SwagScene }));

/** The draw's computing comes with it, and few walls need that before the end. */
const DrawOnWall = lazy(async () => ({ default: (await import("../draw/draw-on-wall.tsx")).DrawOnWall }));

interface Props {
  readonly wall: WallNow;
  readonly live: Pick<LiveState, "apps">;
  readonly now: number;
  readonly intakeUrl: string | undefined;
  readonly theme: "light" | "dark";
  readonly drift: string;
  /** What the page says of its connection. */
  readonly connection?: ReactNode;
  /** Small, beside the remote. */
  readonly preview?: boolean;
}

/** The wall of a challenge with the scene the server chose; while it is paused, nothing on it moves. */
export function ChallengeWall({ wall, live, now, intakeUrl, theme, drift, connection, preview = false }: Props) {
  const { t, i18n } = useTranslation();
  const still = useHeld(now, wall.paused);
  const apps = useShown(live.apps, wall.paused);
  const join = intakeUrl === undefined || isLoopback(intakeUrl) ? undefined : joinAddress(intakeUrl, wall.slug);
  const scene = { wall, apps, now: wall.paused ? still : now, join };
  const Root = preview ? "div" : "main";
  const message = inLanguage(wall.message, i18n.language);
  return (
    <Root
      className={classes.wall}
      data-scheme={theme}
      data-scene={wall.scene}
      data-paused={wall.paused}
      data-preview={preview}
      {...(preview ? { "aria-hidden": true } : { "aria-label": t("wall.title") })}
    >
      {wall.rehearsal && (
        <p className={classes.watermark} aria-hidden="true">
          {t("scenes.rehearsal")}
        </p>
      )}
      <div className={classes.safe} style={{ transform: wall.paused ? "none" : drift }}>
        <header className={classes.header}>
          <Mark />
          <h1>{inLanguage(wall.name, i18n.language)}</h1>
          {wall.rehearsal && <span className={classes.chip}>{t("scenes.rehearsal")}</span>}
          {wall.paused && <span className={classes.chip}>{t("scenes.paused")}</span>}
          <Countdown wall={wall} now={scene.now} />
          {connection}
        </header>
        <Scene scene={wall.scene} {...scene} />
        {wall.scene === "collecting" ? <CollectingFooter {...scene} message={message} /> : <Message text={message} />}
      </div>
    </Root>
  );
}

function Scene({ scene, ...props }: SceneProps & { readonly scene: WallScene | DrawScene }) {
  const { t } = useTranslation();
  switch (scene) {
    case "collecting": {
      const total = props.wall.paused ? props.apps.length : Math.max(props.wall.counts.apps, props.apps.length);
      const words = t("scenes.apps", { count: total });
      if (props.apps.length > 0)
        return <Collecting apps={props.apps} total={total} totalWords={words} now={props.now} />;
      return (
        <Empty title={t("scenes.emptyTitle")} steps={[t("scenes.empty1"), t("scenes.empty2"), t("scenes.empty3")]} />
      );
    }
    case "how-to":
      return <HowTo {...props} />;
    case "prizes":
      return <Prizes {...props} />;
    case "swag":
      return (
        <Suspense fallback={<div />}>
          <SwagScene {...props} />
        </Suspense>
      );
    case "last-call":
      return <LastCall {...props} />;
    case "thanks":
      return <Thanks {...props} />;
    case "frozen":
    case "ladder":
    case "results":
      return (
        <Suspense fallback={<div />}>
          <DrawOnWall {...props} scene={scene} />
        </Suspense>
      );
    default:
      return assertNever(scene);
  }
}

function Countdown({ wall, now }: Pick<SceneProps, "wall" | "now">) {
  const { t } = useTranslation();
  // The last call says it itself, larger.
  if (wall.state !== "open" || wall.closesAt === null || wall.scene === "last-call") return null;
  const left = wall.closesAt - now;
  return (
    <p className={classes.countdown} role="timer">
      {left > 0 ? (
        <>
          {t("scenes.left")} <b>{formatLeft(left)}</b>
        </>
      ) : (
        t("scenes.closing")
      )}
    </p>
  );
}

/** A line of staff. */
function Message({ text }: { readonly text: string }) {
  return <p role="status">{text && <span className={classes.message}>{text}</span>}</p>;
}

function CollectingFooter({ wall, apps, join, message }: SceneProps & { readonly message: string }) {
  const { t } = useTranslation();
  return (
    <footer className={classes.footer}>
      <div className={classes.footerLeft}>
        <Message text={message} />
        {message === "" && <Frameworks apps={apps} />}
        {wall.photos && <p className={classes.photos}>{t("scenes.photos")}</p>}
      </div>
      {join === undefined ? (
        <p className={classes.loopback}>{t("wall.loopback")}</p>
      ) : (
        <section className={classes.join}>
          <p>
            {t("scenes.joinHere")}
            <b>{join.short}</b>
          </p>
          <QrCode text={join.url} label={join.url} />
        </section>
      )}
    </footer>
  );
}

/**
 * The apps newest first; while paused no new ones come, those there stop beating, and what must not be shown any more
 * goes all the same.
 */
function useShown(apps: LiveState["apps"], paused: boolean): readonly AppNow[] {
  const shown = byArrival(apps);
  const newest = useHeld(shown[0]?.ordinal ?? 0, paused);
  const figures = useHeld(apps, paused);
  if (!paused) return shown;
  return shown.filter(({ ordinal }) => ordinal <= newest).map((app) => figures.get(app.key) ?? app);
}
