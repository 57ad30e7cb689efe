import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DrawScene, DrawView } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { Name } from "../ui/name.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import type { SceneProps } from "../wall/scenes/scene.ts";
import { formatVenueTime } from "../wall/wall-address.ts";
import { wallDrawQuery } from "./api.ts";
import { clockText } from "./clock-text.ts";
import classes from "./draw-on-wall.module.css";
import { ShowStage } from "./show-stage.tsx";
import { prizeOf } from "./spoken.tsx";
import { useServerClock, useShow, useTicking } from "./use-show.ts";

type Props = SceneProps & { readonly scene: DrawScene };

/** The draw on the big screen: the list to photograph, the ladder, who won. A try says everywhere that it is one. */
export function DrawOnWall(props: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(wallDrawQuery(props.wall.slug));
  const draw = data?.draw;
  if (!draw) return <div />;
  return (
    <section className={classes.scene} data-scene={props.scene}>
      {draw.simulated && (
        <p className={classes.watermark} aria-hidden="true">
          {t("draw.rehearsal")}
        </p>
      )}
      <Scene {...props} draw={draw} />
    </section>
  );
}

function Scene(props: Props & { readonly draw: DrawView }) {
  switch (props.scene) {
    case "frozen":
      return props.draw.frozenAt === null ? <Lanes {...props} /> : <List {...props} />;
    case "ladder":
      return <LadderScene {...props} />;
    case "results":
      return <Results {...props} />;
  }
}

type SceneOf = Props & { readonly draw: DrawView };

/** So many are seen from the last row, each as large as a hand. */
const FEW_LANES = 14;

/** Before the freeze: how many are in, and which lanes are picked already. */
function Lanes({ draw, wall, now, join }: SceneOf) {
  const { t, i18n } = useTranslation();
  const taken = new Set(draw.taken);
  return (
    <div className={classes.split}>
      <div className={`${classes.words} ${classes.middle}`}>
        <h2>{t("draw.wall.lanesTitle")}</h2>
        <p>
          <strong className={classes.big}>{draw.n}</strong> {t("draw.wall.people", { count: draw.n ?? 0 })}
        </p>
        <ol className={classes.lanes} data-few={(draw.n ?? 0) <= FEW_LANES} aria-hidden="true">
          {Array.from({ length: Math.min(draw.n ?? 0, 60) }, (_, at) => (
            // A lane is its number.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={at} data-taken={taken.has(at + 1)}>
              {at + 1}
            </li>
          ))}
        </ol>
        <p className={classes.quiet}>
          {t("draw.wall.picked", { count: taken.size })} · {t("draw.wall.lanesNote")}
        </p>
        <p className={classes.quiet}>
          {t("draw.wall.drawAt", { t: formatVenueTime(draw.plannedAt, wall.timeZone, now, i18n.language) })}
        </p>
      </div>
      <DrawQr join={join} path="draw" />
    </div>
  );
}

/** The list as it was fixed, to be photographed. */
function List({ draw, now, join }: SceneOf) {
  const { t, i18n } = useTranslation();
  const isKorean = i18n.language === "ko";
  const n = draw.n ?? 0;
  const prizes = draw.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  const left = Math.ceil(((draw.roundAt ?? draw.plannedAt) - now) / 1_000_000);
  return (
    <div className={classes.split}>
      <div className={classes.words}>
        <h2>
          {prizes === 1 ? t("draw.frozen.says", { n }) : t("draw.frozen.saysMany", { n, prizes })}{" "}
          <span>{t("draw.frozen.photo")}</span>
        </h2>
        <p className={classes.hash}>
          <span>{t("draw.listHash")}</span>
          {isKorean ? draw.entriesWords?.ko : draw.entriesWords?.en}
          <code>{draw.entriesHash}</code>
        </p>
        <ol className={classes.entries} data-few={n <= FEW_LANES}>
          {draw.lanes.slice(0, 48).map(({ lane, entry }) => (
            <li key={entry}>
              <b>{lane}</b> {entry}
            </li>
          ))}
        </ol>
        <p className={classes.commit}>
          {t("draw.commit")} <b>{isKorean ? draw.commitWords.ko : draw.commitWords.en}</b> <code>{draw.commit}</code>
        </p>
      </div>
      <div className={classes.side}>
        <p className={classes.big}>{left > 0 ? clockText(left) : "00:00"}</p>
        <p className={classes.quiet}>{draw.round !== null && t("draw.wall.beacon", { round: draw.round })}</p>
        <DrawQr join={join} path={`draw/${draw.name}`} />
      </div>
    </div>
  );
}

function LadderScene({ wall, draw }: SceneOf) {
  const { t } = useTranslation();
  const clock = useServerClock(draw.serverTime);
  const now = useTicking(clock);
  const show = useShow(wall.slug, draw);
  const left = Math.ceil(((draw.roundAt ?? draw.plannedAt) / MICROS_PER_MILLI - now) / 1_000);
  return (
    <div className={classes.ladder}>
      {draw.drawnAt === null ? (
        <p className={classes.waits} role="timer">
          <strong>{left > 0 ? clockText(left) : t("draw.frozen.waiting")}</strong>
          <span>
            {draw.round !== null && t("draw.wall.beacon", { round: draw.round })} · {t("draw.wall.covered")}
          </span>
        </p>
      ) : (
        draw.showStartedAt === null && (
          <p className={classes.waits} role="status">
            <strong>{t("draw.wall.stay")}</strong>
          </p>
        )
      )}
      <ShowStage draw={draw} show={show} clock={clock} large />
    </div>
  );
}

function Results({ draw, wall, join }: SceneOf) {
  const { t, i18n } = useTranslation();
  const show = useShow(wall.slug, draw);
  const slots = show === undefined ? [] : Array.from({ length: Math.min(show.prizes, 7) }, (_, slot) => slot);
  return (
    <div className={classes.split}>
      <div className={`${classes.words} ${classes.middle}`}>
        <h2>{t("draw.wall.results")}</h2>
        <ol className={classes.results}>
          {slots.map((slot) => {
            const lane = draw.lanes[show?.shown.kept[show.shown.order[slot] ?? 0] ?? 0];
            const prize = prizeOf(draw.prizes, slot);
            return (
              <li key={slot}>
                <b>{t("draw.ladder.rank", { rank: slot + 1 })}</b>
                <span>{prize && inLanguage(prize.name, i18n.language)}</span>
                <span className={classes.quiet}>
                  {t("draw.lane", { lane: lane?.lane ?? 0 })}
                  {lane?.app ? (
                    <>
                      {" · "}
                      <Name value={lane.app} longest={20} />
                    </>
                  ) : null}
                </span>
              </li>
            );
          })}
        </ol>
        <p className={classes.quiet}>{t("draw.nth", { n: Math.abs(draw.ordinal) })}</p>
      </div>
      <div className={classes.side}>
        <DrawQr join={join} path={`draw/${draw.name}`} />
        <p className={classes.quiet}>{t("draw.wall.check")}</p>
      </div>
    </div>
  );
}

function DrawQr({ join, path }: { readonly join: Props["join"]; readonly path: string }) {
  if (join === undefined) return <div />;
  const address = `${join.url.replace(/\/$/, "")}/${path}`;
  return (
    <div className={classes.qr}>
      <QrCode text={address} label={address} />
    </div>
  );
}
