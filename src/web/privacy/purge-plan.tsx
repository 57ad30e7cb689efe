import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PurgeCertificate, PurgePlan } from "../../contract/index.ts";
import { useFaultText } from "../app/fault-text.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { HoldButton } from "../ui/hold-button.tsx";
import { purgeQuery, startPurge } from "./api.ts";
import classes from "./privacy.module.css";
import { venueDate } from "./venue-date.ts";

/** For the host's page: when everything personal goes, what that is, what stays, and doing it now. */
export function PurgePlanPanel({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const { data: plan, error, refetch } = useQuery(purgeQuery(slug));
  if (error && !plan) return <FaultNotice error={error} retry={() => void refetch()} />;
  if (!plan) {
    return (
      <p className="visually-hidden" aria-live="polite">
        {t("privacy.loading")}
      </p>
    );
  }
  const { stage, purgeAt, certificate } = plan;
  return (
    <section className={classes.plan} aria-label={t("privacy.purge.title")}>
      <h2>{t("privacy.purge.title")}</h2>
      {!certificate && <p className={classes.quiet}>{t("privacy.purge.lead")}</p>}
      <p className={classes.when} role="status">
        {!certificate && (
          <>
            <span>{t("privacy.purge.when")}</span>{" "}
            <strong>{purgeAt === null ? t("privacy.purge.none") : venueDate(purgeAt, plan.timeZone)}</strong>{" "}
          </>
        )}
        <span className={classes.stage} data-stage={stage}>
          {t(`privacy.purge.stage.${stage}`)}
        </span>
      </p>
      {plan.failure && (
        <p className={classes.alert} role="alert">
          {t("privacy.purge.failure", { n: plan.failure.times })} <code>{plan.failure.detail}</code>
        </p>
      )}
      {certificate ? (
        <Certificate certificate={certificate} timeZone={plan.timeZone} />
      ) : (
        <>
          <Destroys plan={plan} />
          <Stays plan={plan} />
          {stage !== "running" && <PurgeNow plan={plan} />}
        </>
      )}
    </section>
  );
}

function useTableName(): (table: string) => string {
  const { t, i18n } = useTranslation();
  return (table) => {
    const key = `privacy.purge.table.${table}`;
    return i18n.exists(key) ? String(t(key as never)) : table;
  };
}

function Destroys({ plan }: { readonly plan: PurgePlan }) {
  const { t } = useTranslation();
  const nameOf = useTableName();
  const { removes, keeps } = plan.telemetry;
  return (
    <>
      <h3>{t("privacy.purge.destroys")}</h3>
      <dl className={classes.counts}>
        {plan.destroys.map(({ table, rows }) => (
          <div key={table} data-none={rows === 0}>
            <dt>{nameOf(table)}</dt>
            <dd>{rows.toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
      {removes > 0 && <p>{t("privacy.purge.telemetry", { n: removes })}</p>}
      {keeps > 0 && <p>{t("privacy.purge.telemetryKept", { n: keeps })}</p>}
    </>
  );
}

function Stays({ plan }: { readonly plan: PurgePlan }) {
  const { t, i18n } = useTranslation();
  const say = (key: string): string => (i18n.exists(key) ? String(t(key as never)) : "");
  return (
    <>
      <h3>{t("privacy.purge.stays")}</h3>
      <dl className={classes.stays}>
        {plan.stays.map(({ what, rows }) => (
          <div key={what}>
            <dt>
              {say(`privacy.purge.stay.${what}`) || what} <span>{rows.toLocaleString("en-US")}</span>
            </dt>
            <dd>{say(`privacy.purge.stayWhy.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function PurgeNow({ plan }: { readonly plan: PurgePlan }) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const client = useQueryClient();
  const id = useId();
  const [typed, setTyped] = useState("");
  const { slug } = plan;
  const starting = useMutation({
    mutationFn: () => startPurge(slug, slug),
    onSuccess: (answer) => client.setQueryData(purgeQuery(slug).queryKey, answer),
  });
  if (!plan.possible) return <p className={classes.quiet}>{t("privacy.purge.tooEarly")}</p>;
  return (
    <div className={classes.erase}>
      <p>{t("privacy.purge.early")}</p>
      <div className={classes.field}>
        <label htmlFor={id}>{t("privacy.purge.confirm", { slug })}</label>
        <input
          id={id}
          value={typed}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <HoldButton
        label={t("privacy.purge.now")}
        danger
        disabled={typed !== slug || starting.isPending}
        onHeld={() => starting.mutate()}
      />
      {starting.error && (
        <p className={classes.alert} role="alert">
          {faultText(starting.error)}
        </p>
      )}
    </div>
  );
}

function Certificate(props: { readonly certificate: PurgeCertificate; readonly timeZone: string }) {
  const { certificate, timeZone } = props;
  const { t } = useTranslation();
  const nameOf = useTableName();
  const at = Date.parse(certificate.at) * 1_000;
  return (
    <>
      <h3>{t("privacy.purge.certificate")}</h3>
      <dl className={classes.stays}>
        <div>
          <dt>{t("privacy.purge.at")}</dt>
          <dd>{venueDate(at, timeZone)}</dd>
        </div>
        <div>
          <dt>{t("privacy.purge.actor")}</dt>
          <dd>{certificate.actor === "system" ? t("privacy.purge.system") : certificate.actor}</dd>
        </div>
        <div>
          <dt>{t("privacy.purge.certificateHash")}</dt>
          <dd>
            <code>{certificate.hash}</code>
          </dd>
        </div>
      </dl>
      <dl className={classes.counts}>
        {Object.entries(certificate.rows).map(([table, rows]) => (
          <div key={table} data-none={rows === 0}>
            <dt>{nameOf(table)}</dt>
            <dd>{rows.toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(certificate.frameworks).length > 0 && (
        <>
          <h3>{t("privacy.purge.frameworks")}</h3>
          <dl className={classes.counts}>
            {Object.entries(certificate.frameworks).map(([framework, apps]) => (
              <div key={framework}>
                <dt>{framework}</dt>
                <dd>{apps}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}
