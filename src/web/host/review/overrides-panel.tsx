import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Override } from "../../../contract/index.ts";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { formatMoment } from "../../i18n/format.ts";
import { useServerNow } from "../../live/use-live.ts";
import { nameText } from "../../ui/name-text.ts";
import { FaultLine } from "../fault-line.tsx";
import { overridesQuery, readAnew, settleOverride } from "./api.ts";
import classes from "./review.module.css";

/** Decisions of people over the rules, newest first, with who made them, who confirmed them, and what they changed. */
export function OverridesPanel({ slug, locked }: { readonly slug: string; readonly locked: boolean }) {
  const { t } = useTranslation();
  const overrides = useQuery(overridesQuery(slug));
  if (overrides.error && overrides.data === undefined) {
    return <FaultNotice error={overrides.error} retry={() => void overrides.refetch()} />;
  }
  return (
    <section className={classes.panel} aria-labelledby="overrides-title">
      <h2 id="overrides-title">{t("host.review.overrides.title")}</h2>
      <p className={classes.lead}>{t("host.review.overrides.lead")}</p>
      {overrides.data?.overrides.length === 0 && <p className={classes.empty}>{t("host.review.overrides.empty")}</p>}
      <ul className={classes.list}>
        {overrides.data?.overrides.map((each) => (
          <Decision key={each.id} slug={slug} decision={each} locked={locked} />
        ))}
      </ul>
    </section>
  );
}

interface DecisionProps {
  readonly slug: string;
  readonly decision: Override;
  readonly locked: boolean;
}

function Decision({ slug, decision, locked }: DecisionProps) {
  const { t } = useTranslation();
  const { ticket, effect, reasonKo, reasonEn, before, revoked, inForce } = decision;
  const waits = revoked === null && !inForce;
  const was = before.eligible
    ? t("host.review.overrides.beforeIn")
    : before.codes.map((code) => t(`host.reason.${code}`)).join(", ");
  return (
    <li className={classes.card}>
      <header className={classes.head}>
        <span>
          <Link
            to="/host/e/$slug"
            params={{ slug }}
            search={{ view: "review", part: "tickets", ticket }}
            className={classes.link}
          >
            <code className={classes.id}>{ticket}</code>
          </Link>{" "}
          <strong>{t(`host.review.overrides.${effect}`)}</strong>
        </span>
        {revoked !== null && <span className={classes.tag}>{t("host.review.overrides.over")}</span>}
        {inForce && (
          <span className={classes.tag} data-on="true">
            {t("host.review.overrides.inForce")}
          </span>
        )}
      </header>
      <p lang="ko">{reasonKo}</p>
      <p lang="en">{reasonEn}</p>
      <p className={classes.quiet}>{t("host.review.overrides.before", { what: was })}</p>
      <Signatures decision={decision} />
      {waits && (
        <p className={classes.note}>
          {t(locked || decision.mayApprove ? "host.review.overrides.waits" : "host.review.overrides.waitsOther")}
        </p>
      )}
      {!locked && revoked === null && <Settle slug={slug} decision={decision} />}
    </li>
  );
}

function Signatures({ decision: { by, at, second, revoked } }: { readonly decision: Override }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const say = (key: "by" | "second" | "revokedBy", who: string, when: number): string =>
    t(`host.review.overrides.${key}`, {
      who: nameText(who, 40) || t("host.review.overrides.byHost"),
      time: formatMoment(when, now),
    });
  return (
    <ul className={classes.signatures}>
      <li>{say("by", by, at)}</li>
      {second !== null && <li>{say("second", second.by, second.at)}</li>}
      {revoked !== null && <li>{say("revokedBy", revoked.by, revoked.at)}</li>}
    </ul>
  );
}

function Settle({ slug, decision: { id, mayApprove } }: Omit<DecisionProps, "locked">) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const settling = useMutation({
    mutationFn: (how: "approve" | "revoke") => settleOverride(slug, id, how),
    onSettled: () => readAnew(client, slug),
  });
  return (
    <>
      {asked && <p>{t("host.review.overrides.revokeLead")}</p>}
      <div className={classes.buttons}>
        {!asked && mayApprove && (
          <Button loading={settling.isPending} onClick={() => settling.mutate("approve")}>
            {t("host.review.overrides.approve")}
          </Button>
        )}
        {asked ? (
          <>
            <Button loading={settling.isPending} onClick={() => settling.mutate("revoke")}>
              {t("host.review.overrides.revokeSure")}
            </Button>
            <Button variant="default" onClick={() => setAsked(false)}>
              {t("host.review.overrides.cancel")}
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setAsked(true)}>
            {t("host.review.overrides.revoke")}
          </Button>
        )}
      </div>
      {settling.error && <FaultLine error={settling.error} />}
    </>
  );
}
