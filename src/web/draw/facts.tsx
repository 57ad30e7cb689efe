import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DrawView } from "../../contract/index.ts";
import { challengeQuery } from "../guide/api.ts";
import { venueDay } from "../ticket/time-words.ts";
import classes from "./draw.module.css";

/** What is promised and fixed: shown early, so that a picture or this very page can be compared later. */
export function Facts({ draw }: { readonly draw: DrawView }) {
  const { t, i18n } = useTranslation();
  const slug = draw.id.slice(0, draw.id.indexOf("/"));
  const { data: challenge } = useQuery(challengeQuery(slug));
  const isKorean = i18n.language === "ko";
  return (
    <section className={classes.card}>
      <dl className={classes.facts}>
        <div>
          <dt>{t("draw.planned")}</dt>
          <dd>{challenge && venueDay(draw.plannedAt, challenge.timeZone, i18n.language)}</dd>
        </div>
        <div>
          <dt>{isKorean ? draw.promise.ko : draw.promise.en}</dt>
          <dd>{draw.round !== null && t("draw.roundValue", { round: draw.round })}</dd>
        </div>
        <div>
          <dt>{t("draw.commit")}</dt>
          <dd>
            <strong>{isKorean ? draw.commitWords.ko : draw.commitWords.en}</strong>
            <code>{draw.commit}</code>
          </dd>
        </div>
        {draw.entriesHash !== null && draw.entriesWords !== null && (
          <div>
            <dt>{t("draw.listHash")}</dt>
            <dd>
              <strong>{isKorean ? draw.entriesWords.ko : draw.entriesWords.en}</strong>
              <code>{draw.entriesHash}</code>
            </dd>
          </div>
        )}
      </dl>
      <p className={classes.quiet}>{t("draw.commitNote")}</p>
      {draw.lanes.length > 0 && (
        <details className={classes.list}>
          <summary>{t("draw.frozen.list")}</summary>
          <ol>
            {draw.lanes.map(({ lane, entry, app }) => (
              <li key={entry}>
                <code>{entry}</code> {app}
                <span className="visually-hidden">{t("draw.lane", { lane })}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
