import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyData, PrivacyAnswer, WithdrawAnswer } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { Name } from "../ui/name.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { answerWords } from "./answer-words.ts";
import { downloadPath, myDataQuery, privacyQuery } from "./api.ts";
import { ErasePanel } from "./erase-panel.tsx";
import { NewsConsent } from "./news-consent.tsx";
import classes from "./privacy.module.css";
import { PrivacyFrame } from "./privacy-frame.tsx";
import { PurgeLine } from "./purge-line.tsx";
import { venueDate } from "./venue-date.ts";

const route = getRouteApi("/e/$slug/my-data");

/** What is held of this ticket, until when, to take along or to destroy. */
export function MyDataPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  const told = useQuery(privacyQuery(slug));
  const mine = useQuery(myDataQuery(slug));
  const [erased, setErased] = useState<WithdrawAnswer>();
  usePageTitle(t("privacy.mine.title"));
  return (
    <PrivacyFrame slug={slug}>
      <div className={classes.title}>
        <h1>{t("privacy.mine.title")}</h1>
        {mine.data && erased === undefined && <p>{t("privacy.mine.lead")}</p>}
      </div>
      {erased === undefined ? (
        <Holding slug={slug} told={told} mine={mine} onErased={setErased} />
      ) : (
        <Erased slug={slug} answer={erased} />
      )}
    </PrivacyFrame>
  );
}

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

interface HoldingProps {
  readonly slug: string;
  readonly told: Asked<PrivacyAnswer>;
  readonly mine: Asked<MyData>;
  readonly onErased: (answer: WithdrawAnswer) => void;
}

function Holding({ slug, told, mine, onErased }: HoldingProps) {
  const { t } = useTranslation();
  if (told.data?.purge.stage === "done") return <PurgeLine answer={told.data} />;
  const { error } = mine;
  if (mine.data !== undefined && told.data !== undefined) {
    return <Everything slug={slug} data={mine.data} told={told.data} onErased={onErased} />;
  }
  if (error instanceof ApiFault && error.status === 401) {
    return (
      <>
        {told.data && <PurgeLine answer={told.data} />}
        <div className={classes.card}>
          <h2>{t("privacy.mine.noTicket")}</h2>
          <p>{t("privacy.mine.noTicketLead")}</p>
          <Link to="/e/$slug" params={{ slug }} className={classes.way}>
            {t("privacy.toTicket")}
          </Link>
        </div>
      </>
    );
  }
  const fault = told.error ?? error;
  if (fault) {
    const again = (): void => {
      void told.refetch();
      void mine.refetch();
    };
    return <FaultNotice error={fault} retry={again} />;
  }
  return (
    <p className="visually-hidden" aria-live="polite">
      {t("privacy.loading")}
    </p>
  );
}

interface EverythingProps {
  readonly slug: string;
  readonly data: MyData;
  readonly told: PrivacyAnswer;
  readonly onErased: (answer: WithdrawAnswer) => void;
}

function Everything({ slug, data, told, onErased }: EverythingProps) {
  const { t } = useTranslation();
  const { timeZone, purge } = told;
  const until =
    data.heldUntil === null
      ? t("privacy.mine.untilUnset", { days: purge.days })
      : t("privacy.mine.until", { t: venueDate(data.heldUntil, timeZone) });
  return (
    <>
      <p className={classes.purge}>{until}</p>
      <Contents data={data} timeZone={timeZone} />
      <div className={classes.actions}>
        <Button component="a" href={downloadPath(slug)} download variant="default" size="md">
          {t("privacy.mine.download")}
        </Button>
        <p className={classes.quiet}>{t("privacy.mine.downloadHint")}</p>
      </div>
      <NewsConsent slug={slug} />
      <ErasePanel slug={slug} state={data.challenge.state} apps={data.apps.length} onErased={onErased} />
      <Link to="/e/$slug/privacy" params={{ slug }} className={classes.way}>
        {t("privacy.title")}
      </Link>
    </>
  );
}

function Contents({ data, timeZone }: { readonly data: MyData; readonly timeZone: string }) {
  const { t, i18n } = useTranslation();
  const words = { yes: t("privacy.mine.yes"), no: t("privacy.mine.no") };
  const language = i18n.language === "ko" ? "ko" : "en";
  const news = data.contacts.find(({ purpose }) => purpose === "news");
  return (
    <dl className={classes.held}>
      <Row label={t("privacy.mine.ticket")}>
        {t("privacy.mine.ticketFacts", { id: data.ticket.id, nickname: data.ticket.nickname })}
      </Row>
      <Row label={t("privacy.mine.devices")}>{t("privacy.mine.devicesFacts", { n: data.devices.length })}</Row>
      <Row label={t("privacy.mine.apps")}>
        {data.apps.length === 0 ? t("privacy.mine.none") : <Names names={data.apps.map(({ service }) => service)} />}
      </Row>
      <Fold label={t("privacy.mine.survey")} n={data.survey.answers.length}>
        {data.survey.answers.map(({ question, title, value, chosen }) => (
          <li key={question}>
            <strong>{title[language] || title.ko || title.en || question}</strong>
            <span>{chosen[language] || answerWords(value, words)}</span>
          </li>
        ))}
      </Fold>
      <Fold label={t("privacy.mine.appeals")} n={data.appeals.length}>
        {data.appeals.map(({ id, text, at }) => (
          <li key={id}>
            <strong>{venueDate(at, timeZone)}</strong>
            <span>{text}</span>
          </li>
        ))}
      </Fold>
      <Fold label={t("privacy.mine.decisions")} n={data.overrides.length}>
        {data.overrides.map(({ id, reasonKo, reasonEn, at }) => (
          <li key={id}>
            <strong>{venueDate(at, timeZone)}</strong>
            <span>{language === "ko" ? reasonKo : reasonEn}</span>
          </li>
        ))}
      </Fold>
      <Fold label={t("privacy.mine.rolls")} n={data.rolls.length}>
        {data.rolls.map(({ raffle, seq, item, size, at }) => (
          <li key={`${raffle} ${seq}`}>
            <strong>{venueDate(at, timeZone)}</strong>
            <span>
              {item === null ? t("privacy.mine.blank") : [item[language] || item.ko || item.en, size].join(" ")}
            </span>
          </li>
        ))}
      </Fold>
      <Fold label={t("privacy.mine.vouchers")} n={data.vouchers.length}>
        {data.vouchers.map(({ name, code, givenAt }) => (
          <li key={code}>
            <strong>{name[language] || name.ko || name.en}</strong>
            <span>
              {code} · {venueDate(givenAt, timeZone)}
            </span>
          </li>
        ))}
      </Fold>
      <Row label={t("privacy.mine.news")}>{news?.value ?? t("privacy.mine.none")}</Row>
      <Fold label={t("privacy.mine.notices")} n={data.consents.length}>
        {data.consents.map(({ noticeHash, at, notice }) => (
          <li key={`${noticeHash}-${at}`}>
            <strong>{venueDate(at, timeZone)}</strong>
            <span className={classes.pre}>{notice}</span>
          </li>
        ))}
      </Fold>
    </dl>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className={classes.names}>
      {names.map((name) => (
        <li key={name}>
          <Name value={name} />
        </li>
      ))}
    </ul>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Fold({ label, n, children }: { readonly label: string; readonly n: number; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Row label={label}>
      {n === 0 ? (
        t("privacy.mine.none")
      ) : (
        <details>
          <summary>
            <span className="visually-hidden">{t("privacy.mine.show", { what: label })} </span>
            {t("privacy.mine.count", { n })}
          </summary>
          <ul>{children}</ul>
        </details>
      )}
    </Row>
  );
}

function Erased({ slug, answer }: { readonly slug: string; readonly answer: WithdrawAnswer }) {
  const { t } = useTranslation();
  const { removing, untilPurge } = answer.apps;
  return (
    <div className={classes.card} role="status">
      <h2>{t("privacy.erase.doneTitle")}</h2>
      <p>{t("privacy.erase.doneLead", { id: answer.ticket })}</p>
      {removing > 0 && <p>{t("privacy.erase.telemetry", { n: removing })}</p>}
      {untilPurge > 0 && <p>{t("privacy.erase.shared", { n: untilPurge })}</p>}
      {answer.entryStays && <p>{t("privacy.erase.listed")}</p>}
      <Link to="/e/$slug" params={{ slug }} className={classes.way}>
        {t("privacy.erase.again")}
      </Link>
    </div>
  );
}
