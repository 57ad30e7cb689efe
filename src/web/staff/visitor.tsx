import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ChecklistItem, MyTicket, StaffTicket } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { AgeText, MomentText } from "../ui/age.tsx";
import { IconCheck } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import { visitorQuery } from "./api.ts";
import type { FoundRow } from "./desk-cache.ts";
import classes from "./staff.module.css";
import { VerdictBadge } from "./verdict-badge.tsx";
import { VisitorHelp } from "./visitor-help.tsx";
import { VisitorNotes } from "./visitor-notes.tsx";
import { Refusals } from "./visitor-refusals.tsx";

interface VisitorProps {
  readonly slug: string;
  readonly id: string;
  /** What this phone knows of them by itself. */
  readonly known?: FoundRow;
  readonly onBack: () => void;
}

/** Somebody at the table: their checklist exactly as they see it, what we saw of their sending, and what helps. */
export function Visitor({ slug, id, known, onBack }: VisitorProps) {
  const { t, i18n } = useTranslation();
  const visitor = useQuery(visitorQuery(slug, id));
  const heading = useRef<HTMLHeadingElement>(null);
  const isThere = visitor.data !== undefined;
  useEffect(() => {
    if (isThere) heading.current?.focus();
  }, [isThere]);
  return (
    <>
      <Button variant="default" onClick={onBack} className={classes.back ?? ""}>
        <span aria-hidden="true">←</span>&nbsp;{t("staff.visitor.back")}
      </Button>
      {!isThere && known !== undefined && <Known row={known} />}
      {visitor.error && !isThere && (known === undefined || !isAway(visitor.error)) && (
        <FaultNotice error={visitor.error} retry={() => void visitor.refetch()} />
      )}
      {visitor.data && (
        <>
          <div className={classes.visitorHead}>
            <h2 ref={heading} tabIndex={-1}>
              <code className={classes.id}>{visitor.data.ticket.id}</code> {visitor.data.ticket.nickname}
            </h2>
            <VerdictBadge
              eligible={visitor.data.ticket.verdict.eligible}
              fixable={visitor.data.ticket.verdict.reasons.every(({ fixable }) => fixable)}
            />
          </div>
          <p className={classes.sentence} data-in={visitor.data.ticket.verdict.eligible}>
            <strong>{inLanguage(visitor.data.ticket.verdict.sentence, i18n.language)}</strong>
            <small>{t("staff.visitor.sameSentence")}</small>
          </p>
          <Checklist ticket={visitor.data.ticket} />
          <Apps ticket={visitor.data.ticket} />
          <Refusals refusals={visitor.data.refusals} />
          <Decisions visitor={visitor.data} />
          <VisitorHelp slug={slug} visitor={visitor.data} />
          <VisitorNotes slug={slug} visitor={visitor.data} />
        </>
      )}
    </>
  );
}

const isAway = (error: unknown): boolean => error instanceof ApiFault && error.status === 0;

/** The one sentence, before or without the rest. */
function Known({ row: { id, nickname, eligible, fixable, sentence } }: { readonly row: FoundRow }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <div className={classes.visitorHead}>
        <h2>
          <code className={classes.id}>{id}</code> {nickname}
        </h2>
        <VerdictBadge eligible={eligible} fixable={fixable} />
      </div>
      <p className={classes.sentence} data-in={eligible}>
        <strong>{inLanguage(sentence, i18n.language)}</strong>
        <small>{t("staff.visitor.restLater")}</small>
      </p>
    </>
  );
}

/** A drawn check mark: not every phone font has the character. */
const SIGNS = { done: <IconCheck />, todo: "!", later: "…", blocked: "–" } as const;

function Checklist({ ticket }: { readonly ticket: MyTicket }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby="checklist-title">
      <h3 id="checklist-title">{t("staff.visitor.checklist")}</h3>
      <ul className={classes.items}>
        {ticket.verdict.checklist.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Item({ item: { id, state, params, reason } }: { readonly item: ChecklistItem }) {
  const { t, i18n } = useTranslation();
  const { app, answered, questions, requests, required } = params;
  const facts = [
    id === "survey" && answered !== undefined ? `${answered}/${questions}` : undefined,
    id === "data" && requests !== undefined ? `${requests}/${required}` : undefined,
    id !== "survey" && app !== undefined ? nameText(app, 40) : undefined,
  ];
  return (
    <li className={classes.item} data-state={state}>
      <span className={classes.sign} aria-hidden="true">
        {SIGNS[state]}
      </span>
      <div>
        <p>
          <strong>{t(`ticket.item.${id}`)}</strong> <span>{facts.filter(Boolean).join(" · ")}</span>
          <span className="visually-hidden"> ({t(`staff.item.${state}`)})</span>
        </p>
        {reason !== null && <p className={classes.reason}>{inLanguage(reason, i18n.language)}</p>}
      </div>
    </li>
  );
}

function Apps({ ticket: { apps } }: { readonly ticket: MyTicket }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby="apps-title">
      <h3 id="apps-title">{t("staff.visitor.apps")}</h3>
      {apps.length === 0 && <p className={classes.muted}>{t("staff.visitor.noApps")}</p>}
      <ul className={classes.plain}>
        {apps.map((app) => (
          <li key={app.service}>
            <strong>
              <Name value={app.service} longest={48} />
            </strong>
            {app.placeholder && <span className={classes.tag}>{t("staff.visitor.defaultName")}</span>}
            <p className={classes.muted}>
              {t("staff.visitor.app", {
                requests: app.transactions,
                framework: nameText(app.framework || app.language || app.agent, 30),
              })}
              {" · "}
              <AgeText at={app.lastSeen} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Decisions({ visitor: { appeals, overrides } }: { readonly visitor: StaffTicket }) {
  const { t, i18n } = useTranslation();
  if (appeals.length === 0 && overrides.length === 0) return null;
  return (
    <section className={classes.card}>
      {overrides.length > 0 && <h3>{t("staff.visitor.overrides")}</h3>}
      <ul className={classes.plain}>
        {overrides.map(({ id, effect, reasonKo, reasonEn, at, by, revoked, inForce }) => (
          <li key={id}>
            <strong>{t(`staff.visitor.${effect}`)}</strong>{" "}
            {revoked !== null && <span className={classes.tag}>{t("staff.visitor.withdrawn")}</span>}
            {revoked === null && !inForce && <span className={classes.tag}>{t("staff.visitor.waitsForSecond")}</span>}
            <p>{inLanguage({ ko: reasonKo, en: reasonEn }, i18n.language)}</p>
            <p className={classes.muted}>
              <MomentText at={at} /> {nameText(by, 40)}
            </p>
          </li>
        ))}
      </ul>
      {appeals.length > 0 && <h3>{t("staff.visitor.appeals")}</h3>}
      <ul className={classes.plain}>
        {appeals.map(({ id, at, text, answer }) => (
          <li key={id}>
            <p>{nameText(text, 500)}</p>
            <p className={classes.muted}>
              <MomentText at={at} /> · {t(answer === null ? "staff.visitor.waiting" : "staff.visitor.answered")}
            </p>
            {answer !== null && <p>{inLanguage(answer, i18n.language)}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
