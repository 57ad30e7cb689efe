import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RejectionEntry } from "../../contract/index.ts";
import { CodeLine } from "../app/notice-pages.tsx";
import { useServerNow } from "../live/use-live.ts";
import { MomentText } from "../ui/age.tsx";
import { Name } from "../ui/name.tsx";
import { rejectionWords } from "./rejection-words.ts";
import classes from "./rejections-panel.module.css";
import { useRejections } from "./use-rejections.ts";

const SHOWN_FIRST = 10;
/** Id of the heading, for whoever leads here. */
export const REJECTIONS_TITLE = "rejections-title";

/** For the host: what was turned away lately or wants a look, why, and the line that mends it. */
export function RejectionsPanel() {
  const { t } = useTranslation();
  const rejections = useRejections();
  const [all, setAll] = useState(false);
  if (rejections === null) return null;
  const { entries, intakeUrl } = rejections;
  return (
    <section className={classes.panel} aria-labelledby={REJECTIONS_TITLE}>
      <div className={classes.head}>
        <h2 id={REJECTIONS_TITLE} tabIndex={-1}>
          {t("rejections.title")}
        </h2>
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

/** What was taken all the same must not look refused, nor its number like a fault. */
function Status({ status }: Pick<RejectionEntry, "status">) {
  const { t } = useTranslation();
  if (status >= 400) return <span className={classes.status}>{status}</span>;
  return <span className={classes.taken}>{t("rejections.taken")}</span>;
}

function RejectionItem({ entry, intakeUrl }: { readonly entry: RejectionEntry; readonly intakeUrl: string }) {
  const { t } = useTranslation();
  const { reason, values, line } = rejectionWords(entry, intakeUrl, useServerNow());
  // Which values a sentence takes is known only at run time; a test goes through every reason.
  const say = t as unknown as (key: string, values?: Readonly<Record<string, string>>) => string;
  return (
    <li className={classes.item}>
      <div className={classes.when}>
        <MomentText at={entry.at} />
        <Status status={entry.status} />
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
