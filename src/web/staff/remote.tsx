import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WallRemote } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { ChallengeWall } from "../wall/challenge-wall.tsx";
import { useWallClock, useWallLive } from "../wall/wall-line.ts";
import classes from "./remote.module.css";
import { remoteQuery, useSteer } from "./remote-api.ts";
import { NameCheck } from "./remote-names.tsx";

/** Steers the walls of a challenge from a phone: what they show now, the scene, the pause, a line, and the names on them. */
export function WallRemotePanel({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const remote = useQuery(remoteQuery(slug));
  if (remote.data === undefined) {
    return remote.error ? <FaultNotice error={remote.error} retry={() => void remote.refetch()} /> : null;
  }
  return (
    <section className={classes.remote} aria-label={t("scenes.remote.title")}>
      <Preview slug={slug} remote={remote.data} />
      <Steering key={slug} slug={slug} remote={remote.data} />
      <NameCheck slug={slug} held={remote.data.held} />
    </section>
  );
}

function Preview({ slug, remote }: { readonly slug: string; readonly remote: WallRemote }) {
  const { t } = useTranslation();
  const live = useWallLive(slug);
  const now = useWallClock(live);
  const { scene, chosen } = remote.now;
  const wall = live.challenge ?? remote.now;
  return (
    <div>
      <h2 className={classes.heading}>{t("scenes.remote.preview")}</h2>
      <p role="status" className={classes.now}>
        {t(`scenes.names.${scene}`)}
        {chosen === "" && ` · ${t("scenes.remote.rotate")}`}
        {remote.now.paused && ` · ${t("scenes.paused")}`}
      </p>
      <div className={classes.preview}>
        <ChallengeWall
          wall={wall}
          live={live}
          now={now}
          intakeUrl={location.origin}
          theme="dark"
          drift="none"
          preview
        />
      </div>
      <p className={classes.links}>
        <a href={`/wall?challenge=${slug}`} target="_blank" rel="noopener">
          {t("scenes.remote.open")}
        </a>
        <a href={`/wall/text?challenge=${slug}`} target="_blank" rel="noopener">
          {t("scenes.remote.openText")}
        </a>
      </p>
    </div>
  );
}

function Steering({ slug, remote }: { readonly slug: string; readonly remote: WallRemote }) {
  const { t } = useTranslation();
  const steer = useSteer(slug);
  const { chosen, paused } = remote.now;
  return (
    <div>
      <button
        type="button"
        className={classes.pause}
        aria-pressed={paused}
        disabled={steer.isPending}
        onClick={() => steer.mutate({ paused: !paused })}
      >
        {paused ? t("scenes.remote.resume") : t("scenes.remote.pause")}
      </button>
      {paused && <p className={classes.note}>{t("scenes.remote.pausedNote")}</p>}
      <h2 className={classes.heading}>{t("scenes.remote.scenes")}</h2>
      <div className={classes.scenes}>
        {(["", ...remote.scenes] as const).map((scene) => (
          <button
            key={scene}
            type="button"
            aria-pressed={chosen === scene}
            disabled={steer.isPending}
            onClick={() => steer.mutate({ scene })}
          >
            {scene === "" ? t("scenes.remote.rotate") : t(`scenes.names.${scene}`)}
            {scene === "" && <small>{t("scenes.remote.rotateMore")}</small>}
          </button>
        ))}
      </div>
      {chosen !== "" && <p className={classes.note}>{t("scenes.remote.chosenNote")}</p>}
      {steer.error && <FaultNotice error={steer.error} />}
      <MessageLine slug={slug} remote={remote} />
    </div>
  );
}

function MessageLine({ slug, remote }: { readonly slug: string; readonly remote: WallRemote }) {
  const { t } = useTranslation();
  const steer = useSteer(slug);
  const { message } = remote.now;
  const [ko, setKo] = useState(message.ko);
  const [en, setEn] = useState(message.en);
  const isShown = message.ko !== "" || message.en !== "";
  const clear = () => {
    setKo("");
    setEn("");
    steer.mutate({ messageKo: "", messageEn: "" });
  };
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        steer.mutate({ messageKo: ko, messageEn: en });
      }}
    >
      <label>
        {t("scenes.remote.messageKo")}
        <input value={ko} maxLength={120} lang="ko" onChange={(event) => setKo(event.currentTarget.value)} />
      </label>
      <label>
        {t("scenes.remote.messageEn")}
        <input value={en} maxLength={120} lang="en" onChange={(event) => setEn(event.currentTarget.value)} />
      </label>
      <div className={classes.row}>
        <Button type="submit" loading={steer.isPending} disabled={ko.trim() === "" && en.trim() === ""}>
          {t("scenes.remote.show")}
        </Button>
        {isShown && (
          <Button variant="default" onClick={clear}>
            {t("scenes.remote.clear")}
          </Button>
        )}
      </div>
    </form>
  );
}
