import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditAnswer, ChallengeView } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { exportUrl } from "../recap/api.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { AUDIT_PAGE, auditQuery } from "./api.ts";
import classes from "./audit-view.module.css";
import { auditWords } from "./audit-words.ts";
import { type Say, useSay } from "./say.ts";
import { venueMoment } from "./venue-time.ts";

/** Who did what when, and whether the chain of it holds. */
export function AuditView({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(0);
  const audit = useQuery({ ...auditQuery(view.slug, from), placeholderData: keepPreviousData });
  if (audit.error && !audit.data) return <FaultNotice error={audit.error} retry={() => void audit.refetch()} />;
  if (audit.data === undefined) return <RowSkeletons rows={6} />;
  const { total } = audit.data;
  return (
    <div className={classes.page}>
      <Verdict audit={audit.data} slug={view.slug} />
      <Records audit={audit.data} view={view} />
      {total > AUDIT_PAGE && (
        <div className={classes.pager}>
          <Button variant="default" disabled={from === 0} onClick={() => setFrom(Math.max(0, from - AUDIT_PAGE))}>
            {t("host.audit.earlier")}
          </Button>
          <span>{t("host.audit.range", { from: from + 1, to: Math.min(from + AUDIT_PAGE, total), total })}</span>
          <Button variant="default" disabled={from + AUDIT_PAGE >= total} onClick={() => setFrom(from + AUDIT_PAGE)}>
            {t("host.audit.later")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Verdict({ audit, slug }: { readonly audit: AuditAnswer; readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const words = i18n.language === "ko" ? audit.words.ko : audit.words.en;
  return (
    <section className={classes.verdict} data-verifies={audit.verifies} aria-labelledby="chain-title">
      <h2 id="chain-title">
        {audit.verifies ? <IconCheck /> : <IconWarning />}
        {audit.verifies
          ? t("host.audit.verifies", { n: audit.total })
          : t("host.audit.broken", { i: audit.brokenAt ?? 0 })}
      </h2>
      <p className={classes.words}>{words}</p>
      <p className={classes.head}>
        <code>{audit.head}</code>
        <CopyButton text={audit.head} label={t("host.audit.copyHead")} compact />
      </p>
      <p className={classes.hint}>{t("host.audit.why")}</p>
      <p>
        <Button component="a" variant="default" href={exportUrl(slug, "audit", "jsonl", "check")} download>
          {t("host.audit.download")}
        </Button>
      </p>
    </section>
  );
}

function Records({ audit, view }: { readonly audit: AuditAnswer; readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("host.audit.number")}</th>
            <th scope="col">{t("host.audit.when")}</th>
            <th scope="col">{t("host.audit.who")}</th>
            <th scope="col">{t("host.audit.what")}</th>
          </tr>
        </thead>
        <tbody>
          {audit.records.map((record) => (
            <tr key={record.i}>
              <td>{record.i}</td>
              <td>
                <time dateTime={record.t}>
                  {venueMoment(Date.parse(record.t) * 1_000, view.serverTime, view.setup.timeZone)}
                </time>
              </td>
              <td>{actorWords(record.actor, say)}</td>
              <td>{auditWords(record, say)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `staff:p_…` in words; the pseudonym stays. */
function actorWords(actor: string, say: Say): string {
  const [role = "", name = ""] = actor.split(":");
  const words = say(`host.actor.${role}`) || role;
  return name === "" || name === "token" ? words : `${words} ${name}`;
}
