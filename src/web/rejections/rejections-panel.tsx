import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RejectionEntry } from "../../contract/index.ts";
import { rejectionsQuery, sessionQuery } from "../app/api.ts";
import { CodeLine } from "../app/notice-pages.tsx";
import { usePaused } from "../live/pause.ts";
import { useHeld, useLive, useServerNow } from "../live/use-live.ts";
import { MomentText } from "../ui/age.tsx";
import { Name } from "../ui/name.tsx";
import { rejectionWords } from "./rejection-words.ts";
import classes from "./rejections-panel.module.css";

const SHOWN_FIRST = 10;

/** For the host: what was turned away lately, why, and the line that mends it. */
export function RejectionsPanel() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const live = useHeld(useLive(), usePaused());
  const stored = useQuery({ ...rejectionsQuery, enabled: session.data?.role === "host" && live.heardAt === null });
  const [all, setAll] = useState(false);
  if (session.data?.role !== "host") return null;
  const { intakeUrl } = session.data;
  const entries = live.heardAt === null ? (stored.data?.rejections ?? []) : live.rejections;
  return (
    <section className={classes.panel} aria-labelledby="rejections-title">
      <div className={classes.head}>
        <h2 id="rejections-title">{t("rejections.title")}</h2>
        <p>{entries.length === 0 ? t("rejections.empty") : t("rejections.lead")}</p>
      </div>
      {entries.length > 0 && (
        <ul className={classes.list} aria-label={t("rejections.caption")}>
          {entries.slice(0, all ? undefined : SHOWN_FIRST).map((entry) => (
            <RejectionItem key={keyOf(entry)} entry={entry} intakeUrl={intakeUrl} />
          ))}
        </ul>
      )}
      {!all && entries.length > SHOWN_FIRST && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => setAll(true)}>
            {t("rejections.showAll", { count: entries.length })}
          </Button>
        </div>
      )}
    </section>
  );
}

const keyOf = (entry: RejectionEntry): string =>
  [entry.at, entry.reason, entry.address, entry.agent, entry.service, entry.detail].join("\u0000");

function RejectionItem({ entry, intakeUrl }: { readonly entry: RejectionEntry; readonly intakeUrl: string }) {
  const { t } = useTranslation();
  const { reason, values, line } = rejectionWords(entry, intakeUrl, useServerNow());
  // Which values a sentence takes is known only at run time; a test goes through every reason.
  const say = t as unknown as (key: string, values?: Readonly<Record<string, string>>) => string;
  return (
    <li className={classes.item}>
      <div className={classes.when}>
        <MomentText at={entry.at} />
        <span className={classes.status}>{entry.status}</span>
        {entry.count > 1 && <span className={classes.count}>{t("rejections.times", { count: entry.count })}</span>}
      </div>
      <div className={classes.who}>
        <strong>{entry.service ? <Name value={entry.service} longest={40} /> : t("rejections.unknownService")}</strong>
        <span>{entry.agent ? <Name value={entry.agent} longest={48} /> : t("rejections.unknownAgent")}</span>
        <span className={classes.address}>
          <Name value={entry.address} longest={45} />
        </span>
      </div>
      <div className={classes.what}>
        <p className={classes.says}>
          {values ? say(`reason.${reason}.says`, values) : say(`reason.${reason}.saysBare`)}
        </p>
        <p>
          {t(`reason.${reason}.fix`)} {line !== null && <CodeLine text={line} />}
        </p>
        {entry.detail && (
          <p className={classes.detail} title={t("rejections.detail")}>
            <Name value={entry.detail} longest={240} />
          </p>
        )}
      </div>
    </li>
  );
}
